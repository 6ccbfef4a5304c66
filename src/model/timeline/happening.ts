/** One thing that happened in the fleet, at a time of its own. */
import type { Change, Release, Workload } from '../workload.ts'

type HappeningType = 'release' | 'rollback' | 'restart' | 'scaling' | 'config' | 'node' | 'failure'

export interface Happening {
  /** Unique, and the same each time. */
  readonly id: string
  readonly type: HappeningType
  readonly at: string
  /** `at` in epoch milliseconds. */
  readonly time: number
  readonly context: string
  /** Empty for a node. */
  readonly namespace: string
  /** A workload's kind, `ConfigMap` or `Node`. */
  readonly kind: string
  readonly name: string
  /** Ids of the workloads that it is about: of a ConfigMap those that read it. */
  readonly workloads: readonly string[]
  readonly owner: string | null
  readonly from: Release | null
  readonly to: Release | null
  readonly by: string | null
  readonly changes: readonly Change[]
  /** `1.8.0 → 1.9.0`, `scaled 3 → 5`. */
  readonly words: string
  /** It ended trouble, and can have caused none. */
  readonly relief?: true
}

/** Of one workload; none where its time is not known. */
export function happening(
  workload: Workload,
  type: HappeningType,
  key: string,
  at: string | null,
  rest: Pick<Happening, 'words'> & Partial<Happening>,
): Happening[] {
  const time = Date.parse(at ?? '')
  if (at === null || Number.isNaN(time)) return []
  const { id, context, namespace, kind, name, owner } = workload
  return [
    {
      ...{ id: `${id}/${key}`, type, at, time, context, namespace, kind, name },
      ...{ workloads: [id], owner: owner.value, from: null, to: null, by: null, changes: [] },
      ...rest,
    },
  ]
}
