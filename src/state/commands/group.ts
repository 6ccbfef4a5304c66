/** Commands of groups: by what the rows are grouped, folding and unfolding. */
import type { Action } from '../action.ts'
import type { Command } from './command.ts'
import { acts, always } from './command.ts'
import type { Group } from '../table/group.ts'
import { groupings, isGroup } from '../table/group.ts'
import { currentList } from '../table/list.ts'
import { allEntries, contextsShown, selectedEntry } from '../table/select-workloads.ts'
import type { State } from '../state.ts'

export const groupCommands: readonly Command[] = [
  {
    id: 'group.by',
    title: 'Group the rows',
    help: 'Groups by owner, then by namespace, context, part-of, then not at all; each with totals.',
    category: 'Table',
    keys: ['u'],
    screens: ['workloads'],
    words: ['totals', 'sum'],
    available: always,
    run: (state) => {
      const ways = groupings.filter((way) => way !== 'context' || contextsShown(state).length > 1)
      const at = state.groupBy === null ? -1 : ways.indexOf(state.groupBy)
      return acts({ type: 'groupingChosen', by: ways[at + 1] ?? null })
    },
  },
  {
    id: 'group.fold',
    title: 'Fold the group',
    help: 'Shows only the heading of the group that the cursor is in.',
    category: 'Table',
    keys: ['left'],
    screens: ['workloads'],
    available: whenGrouped,
    run: (state) => {
      const group = groupAtCursor(state)
      if (group === null) return acts()
      return acts(fold([group], true), onHeading(state, group))
    },
  },
  {
    id: 'group.unfold',
    title: 'Unfold the group',
    help: 'Shows the rows of the group again.',
    category: 'Table',
    keys: ['right'],
    screens: ['workloads'],
    available: whenGrouped,
    run: (state) => {
      const group = groupAtCursor(state)
      return group === null ? acts() : acts(fold([group], false))
    },
  },
  {
    id: 'group.foldAll',
    title: 'Fold all groups',
    help: 'Shows the headings alone, or all rows again.',
    category: 'Table',
    keys: ['Z'],
    screens: ['workloads'],
    available: whenGrouped,
    run: (state) => {
      const groups = groupsOf(state)
      const group = groupAtCursor(state)
      const folding = groups.some(({ folded }) => !folded)
      return folding && group !== null
        ? acts(fold(groups, true), onHeading(state, group))
        : acts(fold(groups, false))
    },
  },
]

export function fold(groups: readonly Group[], folded: boolean): Action {
  return { type: 'groupsFolded', groups: groups.map(({ id }) => id), folded }
}

function whenGrouped({ groupBy }: State): true | string {
  return groupBy !== null || 'the rows are not grouped; u groups them'
}

function groupsOf(state: State): readonly Group[] {
  return allEntries(state).filter(isGroup)
}

function groupAtCursor(state: State): Group | null {
  const entry = selectedEntry(state)
  if (entry !== null && isGroup(entry)) return entry
  return (
    groupsOf(state).find(({ workloads }) => workloads.some(({ id }) => id === entry?.id)) ?? null
  )
}

/** The row that the cursor is on is about to go. */
function onHeading(state: State, { id }: Group): Action {
  const { cursor } = currentList(state)
  const index = allEntries(state).findIndex((entry) => entry.id === id)
  return { type: 'rowChosen', cursor: { id, index, top: Math.min(cursor.top, index) } }
}
