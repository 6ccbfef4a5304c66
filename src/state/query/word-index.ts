/** In which rows each word of the fleet stands: what the words of a query are looked up in. */
import type { Workload } from '../../model/workload.ts'
import type { RowChange, Rows } from '../table/rows.ts'
import { followed } from '../table/rows.ts'

export interface WordIndex {
  /** By the row's slot its name, owner, namespace and version in lower case, one a line. */
  readonly texts: readonly (string | null)[]
  /** By word the slots of the rows that have it. */
  readonly slots: ReadonlyMap<string, readonly number[]>
  /** Every word once; the same array as long as they are the same words. */
  readonly vocabulary: readonly string[]
}

export const separators = /[^\p{L}\p{N}]+/u
/** The same for text without other letters, and several times as fast. */
const asciiSeparators = /[^a-z0-9]+/
const ascii = /^[\x0a\x20-\x7e]*$/

let follow: ((rows: Rows) => WordIndex) | null = null
const slotsInATurn = 500

/** Made at the first question; the same object as long as only other things change about the rows. */
export function wordIndex(rows: Rows): WordIndex {
  follow ??= followed(indexOf, mended)
  return follow(rows)
}

/**
 * Makes the index before anybody asks, so that nobody who types has to wait for it: some milliseconds of
 * work at a time, between which other things are done. Once it is there, it is brought up to date.
 */
export function* prepareIndex(rows: Rows): Generator<void, void, undefined> {
  if (follow === null) {
    const value = yield* indexInTurns(rows)
    // Whoever asked meanwhile has it made.
    follow ??= followed(indexOf, mended, { rows, value })
  }
  follow(rows)
}

export function indexOf(rows: Rows): WordIndex {
  const turns = indexInTurns(rows)
  for (;;) {
    const turn = turns.next()
    if (turn.done === true) return turn.value
  }
}

function* indexInTurns(rows: Rows): Generator<void, WordIndex, undefined> {
  const texts: (string | null)[] = []
  const slots = new Map<string, number[]>()
  for (let slot = 0; slot < rows.slots; slot += 1) {
    if (slot % slotsInATurn === slotsInATurn - 1) yield
    const row = rows.in(slot)
    const text = row === null ? null : textOf(row)
    texts.push(text)
    if (text !== null) for (const word of wordsOf(text)) add(slots, word, slot)
  }
  return { texts, slots, vocabulary: [...slots.keys()] }
}

function mended(index: WordIndex, changes: readonly RowChange[]): WordIndex {
  const moved = changes.filter(({ before, after }) => !readsAlike(before, after))
  if (moved.length === 0) return index
  const texts = [...index.texts]
  const slots = new Map<string, number[]>()
  const opened = (word: string): void => {
    if (!slots.has(word)) slots.set(word, [...(index.slots.get(word) ?? [])])
  }
  for (const { slot, after } of moved) {
    for (const word of wordsOf(texts[slot] ?? '')) {
      opened(word)
      slots.set(word, slots.get(word)?.filter((one) => one !== slot) ?? [])
    }
    const text = after === null ? null : textOf(after)
    texts[slot] = text
    for (const word of wordsOf(text ?? '')) {
      opened(word)
      add(slots, word, slot)
    }
  }
  const all = new Map(index.slots)
  for (const [word, rows] of slots)
    if (rows.length > 0) all.set(word, rows)
    else all.delete(word)
  const words = Array.from(slots.keys()).every((word) => index.slots.has(word) && all.has(word))
  return { texts, slots: all, vocabulary: words ? index.vocabulary : [...all.keys()] }
}

function readsAlike(a: Workload | null, b: Workload | null): boolean {
  return (
    a?.name === b?.name &&
    a?.namespace === b?.namespace &&
    a?.owner.value === b?.owner.value &&
    a?.version.value === b?.version.value
  )
}

function textOf({ name, owner, namespace, version }: Workload): string {
  return [name, owner.value, namespace, version.value].join('\n').toLowerCase()
}

function wordsOf(text: string): ReadonlySet<string> {
  const words = new Set(text.split(ascii.test(text) ? asciiSeparators : separators))
  words.delete('')
  return words
}

function add(slots: Map<string, number[]>, word: string, slot: number): void {
  const known = slots.get(word)
  if (known === undefined) slots.set(word, [slot])
  else known.push(slot)
}
