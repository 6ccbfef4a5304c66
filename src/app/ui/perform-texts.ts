/** Carries out what the screens ask about texts: reads them from the cluster, saves what is shown. */
import type { Action } from '../../state/action.ts'
import type { Effect } from '../../state/effect.ts'
import { writeUnder } from '../../storage/given-file.ts'
import type { Environment } from '../environment.ts'
import type { Reach } from '../fleet/reach.ts'
import { readText } from '../fleet/texts.ts'
import type { Store } from './store.ts'

type TextEffect = Extract<Effect, { type: 'readText' | 'saveText' }>

export function textPerformer(
  environment: Environment,
  { getState, dispatch }: Store,
  reach: Reach,
): (effect: TextEffect) => Promise<void> {
  async function read({ workload: id, form }: Extract<Effect, { type: 'readText' }>) {
    const workload = getState().workloads.get(id)
    const place = reach.find(id)
    if (workload === undefined || place === null) return
    const text = await readText(workload, form, place, environment.signal)
    dispatch({ type: 'textRead', workload: id, form, text })
  }

  async function save({ name, extension, text, what }: Extract<Effect, { type: 'saveText' }>) {
    const saved = await writeUnder(process.cwd(), name, extension, text)
    const told: Action = saved.ok
      ? { type: 'noticed', text: `saved ${what} to ${saved.value}` }
      : { type: 'failed', failure: saved.failure }
    dispatch(told)
  }

  return (effect) => (effect.type === 'readText' ? read(effect) : save(effect))
}
