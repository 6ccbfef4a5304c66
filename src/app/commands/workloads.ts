/** The commands that look at the cluster once: `get`, `describe`, `history`, `commits`. */
import { excludedText, printCommits } from '../../cli/print/commits.ts'
import { printDescription } from '../../cli/print/describe.ts'
import type { ExitCode } from '../../cli/exit-code.ts'

import { nothingFoundText, printWorkloads } from '../../cli/print/get.ts'
import { noHistoryText, printHistory } from '../../cli/print/history.ts'
import type { ClusterScope, Invocation } from '../../cli/grammar/invocation.ts'
import type { WorkloadDetails } from '../../model/change.ts'
import type { Result } from '../../model/failure.ts'
import { ok } from '../../model/failure.ts'
import type { Workload } from '../../model/workload.ts'
import { isReadable } from '../../model/settings/custom-columns.ts'
import { findWorkload } from '../../model/workload-name.ts'
import { leftOut } from '../../model/settings/settings.ts'
import { parseQuery } from '../../state/query/query.ts'
import { search } from '../../state/query/search.ts'
import { sortWorkloads } from '../../state/table/sort.ts'
import { terminalAsker } from '../ask.ts'
import type { Clusters, Snapshot } from '../fleet/clusters.ts'
import { nothingRead, openClusters, readClusters } from '../fleet/clusters.ts'
import type { Environment } from '../environment.ts'
import { endProgress, fail, note, print, showProgress, warnAbout } from '../output.ts'
import { findSuspects, linesOf } from '../bisects/find-suspects.ts'
import { prepareRange } from '../bisects/start-bisect.ts'

type Of<C extends Invocation['command']> = Extract<Invocation, { command: C }>

export async function get(asked: Of<'get'>, environment: Environment): Promise<ExitCode> {
  const query = parseQuery(asked.query, Object.keys(environment.settings().customColumns))
  if (!query.ok) return fail(query.failure)
  const settings = environment.settings()
  for (const { message } of leftOut(settings)) note(`warning: ${message}\n`)
  const ownColumns = Object.entries(settings.customColumns).flatMap(([name, column]) =>
    isReadable(column) ? [name] : [],
  )
  const read = await readScope(asked.scope, environment)
  if (!read.ok) return fail(read.failure)
  const { workloads, statuses } = read.value
  const now = Date.now()
  const sorted = sortWorkloads(workloads, { column: 'attention', reverse: false })
  const found = search(query.value, sorted, now)
  if (found.length === 0 && !isStructured(asked.output)) note(nothingFoundText(asked.query))
  else
    print(
      printWorkloads(
        { workloads: found, statuses, now, ownColumns },
        asked.output,
        asked.noHeaders,
      ),
    )
  return warnAbout(statuses)
}

export async function describe(asked: Of<'describe'>, environment: Environment): Promise<ExitCode> {
  const read = await readWorkload(asked.scope, asked.workload, environment)
  if (!read.ok) return fail(read.failure)
  const { workload, statuses, fleet } = read.value
  const details = await readDetailsOf(read.value, environment)
  const diagnosis = fleet.diagnosis(workload.id, details)
  print(printDescription(workload, details, diagnosis, asked.output, Date.now()))
  return warnAbout(statuses)
}

/** Its events and its log; what cannot be read is named in them. */
export async function readDetailsOf(
  { workload, clusters, fleet }: ReadWorkload,
  environment: Environment,
): Promise<WorkloadDetails> {
  const target = fleet.detailsTarget(workload.id)
  const connection = clusters.connections.find(({ context }) => context === workload.context)
  if (target === null || connection === undefined) return { events: [], log: null, problems: [] }
  const { readDetails } = await import('../../cluster/details.ts')
  return readDetails(connection, target, environment.signal)
}

export async function history(asked: Of<'history'>, environment: Environment): Promise<ExitCode> {
  const read = await readWorkload(asked.scope, asked.workload, environment)
  if (!read.ok) return fail(read.failure)
  const { workload, statuses } = read.value
  if (workload.particulars.releases().length === 0 && !isStructured(asked.output))
    note(noHistoryText(workload))
  else print(printHistory(workload, asked.output, asked.noHeaders, Date.now()))
  return warnAbout(statuses)
}

export async function commits(
  asked: Of<'diff' | 'commits'>,
  environment: Environment,
): Promise<ExitCode> {
  const read = await readWorkload(asked.scope, asked.workload, environment)
  if (!read.ok) return fail(read.failure)
  const { workload, statuses } = read.value
  const prepared = await prepareRange(
    { workload, good: asked.from, bad: asked.to, given: asked.source, goodWorkload: null },
    environment,
    terminalAsker(environment.signal),
    { signal: environment.signal, onProgress: showProgress },
  )
  endProgress()
  if (!prepared.ok) return fail(prepared.failure)
  const { repository, repositoryText, range, path } = prepared.value
  note(excludedText(range, path))
  const suspects = isStructured(asked.output)
    ? await findSuspects(repository, range, {
        workload,
        path,
        lines: linesOf(workload, await readDetailsOf(read.value, environment)),
      })
    : ok([])
  endProgress()
  if (!suspects.ok) return fail(suspects.failure)
  const printed = { repository: repositoryText, range, suspects: suspects.value }
  print(printCommits(printed, asked.output, asked.noHeaders, Date.now()))
  return warnAbout(statuses)
}

export interface ReadWorkload extends Snapshot {
  readonly clusters: Clusters
  readonly workload: Workload
}

/** The one workload that `text` names, with everything read to find it. */
export async function readWorkload(
  scope: ClusterScope,
  text: string,
  environment: Environment,
): Promise<Result<ReadWorkload>> {
  const read = await readScope(scope, environment)
  if (!read.ok) return read
  const workload = findWorkload(text, read.value.workloads)
  if (workload.ok) return ok({ ...read.value, workload: workload.value })
  // A kind that could not be read may be the one that holds it.
  warnAbout(read.value.statuses)
  return workload
}

export async function readScope(
  scope: ClusterScope,
  environment: Environment,
): Promise<Result<Snapshot & { readonly clusters: Clusters }>> {
  const clusters = await openClusters(scope, environment)
  if (!clusters.ok) return clusters
  const snapshot = await readClusters(clusters.value, environment)
  const nothing = nothingRead(snapshot.statuses)
  return nothing === null
    ? ok({ ...snapshot, clusters: clusters.value })
    : { ok: false, failure: nothing }
}

export function isStructured(output: string): boolean {
  return output === 'json' || output === 'yaml'
}
