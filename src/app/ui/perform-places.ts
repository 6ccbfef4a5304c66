/** Carries out what the screens ask about places: which contexts there are, which are shown, which namespaces. */
import type { ClusterScope } from '../../cli/grammar/invocation.ts'
import type { Result } from '../../model/failure.ts'
import type { Action } from '../../state/action.ts'
import type { Effect } from '../../state/effect.ts'
import type { Environment } from '../environment.ts'
import { listContexts } from '../fleet/clusters.ts'
import type { Reach } from '../fleet/reach.ts'

type PlaceEffect = Extract<Effect, { type: 'listContexts' | 'showContexts' | 'readNamespaces' }>

export function placePerformer(
  environment: Environment,
  scope: ClusterScope,
  reach: Reach,
  dispatch: (action: Action) => void,
): (effect: PlaceEffect) => Promise<void> {
  async function list(): Promise<void> {
    const listed = await listContexts(scope, environment)
    dispatch(
      listed.ok
        ? { type: 'contextsListed', contexts: listed.value }
        : { type: 'failed', failure: listed.failure },
    )
  }

  async function whenRead(reading: Promise<Result<void>>): Promise<void> {
    const read = await reading
    if (!read.ok) dispatch({ type: 'failed', failure: read.failure })
  }

  return (effect) => {
    switch (effect.type) {
      case 'listContexts':
        return list()
      case 'showContexts':
        return whenRead(reach.show(effect.contexts))
      case 'readNamespaces':
        return whenRead(reach.readNamespaces(effect.namespaces))
    }
  }
}
