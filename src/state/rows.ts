/** Every workload that is known, by id: an immutable map that shares all it can with the one before it. */
import type { Workload } from '../model/workload.ts'

/** `before` is null for a new row, `after` for one that is gone. */
export interface RowChange {
  readonly before: Workload | null
  readonly after: Workload | null
}

type Bucket = readonly Workload[]

/** Of fifty thousand rows some fifty share a bucket: few to look through, and to copy for a change. */
const bucketCount = 1024

/**
 * A batch of events copies only the buckets that it touches, and what differs between two versions is
 * found by comparing buckets: neither takes longer because there are more rows.
 */
export class Rows {
  static readonly none = new Rows(
    Array.from({ length: bucketCount }, () => []),
    0,
  )

  readonly size: number
  readonly #buckets: readonly Bucket[]

  private constructor(buckets: readonly Bucket[], size: number) {
    this.#buckets = buckets
    this.size = size
  }

  get(id: string): Workload | undefined {
    return this.#buckets[bucketOf(id)]?.find((row) => row.id === id)
  }

  has(id: string): boolean {
    return this.get(id) !== undefined
  }

  /** In no particular order. */
  *values(): Generator<Workload, void, undefined> {
    for (const bucket of this.#buckets) yield* bucket
  }

  /** The rows after a change: some put in or replaced, some gone. */
  with(put: readonly Workload[], gone: readonly string[]): Rows {
    const buckets = [...this.#buckets]
    const copied = new Map<number, Workload[]>()
    let { size } = this
    const opened = (id: string): Workload[] => {
      const at = bucketOf(id)
      const open = copied.get(at) ?? [...(buckets[at] ?? [])]
      copied.set(at, open)
      buckets[at] = open
      return open
    }
    for (const id of gone) {
      const bucket = opened(id)
      const at = bucket.findIndex((row) => row.id === id)
      if (at < 0) continue
      bucket.splice(at, 1)
      size -= 1
    }
    for (const row of put) {
      const bucket = opened(row.id)
      const at = bucket.findIndex(({ id }) => id === row.id)
      if (at < 0) size += 1
      bucket[at < 0 ? bucket.length : at] = row
    }
    return new Rows(buckets, size)
  }

  /** What has changed since an earlier version, in no particular order. */
  since(earlier: Rows): RowChange[] {
    return this.#buckets.flatMap((bucket, i) => {
      const old = earlier.#buckets[i] ?? []
      return bucket === old ? [] : changesBetween(old, bucket)
    })
  }
}

/** A row that is replaced keeps its place in the bucket. */
function changesBetween(old: Bucket, now: Bucket): RowChange[] {
  const left = old.filter((row, i) => row !== now[i])
  const come = now.filter((row, i) => row !== old[i])
  const changes = left.map((before) => ({
    before,
    after: come.find(({ id }) => id === before.id) ?? null,
  }))
  const added = come.filter(({ id }) => !left.some((row) => row.id === id))
  return [
    ...changes.filter(({ before, after }) => before !== after),
    ...added.map((after) => ({ before: null, after })),
  ]
}

function bucketOf(id: string): number {
  let hash = 0
  for (let i = 0; i < id.length; i += 1) hash = (Math.imul(hash, 31) + id.charCodeAt(i)) | 0
  return hash & (bucketCount - 1)
}

/**
 * For what is made of all rows: made once, and from then on brought up to date by what has changed. The
 * answer is the same object as long as the rows are the same.
 */
export function followed<Value>(
  make: (rows: Rows) => Value,
  mend: (value: Value, changes: readonly RowChange[]) => Value,
): (rows: Rows) => Value {
  interface Made {
    readonly rows: Rows
    readonly value: Value
  }
  let last: Made | null = null
  function next(rows: Rows, { rows: earlier, value }: Made): Value {
    const changes = rows.since(earlier)
    return changes.length > rows.size / 4 ? make(rows) : mend(value, changes)
  }
  return (rows) => {
    if (last?.rows !== rows) last = { rows, value: last === null ? make(rows) : next(rows, last) }
    return last.value
  }
}
