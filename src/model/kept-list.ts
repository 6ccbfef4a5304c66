/** Lists as they are kept for long: they take no more room than what is in them. */

const none: readonly never[] = []

/** Equal to `list`: one list for all that are empty, and no room for more in the others. */
export function keptList<Item>(list: readonly Item[]): readonly Item[] {
  return list.length === 0 ? none : list.slice()
}
