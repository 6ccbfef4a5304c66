/** Reads the commits between the ends that are chosen on a workload's page, and again once its repository changes. */
import type { Effect } from '../../state/effect.ts'
import { nobody } from '../ask.ts'
import { prepareRange } from '../bisects/start-bisect.ts'
import type { Environment } from '../environment.ts'
import type { Store } from './store.ts'
import type { Tasks } from './tasks.ts'

type RangeEffect = Extract<Effect, { type: 'loadRange' }>

export interface RangePerformer {
  readonly perform: (effect: RangeEffect) => Promise<void>
  /** The repository of a workload became known or changed: its commits are read again. */
  readonly sourceChanged: (workload: string) => void
}

export function rangePerformer(
  environment: Environment,
  { dispatch, getState }: Pick<Store, 'dispatch' | 'getState'>,
  tasks: Tasks,
): RangePerformer {
  let last: RangeEffect | null = null

  async function loadRange(effect: RangeEffect): Promise<void> {
    const workload = getState().workloads.get(effect.workload)
    if (workload === undefined) return
    const { good, bad } = effect
    const prepared = await tasks.attempt('reading the commits', (transfer) =>
      prepareRange(
        {
          workload,
          good: String(good),
          bad: String(bad),
          goodWorkload: null,
          given: { repository: null, path: null },
        },
        environment,
        nobody,
        transfer,
      ),
    )
    const range = prepared.ok ? { ok: true as const, value: prepared.value.range } : prepared
    return dispatch({ type: 'rangeLoaded', workload: workload.id, good, bad, range })
  }

  return {
    perform(effect) {
      last = effect
      return loadRange(effect)
    },
    sourceChanged(workload) {
      if (last?.workload === workload) void loadRange(last)
    },
  }
}
