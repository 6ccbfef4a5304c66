/** The list that j and k move through on the current screen. */
import type { Cursor, Ids } from './cursor.ts'
import { firstRow } from './cursor.ts'
import { commitIds } from '../bisects/select-bisect.ts'
import { changeIds } from '../changes/select-changes.ts'
import { ownedIds, ownerIds } from '../workload/select-owners.ts'
import { sessionIds } from '../bisects/select-sessions.ts'
import { releaseIds } from '../workload/select-workload.ts'
import { visibleIds } from './select-workloads.ts'
import type { State } from '../state.ts'
import { bodyRows, currentScreen } from '../state.ts'

export interface List {
  readonly ids: Ids
  readonly cursor: Cursor
  /** Rows of it that are on the screen, as near as the state can tell: the view scrolls exactly. */
  readonly height: number
}

export function currentList(state: State): List {
  const screen = currentScreen(state)
  // Logs and texts are read, line by line: nothing in them is selected.
  if ('view' in screen) return { ids: [], cursor: firstRow, height: bodyRows(state) }
  const { cursor } = screen
  switch (screen.name) {
    case 'workloads':
      return { ids: visibleIds(state), cursor, height: tableRows(state) }
    case 'workload': {
      const workload = state.workloads.get(screen.workload)
      return {
        ids: workload === undefined ? [] : releaseIds(workload),
        cursor,
        height: releaseRows(state),
      }
    }
    case 'changes':
      return { ids: changeIds(state, screen), cursor, height: Math.max(1, bodyRows(state) - 2) }
    case 'diff':
      return { ids: [], cursor, height: bodyRows(state) }
    case 'owners':
      return { ids: ownerIds(state), cursor, height: Math.max(1, bodyRows(state) - 2) }
    case 'owner':
      return {
        ids: ownedIds(state, screen.owner),
        cursor,
        height: Math.max(1, bodyRows(state) - 12),
      }
    case 'bisect':
      return { ids: commitIds(screen), cursor, height: Math.max(1, bodyRows(state) - 8) }
    case 'bisects':
      return { ids: sessionIds(state), cursor, height: Math.max(1, bodyRows(state) - 2) }
  }
}

/** The rows of the table, below its title and its column names. */
function tableRows(state: State): number {
  return Math.max(1, bodyRows(state) - 1)
}

/** The rows that a workload's releases may take: about a third of its page. */
export function releaseRows(state: State): number {
  return Math.max(3, Math.floor(bodyRows(state) / 3) - 2)
}
