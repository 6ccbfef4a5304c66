/** Opening a workload's page, and loading the commits between its ends. */
import type { Workload } from '../../model/workload.ts'
import type { Outcome } from './command.ts'
import type { Effect } from '../effect.ts'
import type { State } from '../state.ts'
import type { Ends } from '../workload/select-workload.ts'
import { keptEnds, rangeObstacle } from '../workload/select-workload.ts'

export function openPage(state: State, workload: Workload): Outcome {
  return {
    actions: [{ type: 'workloadOpened', workload: workload.id }],
    effects: [
      { type: 'openDetails', workload: workload.id },
      ...loadRange(workload, keptEnds(state, workload)),
    ],
  }
}

/** Nothing to load where the ends cannot hold commits between them. */
export function loadRange(
  workload: Workload,
  ends: Ends,
): Extract<Effect, { type: 'loadRange' }>[] {
  const { good, bad, goodFrom } = ends
  // A good end of another context is only looked up when the bisect starts.
  if (good === null || bad === null || goodFrom !== null) return []
  if (rangeObstacle(workload, ends) !== null) return []
  return [{ type: 'loadRange', workload: workload.id, good: good.release, bad: bad.release }]
}
