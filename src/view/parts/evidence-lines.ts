/** What speaks for the diagnosis on a workload's page: pods by state, memory, the log, events, conditions. */
import type { Evidence, OutOfMemory, PodGroup } from '../../model/diagnosis/evidence.ts'
import type { FoldedEvents } from '../../model/diagnosis/fold-events.ts'
import { foldEvents } from '../../model/diagnosis/fold-events.ts'
import type { Condition } from '../../model/kube/kube.ts'
import { ago, count } from '../../state/format.ts'
import type { WorkloadPage } from '../../state/workload/select-workload.ts'
import { keyOf } from '../../state/commands/keymap.ts'
import type { State } from '../../state/state.ts'
import type { Column } from './column.ts'
import { tableLines } from './columns.ts'
import type { Line } from '../drawing/line.ts'
import { hanging, paragraph, span } from '../drawing/line.ts'

export function evidenceLines(
  state: Pick<State, 'keymap' | 'now'>,
  { screen, workload }: WorkloadPage,
  width: number,
  height: number,
): Line[] {
  const { now } = state
  const { details, evidence } = screen
  const isSmall = height < smallRoom
  const known =
    evidence === null
      ? []
      : [
          ...(isSmall ? podLine(evidence) : podLines(evidence, workload.name)),
          ...memoryLines(evidence.memory, now, width),
        ]
  if (details === null) return [...known, [span(' Reading events and log …', 'dim')]]
  const { log, events, problems } = details
  const rest = [
    ...eventLines(foldEvents(events), now, width),
    ...conditionLines(evidence?.conditions ?? [], now, width),
  ]
  const lines = [
    ...problems.flatMap((problem) => hanging([span(' ! ', 'warn')], problem, width, 'warn')),
    ...known,
    // Enough of the log to see the error, and still some of what is below it.
    ...logLines(log, evidence, Math.max(3, height - known.length - (isSmall ? 2 : 6))),
    ...rest,
  ]
  if (events.length > 0 || log !== null) return lines
  return [
    ...lines,
    ...(problems.length > 0 ? [] : paragraph(nothingKept, width - 2, { indent: 1, tone: 'dim' })),
    ...paragraph(nextKeys(state), width - 2, { indent: 1, tone: 'dim' }),
  ]
}

const nothingKept = 'No events and no log: the cluster keeps events for about an hour.'

/** Where to look instead. */
function nextKeys(state: Pick<State, 'keymap'>): string {
  const [logs, changes, text] = [
    keyOf(state, 'logs.open'),
    keyOf(state, 'changes.open'),
    keyOf(state, 'text.describe'),
  ]
  return `${logs} reads the logs of its pods, ${changes} what changed, ${text} all that is known.`
}

/** Rows in which the end of the log matters more than which pods they are. */
const smallRoom = 12

function podLine({ pods }: Evidence): Line[] {
  if (pods.length === 0) return []
  const parts = pods.flatMap(({ count: n, state, failing }, i) => [
    span(i === 0 ? '' : ' · ', 'dim'),
    span(`${n} ${state}`, failing ? 'bad' : 'plain'),
  ])
  return [[span(' PODS  ', 'dim'), ...parts]]
}

function podLines({ pods }: Evidence, workload: string): Line[] {
  return pods.map(({ count: n, state, failing, message, restarts, names }, i): Line => {
    const facts = [
      ...(restarts === 0 ? [] : [count(restarts, 'restart')]),
      shownNames(names, workload),
    ]
    return [
      span(i === 0 ? ' PODS  ' : '       ', 'dim'),
      span(`${n} ${state}`, failing ? 'bad' : 'plain'),
      ...(message === null ? [] : [span(`: ${message}`)]),
      span(`  ${facts.join('  ')}`, 'dim'),
    ]
  })
}

const mostNamed = 4

/** Without what all of them begin with. */
function shownNames(names: PodGroup['names'], workload: string): string {
  const shown = names
    .slice(0, mostNamed)
    .map((name) => (name.startsWith(`${workload}-`) ? name.slice(workload.length + 1) : name))
  const more = names.length - shown.length
  return `${shown.join(', ')}${more > 0 ? `, … ${more} more` : ''}`
}

function memoryLines(memory: readonly OutOfMemory[], now: number, width: number): Line[] {
  return memory.flatMap(({ container, limit, pods, lastAt, usage }) => {
    const facts = [
      limit === null ? 'no limit set' : `limit ${limit}`,
      ...(usage === null ? [] : [`the fullest pod takes ${usage} now`]),
      `OOMKilled in ${count(pods, 'pod')}`,
      ...(lastAt === null ? [] : [`last ${ago(lastAt, now)} ago`]),
    ]
    const name = [span(' MEMORY  ', 'dim'), span(`${container}: `, 'strong')]
    return hanging(name, facts.join(', '), width)
  })
}

/** How much of a log that is not about the trouble. */
const glimpse = 4

function logLines(
  log: NonNullable<WorkloadPage['screen']['details']>['log'],
  evidence: Evidence | null,
  most: number,
): Line[] {
  if (log === null) return []
  const groups = evidence?.pods ?? []
  const isFailing = groups.some(({ failing, names }) => failing && names.includes(log.pod))
  const aboutOthers = !isFailing && groups.some(({ failing }) => failing)
  const hasEnded = groups.some(
    ({ state, names }) => state === 'completed' && names.includes(log.pod),
  )
  const present = isFailing || hasEnded ? 'its last lines' : 'running now'
  const which = log.previous ? 'before it crashed' : present
  return [
    [span(` LOG  ${log.pod} › ${log.container}, ${which}`, 'dim')],
    ...log.lines
      .slice(-(aboutOthers ? Math.min(glimpse, most) : most))
      .map((text): Line => [span(`   ${text}`)]),
  ]
}

/** Conditions are true where all is well, but for those that are named after what went wrong. */
const troubles = new Set(['ReplicaFailure', 'Failed', 'FailureTarget', 'Suspended', 'InvalidSpec'])

function isAsItShould({ type, status }: Condition): boolean {
  return (status === 'True') !== troubles.has(type)
}

function conditionLines(conditions: readonly Condition[], now: number, width: number): Line[] {
  if (conditions.length === 0) return []
  return tableLines(conditionColumns(now), conditions, width)
}

function conditionColumns(now: number): Column<Condition>[] {
  return [
    {
      title: 'SINCE',
      cell: ({ lastTransitionAt }) => span(ago(lastTransitionAt, now)),
      least: 5,
      most: 6,
      keep: 4,
    },
    {
      title: 'CONDITION',
      cell: (condition) => span(condition.type, isAsItShould(condition) ? 'plain' : 'warn'),
      least: 9,
      most: 16,
      keep: 6,
    },
    { title: 'IS', cell: ({ status }) => span(status.toLowerCase()), least: 5, most: 7, keep: 5 },
    { title: 'REASON', cell: ({ reason }) => span(reason ?? ''), least: 10, most: 26, keep: 3 },
    {
      title: 'MESSAGE',
      cell: ({ message }) => span(message ?? '', 'dim'),
      least: 20,
      most: 400,
      keep: 7,
    },
  ]
}

function eventLines(events: readonly FoldedEvents[], now: number, width: number): Line[] {
  if (events.length === 0) return []
  return tableLines(eventColumns(now), events, width)
}

function eventColumns(now: number): Column<FoldedEvents>[] {
  return [
    { title: 'EVENT', cell: ({ lastAt }) => span(ago(lastAt, now)), least: 5, most: 6, keep: 4 },
    {
      title: 'REASON',
      cell: ({ reason, type }) => span(reason, type === 'Warning' ? 'warn' : 'plain'),
      least: 10,
      most: 24,
      keep: 5,
    },
    { title: 'TIMES', cell: ({ count }) => span(String(count)), least: 5, most: 6, keep: 2 },
    {
      title: 'ABOUT',
      cell: ({ objects }) => span(about(objects), 'dim'),
      least: 10,
      most: 40,
      keep: 1,
    },
    { title: 'MESSAGE', cell: ({ message }) => span(message), least: 20, most: 400, keep: 6 },
  ]
}

/** `Pod/cart-6f5d`, or `3 × Pod` of a few. */
function about(objects: FoldedEvents['objects']): string {
  const [first = ''] = objects
  return objects.length <= 1 ? first : `${objects.length} × ${first.slice(0, first.indexOf('/'))}`
}
