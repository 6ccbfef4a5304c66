/** `kulprit changes`: what changed in the fleet, and what a failing workload may fail by. */
import { nothingChangedText, printChanges } from '../../cli/print/changes.ts'
import type { ExitCode } from '../../cli/exit-code.ts'
import type { Invocation } from '../../cli/grammar/invocation.ts'
import { serviceIndex } from '../../model/timeline/dependencies.ts'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { likelyChanges } from '../../model/timeline/likely-changes.ts'
import type { Happening } from '../../model/timeline/happening.ts'
import { timelineOf } from '../../model/timeline/timeline.ts'
import { findWorkload } from '../../model/workload-name.ts'
import type { Workload } from '../../model/workload.ts'
import { duration } from '../../state/format.ts'
import { parseQuery } from '../../state/query/query.ts'
import { search } from '../../state/query/search.ts'
import type { Environment } from '../environment.ts'
import { endProgress, fail, note, print, showProgress, warnAbout } from '../output.ts'
import { waitForAround } from '../fleet/read-around.ts'
import { isStructured, readScope } from './workloads.ts'

type Asked = Extract<Invocation, { command: 'changes' }>
type Item = { readonly happening: Happening; readonly reasons: readonly string[] }

export async function changes(asked: Asked, environment: Environment): Promise<ExitCode> {
  const query = parseQuery(asked.query, Object.keys(environment.settings().customColumns))
  if (!query.ok) return fail(query.failure)
  const read = await readScope(asked.scope, environment)
  if (!read.ok) return fail(read.failure)
  const { workloads, clusters } = read.value
  const { signal } = environment
  const around = await waitForAround(clusters, workloads, { signal, onProgress: showProgress })
  endProgress()
  const statuses = [...read.value.statuses, ...around.flatMap(({ unread }) => unread)]
  const timeline = timelineOf(workloads, around)
  const now = Date.now()
  const chosen = new Set(search(query.value, workloads, now).map(({ id }) => id))
  const items =
    asked.workload === null
      ? ok(latest(timeline, now - asked.sinceMs).map((happening) => ({ happening, reasons: [] })))
      : ranked(asked.workload, workloads, timeline)
  if (!items.ok) return fail(items.failure)
  const shown = items.value.filter(({ happening }) => isAbout(happening, chosen, asked.query))
  if (shown.length === 0 && !isStructured(asked.output))
    note(
      asked.workload === null
        ? nothingChangedText(`in the last ${duration(asked.sinceMs)}`, asked.query)
        : nothingChangedText(`in the day before ${asked.workload} began to fail`, asked.query),
    )
  else print(printChanges({ items: shown, statuses, now }, asked.output, asked.noHeaders))
  return warnAbout(statuses)
}

function latest(timeline: readonly Happening[], since: number): readonly Happening[] {
  const older = timeline.findIndex(({ time }) => time < since)
  return older < 0 ? timeline : timeline.slice(0, older)
}

function ranked(
  text: string,
  workloads: readonly Workload[],
  timeline: readonly Happening[],
): Result<readonly Item[]> {
  const found = findWorkload(text, workloads)
  if (!found.ok) return found
  const { health, name } = found.value
  if (health.status !== 'degraded')
    return failed('usage', `${name} does not fail: it is ${health.status}`, {
      next: 'kulprit changes without --workload lists every change',
    })
  const byId = new Map(workloads.map((workload) => [workload.id, workload]))
  return ok(likelyChanges(found.value, timeline, serviceIndex(workloads), byId))
}

/** A query is about workloads: what is about none of them is shown only where there is no query. */
function isAbout({ workloads }: Happening, chosen: ReadonlySet<string>, query: string): boolean {
  return query.trim() === '' || workloads.some((id) => chosen.has(id))
}
