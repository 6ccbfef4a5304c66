/** Reads the commits between the ends that are chosen on a workload's page, and again once its repository changes. */
import type { Result } from '../../model/failure.ts'
import type { Workload } from '../../model/workload.ts'
import type { Effect } from '../../state/effect.ts'
import { isSourceUnknown } from '../../state/workload/select-workload.ts'
import type { Asker } from '../ask.ts'
import { nobody } from '../ask.ts'
import type { PreparedRange } from '../bisects/start-bisect.ts'
import { prepareRange } from '../bisects/start-bisect.ts'
import type { Environment } from '../environment.ts'
import type { Store } from './store.ts'
import type { Tasks } from './tasks.ts'

type RangeEffect = Extract<Effect, { type: 'loadRange' }>

export interface RangePerformer {
  readonly perform: (effect: RangeEffect) => Promise<void>
  /** The repository of a workload became known or changed: its commits are read again. */
  readonly sourceChanged: (workload: string) => void
  /** The user may have said where it is: its commits are read if they could not be. */
  readonly sourceAsked: (workload: string) => void
}

export function rangePerformer(
  environment: Environment,
  { dispatch, getState }: Pick<Store, 'dispatch' | 'getState'>,
  asker: Asker,
  tasks: Tasks,
): RangePerformer {
  let last: RangeEffect | null = null
  let wasRead = false

  function read(
    workload: Workload,
    { good, bad }: RangeEffect,
    answering: Asker,
  ): Promise<Result<PreparedRange>> {
    const ends = { good: String(good), bad: String(bad), goodWorkload: null }
    const given = { repository: null, path: null }
    return tasks.attempt('reading the commits', (transfer) =>
      prepareRange({ workload, given, ...ends }, environment, answering, transfer),
    )
  }

  async function loadRange(effect: RangeEffect, asks: boolean): Promise<void> {
    last = effect
    wasRead = false
    const workload = getState().workloads.get(effect.workload)
    if (workload === undefined) return
    const unasked = await read(workload, effect, nobody)
    const mayAsk = asks && !unasked.ok && isSourceUnknown(unasked.failure)
    const asked = mayAsk ? await read(workload, effect, asker) : unasked
    const neverMind = mayAsk && !asked.ok && asked.failure.kind === 'cancelled'
    if (neverMind) dispatch({ type: 'noticed', text: asked.failure.message })
    const prepared = neverMind ? unasked : asked
    if (last === effect) wasRead = prepared.ok
    const { good, bad } = effect
    const range = prepared.ok ? { ok: true as const, value: prepared.value.range } : prepared
    dispatch({ type: 'rangeLoaded', workload: workload.id, good, bad, range })
  }

  return {
    perform: (effect) => loadRange(effect, effect.asks === true),
    sourceChanged(workload) {
      if (last?.workload === workload) void loadRange(last, false)
    },
    sourceAsked(workload) {
      if (last?.workload === workload && !wasRead) void loadRange(last, false)
    },
  }
}
