/** Changes of rows that are told together: of each row the last word counts. */
import type { Workload } from '../../model/workload.ts'

export class RowBatch {
  readonly #put = new Map<string, Workload>()
  readonly #gone = new Set<string>()

  add(put: readonly Workload[], gone: readonly string[]): void {
    for (const id of gone) {
      this.#put.delete(id)
      this.#gone.add(id)
    }
    for (const workload of put) {
      this.#put.set(workload.id, workload)
      this.#gone.delete(workload.id)
    }
  }

  /** All that was added since the last time. */
  take(): { readonly put: readonly Workload[]; readonly gone: readonly string[] } {
    const taken = { put: [...this.#put.values()], gone: [...this.#gone] }
    this.#put.clear()
    this.#gone.clear()
    return taken
  }
}
