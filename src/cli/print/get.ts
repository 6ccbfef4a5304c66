/** What `kulprit get` prints. */
import type { ResourceStatus } from '../../model/change.ts'
import type { WorkloadKind } from '../../model/kube/kube.ts'
import type { Health, Previous, Workload } from '../../model/workload.ts'
import { ago, replicas, shortSha, versionText } from '../../state/format.ts'
import { table, unknownCell } from './columns.ts'
import type { Output } from '../grammar/output.ts'
import { readErrors } from './read-errors.ts'
import { structured } from './structured.ts'
import { readErrorJson, totalsJson, workloadJson } from './workload-json.ts'

export interface WorkloadList {
  /** In the order to print. */
  readonly workloads: readonly Workload[]
  readonly statuses: readonly ResourceStatus[]
  /** Milliseconds since the epoch, for ages. */
  readonly now: number
  /** The names of the user's own columns; none where it is left out. */
  readonly ownColumns?: readonly string[]
}

export function printWorkloads(list: WorkloadList, output: Output, noHeaders: boolean): string {
  const { workloads } = list
  if (output === 'name') return workloads.map((workload) => `${resourceName(workload)}\n`).join('')
  if (output !== 'json' && output !== 'yaml')
    return workloadTable(list, output === 'wide', noHeaders)
  const errors = readErrors(list.statuses).map(readErrorJson)
  return structured(
    { items: workloads.map(workloadJson), errors, totals: totalsJson(workloads) },
    output,
  )
}

/** For stderr, where nothing is to be printed on stdout. */
export function nothingFoundText(query: string): string {
  return query === '' ? 'no workloads found\n' : `no workload matches ${query}\n`
}

const apiGroups: Readonly<Record<WorkloadKind, string>> = {
  Deployment: 'apps',
  StatefulSet: 'apps',
  DaemonSet: 'apps',
  Rollout: 'argoproj.io',
  CronJob: 'batch',
  Job: 'batch',
}

/** As `kubectl -o name` prints it: `deployment.apps/cart`. */
export function resourceName({ kind, name }: Pick<Workload, 'kind' | 'name'>): string {
  return `${kind.toLowerCase()}.${apiGroups[kind]}/${name}`
}

type Column = readonly [header: string, cell: (workload: Workload, now: number) => string]

const contextColumn: Column = ['CONTEXT', ({ context }) => context]

const columnsOfTable: readonly Column[] = [
  ['NAMESPACE', ({ namespace }) => namespace],
  ['NAME', ({ name }) => name],
  ['OWNER', ({ owner }) => owner.value ?? unknownCell],
  ['VERSION', (workload) => versionText(workload) ?? unknownCell],
  ['PREVIOUS', ({ previous }) => previousText(previous)],
  ['CHANGED', ({ changedAt }, now) => ageText(changedAt, now)],
  ['HEALTH', ({ health }) => healthText(health)],
  ['READY', (workload) => replicas(workload.replicas)],
]

const columnsOfWide: readonly Column[] = [
  ['RESTARTS', ({ restarts }) => String(restarts)],
  ['KIND', ({ kind }) => kind],
  ['COMMIT', ({ commit }) => (commit.value === null ? unknownCell : shortSha(commit.value))],
  ['REPOSITORY', ({ repository }) => repository.url ?? unknownCell],
  ['IMAGE', ({ image }) => image ?? unknownCell],
]

/** Empty where the workload has nothing of it, as on the screen. */
function ownColumn(name: string): Column {
  return [name.toUpperCase(), ({ custom }) => custom?.[name] ?? '']
}

function workloadTable(
  { workloads, statuses, now, ownColumns = [] }: WorkloadList,
  wide: boolean,
  noHeaders: boolean,
): string {
  const severalContexts =
    new Set([...workloads, ...statuses].map(({ context }) => context)).size > 1
  const shown = [
    ...(severalContexts ? [contextColumn] : []),
    ...columnsOfTable,
    ...(wide ? [...columnsOfWide, ...ownColumns.map(ownColumn)] : []),
  ]
  return table(
    shown.map(([header]) => header),
    workloads.map((workload) => shown.map(([, cell]) => cell(workload, now))),
    noHeaders,
  )
}

export function ageText(time: string | null, now: number): string {
  return time === null ? unknownCell : ago(time, now)
}

/** `degraded (CrashLoopBackOff)`. */
export function healthText({ status, reason }: Health): string {
  return reason === null ? status : `${status} (${reason})`
}

/** `1.4.1 (proven)`. */
function previousText(previous: Previous | null): string {
  return previous === null
    ? unknownCell
    : `${previous.version.value ?? unknownCell} (${previous.proof})`
}
