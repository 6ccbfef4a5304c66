/** Scalings of StatefulSets that were seen while the screens were open: no controller tells of all of them. */
import type { SeenScaling } from '../../model/timeline/scalings.ts'
import type { RowChange } from '../table/rows.ts'
import type { State } from '../state.ts'

const mostKept = 500

/** With those that a batch of changed rows shows. */
export function scalingsAfter(
  { scalings, now }: Pick<State, 'scalings' | 'now'>,
  changes: readonly RowChange[],
): readonly SeenScaling[] {
  const seen = changes.flatMap(({ before, after }): SeenScaling[] => {
    if (before === null || after?.kind !== 'StatefulSet') return []
    const [from, to] = [before.replicas.desired, after.replicas.desired]
    if (from === null || to === null || from === to) return []
    return [{ workload: after.id, at: new Date(now).toISOString(), from, to }]
  })
  return seen.length === 0 ? scalings : [...scalings, ...seen].slice(-mostKept)
}
