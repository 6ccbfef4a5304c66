/** Answers a shell's tab: what kulprit knows by itself, and what has to be looked up on the way. */
import type { Candidate, Completion } from '../../cli/completion/complete.ts'
import { completionOf } from '../../cli/completion/complete.ts'
import type { ExitCode } from '../../cli/exit-code.ts'
import { exitCode } from '../../cli/exit-code.ts'
import type { Shell } from '../../cli/completion/shell-scripts.ts'
import { noFiles, noSpace, shellScripts } from '../../cli/completion/shell-scripts.ts'
import { Fleet } from '../../model/fleet.ts'
import { defaultSettings } from '../../model/settings/settings.ts'
import type { Workload } from '../../model/workload.ts'
import { findWorkload } from '../../model/workload-name.ts'
import { listJournals } from '../../storage/journal.ts'
import { openClusters } from '../fleet/clusters.ts'
import type { Environment } from '../environment.ts'
import { openEnvironment, version } from '../environment.ts'
import { print } from '../output.ts'

export function printScript(shell: Shell): ExitCode {
  print(shellScripts[shell])
  return exitCode.success
}

/** Nobody waits longer than this for a tab. */
const patienceMs = 3_000

/**
 * `typed` is the line after the program's name, its last word the one under the cursor. Failures are
 * silent: a message would land in the middle of the line that is being typed.
 */
export async function complete(
  typed: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ExitCode> {
  const completion = completionOf(typed.slice(0, -1), typed.at(-1) ?? '')
  const found = [...completion.candidates, ...(await lookUp(completion, env, signal))]
  for (const { word, help } of found) print(`${word}\t${help}\n`)
  const isOpen = found.length > 0 && found.every(({ open }) => open === true)
  const wantsFiles = completion.live === 'files'
  print(`:${(isOpen ? noSpace : 0) + (wantsFiles ? 0 : noFiles)}\n`)
  return exitCode.success
}

async function lookUp(
  completion: Completion,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const { live, lead, typed, config } = completion
  if (live === null || live === 'files') return []
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
  const environment = await openEnvironment(env, config, inTime)
  if (!environment.ok) return []
  const values = await valuesOf(live, completion, environment.value)
  return values
    .filter(({ word }) => word.startsWith(typed) && isPlain(word))
    .map((candidate) => ({ ...candidate, word: lead + candidate.word }))
}

/** A shell puts the word into the line as it is, so nothing that it would act on is offered. */
function isPlain(word: string): boolean {
  return /^[\w@%+=:,./~[\]-]+$/.test(word)
}

async function valuesOf(
  live: Exclude<Completion['live'], 'files' | null>,
  completion: Completion,
  environment: Environment,
): Promise<Candidate[]> {
  switch (live) {
    case 'settings':
      return Object.keys(defaultSettings).map((word) => ({ word, help: '' }))
    case 'sessions': {
      const { sessions } = await listJournals(environment.folders.state)
      return sessions.map(({ session: { id, good, bad } }) => ({
        word: id,
        help: `${good.label} → ${bad.label}`,
      }))
    }
    case 'columns':
      return Object.keys(environment.settings().customColumns).map((name) => ({
        word: `${name}=`,
        help: 'a column of your own',
        open: true,
      }))
    case 'contexts':
      return contexts(completion, environment)
    case 'namespaces':
      return distinct(await readRows(completion, environment, ['namespaces']), 'namespaces')
    case 'owners':
      return distinct(await readRows(completion, environment, around), 'owners')
    case 'workloads':
      return names(await readRows(completion, environment, kinds), completion.typed)
    case 'releases': {
      const found = await readRows(completion, environment, [...kinds, ...histories])
      const workload = findWorkload(completion.workload ?? '', found.workloads)
      return workload.ok ? releases(workload.value) : []
    }
  }
}

async function contexts(completion: Completion, environment: Environment): Promise<Candidate[]> {
  const { loadKubeconfig } = await import('../../cluster/index.ts')
  const kubeconfig = loadKubeconfig({
    kubeconfig: completion.scope?.kubeconfig ?? null,
    env: environment.env,
    requestTimeoutMs: null,
    as: null,
    asGroups: [],
    version,
  })
  if (!kubeconfig.ok) return []
  return kubeconfig.value.contexts.map(({ name, server }) => ({ word: name, help: server }))
}

const kinds = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs', 'rollouts']
/** What owners are read from, besides the workloads. */
const around = [...kinds, 'namespaces', 'services']
const histories = ['replicasets', 'controllerrevisions']

interface Rows {
  readonly workloads: readonly Workload[]
  readonly namespaces: readonly string[]
}

async function readRows(
  { scope }: Completion,
  environment: Environment,
  resources: readonly string[],
): Promise<Rows> {
  // A plugin that wants to ask the person something cannot do it in the middle of a line.
  const clusters = scope === null ? null : await openClusters(scope, environment, null)
  if (clusters === null || !clusters.ok) return { workloads: [], namespaces: [] }
  const { readFleet } = await import('../../cluster/index.ts')
  const fleet = new Fleet(environment.settings())
  const namespaces: string[] = []
  await Promise.all(
    clusters.value.connections.map(async (connection) => {
      const { scope } = clusters.value
      // `-n` names the namespaces read, unless it is the one being typed.
      const wide = resources.includes('namespaces') ? { ...scope, namespaces: null } : scope
      for (const change of await readFleet(connection, wide, environment.signal, resources))
        if (change.type === 'objects') {
          fleet.apply(change)
          for (const { type, meta } of change.put)
            if (type === 'namespace') namespaces.push(meta.name)
        }
      connection.close()
    }),
  )
  return { workloads: fleet.flush().put, namespaces }
}

function distinct(rows: Rows, what: 'namespaces' | 'owners'): Candidate[] {
  const counts = new Map<string, number>()
  for (const name of rows.namespaces) if (what === 'namespaces') counts.set(name, 0)
  for (const { owner, namespace } of rows.workloads) {
    const name = what === 'owners' ? owner.value : namespace
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([word, count]) => ({
      word,
      help: count === 0 ? '' : `${count} ${count === 1 ? 'workload' : 'workloads'}`,
    }))
}

const shortKinds = {
  Deployment: 'deploy',
  StatefulSet: 'sts',
  DaemonSet: 'ds',
  Rollout: 'rollout',
  CronJob: 'cronjob',
  Job: 'job',
} as const

/** A name where it is the only one, and every workload in full where a `/` or its namespace is typed. */
function names({ workloads }: Rows, typed: string): Candidate[] {
  const counts = new Map<string, number>()
  for (const { name } of workloads) counts.set(name, (counts.get(name) ?? 0) + 1)
  return workloads
    .flatMap(({ namespace, kind, name, owner, context }) => {
      const inKind = `${shortKinds[kind]}/${name}`
      const help = `${namespace}, ${owner.value ?? 'unowned'}, ${context}`
      const full = { word: `${namespace}/${inKind}`, help }
      if (counts.get(name) === 1 && !typed.includes('/')) return [{ word: name, help }]
      return [full, ...(typed.includes('/') ? [{ word: inKind, help }] : [])]
    })
    .toSorted((a, b) => a.word.localeCompare(b.word))
}

/** Each release's number, and each version once, with the newest release that had it. */
function releases({ particulars }: Workload): Candidate[] {
  const releases = particulars.releases()
  const versions = new Map<string, Candidate>()
  for (const { release, version } of releases)
    if (version.value !== null && !versions.has(version.value))
      versions.set(version.value, { word: version.value, help: `release ${release}` })
  return [
    ...releases.map(({ release, version }) => ({
      word: String(release),
      help: version.value ?? 'version unknown',
    })),
    ...versions.values(),
  ]
}
