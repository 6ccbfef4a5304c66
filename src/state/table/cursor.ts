/** The selected row of a list: it follows the row, not the position, while the list changes under it. */

export interface Cursor {
  /** The selected row's id; null until the user chooses one: then it is the first row. */
  readonly id: string | null
  /** Where it was when it was chosen: used when the row is gone. */
  readonly index: number
  /** The first row on the screen when it was chosen. */
  readonly top: number
}

/** The ids of a list's rows, in order: an array is one. */
export interface Ids {
  readonly length: number
  at(index: number): string | undefined
}

export const firstRow: Cursor = { id: null, index: 0, top: 0 }

/** Where the selected row is now; -1 in an empty list. */
export function locate(cursor: Cursor, ids: Ids): number {
  if (ids.length === 0) return -1
  if (cursor.id === null) return 0
  // Rows move little between two frames, so it is looked for from where it was, outwards.
  const start = Math.min(cursor.index, ids.length - 1)
  for (let by = 0; by < ids.length; by += 1) {
    if (start >= by && ids.at(start - by) === cursor.id) return start - by
    if (ids.at(start + by) === cursor.id) return start + by
  }
  return start
}

/** The cursor on row `index`, or on the nearest row there is; `height` rows are on the screen. */
export function moveTo(cursor: Cursor, ids: Ids, index: number, height: number): Cursor {
  const at = Math.max(0, Math.min(index, ids.length - 1))
  return {
    id: ids.at(at) ?? null,
    index: at,
    top: firstVisible(cursor.top, at, ids.length, height),
  }
}

/** The first row to show so that row `index` is on the screen, scrolling no more than needed. */
export function firstVisible(top: number, index: number, length: number, height: number): number {
  const shown = Math.max(index - height + 1, Math.min(top, index))
  return Math.max(0, Math.min(shown, length - height))
}
