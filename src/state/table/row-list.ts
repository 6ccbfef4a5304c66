/** Rows in some order, each looked up when it is asked for: of many rows a screen shows few. */
import type { Workload } from '../../model/workload.ts'
import type { Rows } from './rows.ts'

/** An array is one. */
export interface Listed<Item> {
  readonly length: number
  at(index: number): Item | undefined
  slice(from: number, to: number): readonly Item[]
}

export class RowList implements Listed<Workload>, Iterable<Workload> {
  readonly #rows: Rows
  readonly #slots: readonly number[]
  #all: readonly Workload[] | null = null

  /** `slots` of rows that are there, each once. */
  constructor(rows: Rows, slots: readonly number[]) {
    this.#rows = rows
    this.#slots = slots
  }

  get length(): number {
    return this.#slots.length
  }

  /** From 0 on. */
  at(index: number): Workload | undefined {
    const slot = this.#slots[index]
    return slot === undefined ? undefined : (this.#rows.in(slot) ?? undefined)
  }

  slice(from: number, to: number): readonly Workload[] {
    return this.#slots.slice(from, to).flatMap((slot) => this.#rows.in(slot) ?? [])
  }

  /** For what looks at all of them; the same array each time. */
  all(): readonly Workload[] {
    this.#all ??= this.slice(0, this.length)
    return this.#all
  }

  [Symbol.iterator](): Iterator<Workload> {
    return this.all()[Symbol.iterator]()
  }
}
