/** Changes of rows that are told together: of each row the last word counts. */
import type { Workload } from '../../model/workload.ts'

interface RowChanges {
  readonly put: readonly Workload[]
  /** Where an id is in both, the row has come after it had gone. */
  readonly gone: readonly string[]
}

const nothing: RowChanges = { put: [], gone: [] }

export class RowBatch {
  /** As it came: what is told alone need not be looked through. */
  #only: RowChanges | null = null
  readonly #put = new Map<string, Workload>()
  readonly #gone = new Set<string>()

  add(put: readonly Workload[], gone: readonly string[]): void {
    if (put.length === 0 && gone.length === 0) return
    if (this.isEmpty()) {
      this.#only = { put, gone }
      return
    }
    if (this.#only !== null) this.#join(this.#only)
    this.#only = null
    this.#join({ put, gone })
  }

  isEmpty(): boolean {
    return this.#only === null && this.#put.size === 0 && this.#gone.size === 0
  }

  /** All that was added since the last time. */
  take(): RowChanges {
    const only = this.#only
    this.#only = null
    if (only !== null) return only
    if (this.#put.size === 0 && this.#gone.size === 0) return nothing
    const taken = { put: [...this.#put.values()], gone: [...this.#gone] }
    this.#put.clear()
    this.#gone.clear()
    return taken
  }

  #join({ put, gone }: RowChanges): void {
    for (const id of gone) {
      this.#put.delete(id)
      this.#gone.add(id)
    }
    for (const workload of put) {
      this.#put.set(workload.id, workload)
      this.#gone.delete(workload.id)
    }
  }
}
