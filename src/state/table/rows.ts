/** Every workload that is known, by id: an immutable value that shares all it can with the one before it. */
import type { Workload } from '../../model/workload.ts'

/** `before` is null for a new row, `after` for one that is gone. */
export interface RowChange {
  /** The row's number: below `slots`, and the same as long as the row is there. */
  readonly slot: number
  readonly before: Workload | null
  readonly after: Workload | null
}

/** Never changed once a version of the rows holds it. */
type Chunk = (Workload | null)[]

const chunkSize = 16
const emptyChunk: Chunk = Array.from({ length: chunkSize }, () => null)
/** Slots of rows that are gone may be this many more than those that are used. */
const slack = 1000

/**
 * Rows stand in numbered slots. A batch of events copies only the chunks of slots that it touches, and
 * the version after it knows what it changed; between any other two versions that is found by comparing
 * chunks. Neither takes longer because there are more rows.
 */
export class Rows {
  readonly size: number
  /** Shared by all versions, so it is only ever added to: a slot that is empty here has no row. */
  readonly #slotOf: Map<string, number>
  readonly #chunks: readonly Chunk[]
  /** From the version that was asked for last. Only the newest one has it, or all would be kept. */
  #step: { readonly from: Rows; readonly changes: readonly RowChange[] } | null = null

  private constructor(slotOf: Map<string, number>, chunks: readonly Chunk[], size: number) {
    this.#slotOf = slotOf
    this.#chunks = chunks
    this.size = size
  }

  static of(workloads: Iterable<Workload>): Rows {
    const rows = new Rows(new Map(), [], 0).with([...workloads], [])
    // Nobody has followed them yet.
    rows.#step = null
    return rows
  }

  get slots(): number {
    return this.#chunks.length * chunkSize
  }

  /** null where no row has this number, or no longer. */
  in(slot: number): Workload | null {
    return this.#chunks[Math.floor(slot / chunkSize)]?.[slot % chunkSize] ?? null
  }

  get(id: string): Workload | undefined {
    const slot = this.#slotOf.get(id)
    return slot === undefined ? undefined : (this.in(slot) ?? undefined)
  }

  has(id: string): boolean {
    return this.get(id) !== undefined
  }

  /** In the order of their numbers. */
  *values(): Generator<Workload, void, undefined> {
    for (const chunk of this.#chunks) for (const row of chunk) if (row !== null) yield row
  }

  /** The rows after a change: some put in or replaced, some gone. */
  with(put: readonly Workload[], gone: readonly string[]): Rows {
    if (this.#slotOf.size > 2 * this.size + slack) return Rows.of(this.values()).with(put, gone)
    const chunks = this.#chunks.slice()
    const touched = new Set<number>()
    let { size } = this
    const set = (slot: number, row: Workload | null): void => {
      const at = Math.floor(slot / chunkSize)
      while (chunks.length <= at) chunks.push(emptyChunk)
      const known = this.#chunks[at] ?? emptyChunk
      const mine = chunks[at] ?? emptyChunk
      const chunk = mine === known ? known.slice() : mine
      chunks[at] = chunk
      size += Number(row !== null) - Number((chunk[slot % chunkSize] ?? null) !== null)
      chunk[slot % chunkSize] = row
      touched.add(slot)
    }
    for (const id of gone) {
      const slot = this.#slotOf.get(id)
      if (slot !== undefined) set(slot, null)
    }
    for (const row of put) {
      const slot = this.#slotOf.get(row.id) ?? this.#slotOf.size
      this.#slotOf.set(row.id, slot)
      set(slot, row)
    }
    const next = new Rows(this.#slotOf, chunks, size)
    const changes: RowChange[] = []
    for (const slot of touched) {
      const [before, after] = [this.in(slot), next.in(slot)]
      if (before !== after) changes.push({ slot, before, after })
    }
    next.#step = { from: this, changes }
    this.#step = null
    return next
  }

  /** What has changed since an earlier version; null where its rows had other numbers. */
  since(earlier: Rows): readonly RowChange[] | null {
    if (earlier.#slotOf !== this.#slotOf) return null
    if (this.#step?.from === earlier) return this.#step.changes
    const changes = this.#compared(earlier)
    // Whatever else is made of all rows asks next.
    if (this.#step !== null) this.#step = { from: earlier, changes }
    return changes
  }

  #compared(earlier: Rows): readonly RowChange[] {
    const changes: RowChange[] = []
    for (let at = 0; at < this.#chunks.length; at++) {
      if (this.#chunks[at] === earlier.#chunks[at]) continue
      for (let slot = at * chunkSize; slot < (at + 1) * chunkSize; slot++) {
        const before = earlier.in(slot)
        const after = this.in(slot)
        if (before !== after) changes.push({ slot, before, after })
      }
    }
    return changes
  }
}

/** What is made of all rows, with the rows that it was made of. */
interface Made<Value> {
  readonly rows: Rows
  readonly value: Value
}

/**
 * For what is made of all rows: made once, and from then on brought up to date by what has changed. The
 * answer is the same object as long as the rows are the same. `first` is what was made elsewhere.
 */
export function followed<Value>(
  make: (rows: Rows) => Value,
  mend: (value: Value, changes: readonly RowChange[], rows: Rows) => Value,
  first: Made<Value> | null = null,
): (rows: Rows) => Value {
  let last = first
  function next(rows: Rows, { rows: earlier, value }: Made<Value>): Value {
    const changes = rows.since(earlier)
    const few = changes !== null && changes.length <= rows.size / 4
    return few ? mend(value, changes, rows) : make(rows)
  }
  return (rows) => {
    if (last?.rows !== rows) last = { rows, value: last === null ? make(rows) : next(rows, last) }
    return last.value
  }
}
