/** Commands of marked rows: mark, show these alone, copy what they are. */
import type { Workload } from '../../model/workload.ts'
import type { Command } from './command.ts'
import { acts, asks } from './command.ts'
import { locate, moveTo } from '../table/cursor.ts'
import { count, versionText } from '../format.ts'
import { ownerText } from '../owner-names.ts'
import { isGroup } from '../table/group.ts'
import { currentList } from '../table/list.ts'
import { allEntries, selectedEntry, selectedWorkload } from '../table/select-workloads.ts'
import type { State } from '../state.ts'

export const markCommands: readonly Command[] = [
  {
    id: 'marks.toggle',
    title: 'Mark the row',
    help: 'Marks the row, or all rows of the group, or no longer, and moves to the next.',
    category: 'Table',
    keys: ['space'],
    screens: ['workloads'],
    available: (state) => selectedEntry(state) !== null || 'no workload is selected',
    run: (state) => {
      const entry = selectedEntry(state)
      if (entry === null) return acts()
      const ids = isGroup(entry) ? entry.workloads.map(({ id }) => id) : [entry.id]
      const { ids: all, cursor, height } = currentList(state)
      const next = moveTo(cursor, all, locate(cursor, all) + 1, height)
      return acts(
        { type: 'rowsMarked', ids, marked: ids.some((id) => !state.marks.has(id)) },
        { type: 'rowChosen', cursor: next },
      )
    },
  },
  {
    id: 'marks.range',
    title: 'Mark up to here',
    help: 'Marks all rows between the last marked one and the cursor.',
    category: 'Table',
    keys: ['ctrl-space'],
    screens: ['workloads'],
    available: whenMarked,
    run: (state) => {
      const entries = allEntries(state)
      const { ids: all, cursor } = currentList(state)
      const here = locate(cursor, all)
      const last = [...state.marks].at(-1)
      const from = entries.findIndex(({ id }) => id === last)
      if (from < 0) return acts()
      const between = entries.slice(Math.min(from, here), Math.max(from, here) + 1)
      const ids = between.flatMap((entry) => (isGroup(entry) ? [] : [entry.id]))
      return acts({ type: 'rowsMarked', ids, marked: true })
    },
  },
  {
    id: 'marks.only',
    title: 'Marked only',
    help: 'Shows only the marked rows, or all again.',
    category: 'Table',
    keys: ['M'],
    screens: ['workloads'],
    available: whenMarked,
    run: () => acts({ type: 'markedOnlyToggled' }),
  },
  {
    id: 'marks.clear',
    title: 'No marks',
    help: 'Takes all marks away.',
    category: 'Table',
    keys: ['U'],
    screens: ['workloads'],
    available: whenMarked,
    run: ({ marks }) => acts({ type: 'rowsMarked', ids: [...marks], marked: false }),
  },
  {
    id: 'marks.copy',
    title: 'Copy the rows',
    help: 'Copies names or report lines of the marked rows, else of the selected one.',
    category: 'Table',
    keys: ['Y'],
    screens: ['workloads'],
    available: (state) => rowsMeant(state).length > 0 || 'no workload is marked or selected',
    ask: (state) => ({
      id: 'marks.copy',
      title: `Copy of ${count(rowsMeant(state).length, 'workload')}`,
      lines: [],
      input: {
        kind: 'choice',
        choices: [
          { value: 'names', label: 'their names, as shop/deployment/cart', key: 'n' },
          { value: 'report', label: 'a line each for a report, as Markdown', key: 'r' },
        ],
      },
      error: null,
    }),
    run: (state, reply) => {
      const rows = rowsMeant(state)
      const what = count(rows.length, 'workload')
      return reply === 'report'
        ? asks({
            type: 'copy',
            text: rows.map(reportLine).join('\n'),
            what: `the report lines of ${what}`,
          })
        : asks({
            type: 'copy',
            text: rows.map(nameOf).join('\n'),
            what: `the names of ${what}`,
          })
    },
  },
]

function whenMarked({ marks }: State): true | string {
  return marks.size > 0 || 'no row is marked; space marks one'
}

/** In the order in which they were marked; those that are gone are left out. */
function rowsMeant(state: State): readonly Workload[] {
  const marked = [...state.marks].flatMap((id) => state.workloads.get(id) ?? [])
  if (marked.length > 0) return marked
  const selected = selectedWorkload(state)
  return selected === null ? [] : [selected]
}

/** As commands take it. */
function nameOf({ namespace, kind, name }: Workload): string {
  return `${namespace}/${kind.toLowerCase()}/${name}`
}

function reportLine(workload: Workload): string {
  const { context, health, previous, owner, changedAt } = workload
  const state = health.reason ?? (health.status === 'degraded' ? 'failing' : health.status)
  const before = previous?.version.value ?? null
  return [
    `- ${nameOf(workload)} in ${context}: ${state}`,
    `version ${versionText(workload) ?? 'unknown'}${changedAt === null ? '' : ` since ${changedAt}`}`,
    ...(before === null ? [] : [`before ${before}`]),
    `owner ${owner.value === null ? 'unknown' : ownerText(owner.value)}`,
  ].join(', ')
}
