/** The entries of a journal that count: without those that were withdrawn. */
import type { Entry } from './journal-format.ts'

/** Answers about builds stay true whatever became of the entry after which they were asked. */
export function countedEntries(entries: readonly Entry[]): readonly Entry[] {
  const counted: Entry[] = []
  for (const entry of entries) {
    if (entry.type !== 'withdrawn') counted.push(entry)
    else {
      const at = counted.findLastIndex(({ type }) => type !== 'available')
      if (at >= 0) counted.splice(at, 1)
    }
  }
  return counted
}
