/** What the cluster and the repository reported. */
import type { Action } from './action.ts'
import { flashesAfter } from './table/flash.ts'
import { scalingsAfter } from './changes/scalings.ts'
import type { State } from './state.ts'
import type { WorkloadScreen } from './workload/workload-screen.ts'

type ClusterAction = Extract<
  Action,
  {
    type: 'workloadsChanged' | 'statusesChanged' | 'detailsLoaded' | 'evidenceFound' | 'rangeLoaded'
  }
>

export function reduceCluster(state: State, action: ClusterAction): State {
  switch (action.type) {
    case 'workloadsChanged': {
      if (action.put.length === 0 && action.gone.length === 0) return state
      const workloads = state.workloads.with(action.put, action.gone)
      // Renumbered once in a while: that is not the moment to point rows out.
      const changes = workloads.since(state.workloads) ?? []
      const flashes = flashesAfter(state, changes)
      return { ...state, flashes, scalings: scalingsAfter(state, changes), workloads }
    }
    case 'statusesChanged':
      return { ...state, statuses: action.statuses }
    case 'detailsLoaded':
      return onPage(state, action.workload, { details: action.details })
    case 'evidenceFound':
      return onPage(state, action.workload, { evidence: action.evidence })
    case 'rangeLoaded': {
      const { good, bad, range } = action
      return onPage(state, action.workload, { range: { good, bad, range } })
    }
  }
}

/** Changes the workload's page; an answer for a page that was left is dropped. */
function onPage(state: State, workload: string, change: Partial<WorkloadScreen>): State {
  const screens = state.screens.map((screen) =>
    screen.name === 'workload' && screen.workload === workload ? { ...screen, ...change } : screen,
  )
  return { ...state, screens }
}
