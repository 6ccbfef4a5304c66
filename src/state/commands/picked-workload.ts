/** Which workload a command is about, on whatever screen it is given. */
import type { Workload } from '../../model/workload.ts'
import { selectedHappening } from '../changes/select-changes.ts'
import { ownedWorkload } from '../workload/select-owners.ts'
import { workloadPage } from '../workload/select-workload.ts'
import { selectedWorkload } from '../table/select-workloads.ts'
import type { State } from '../state.ts'
import { currentScreen } from '../state.ts'

export const noWorkload = 'no workload is selected'

/** The open page's, else the one under the cursor; null where there is none. */
export function pickedWorkload(state: State): Workload | null {
  switch (currentScreen(state).name) {
    case 'workload':
      return workloadPage(state)?.workload ?? null
    case 'workloads':
      return selectedWorkload(state)
    case 'owner':
      return ownedWorkload(state)
    case 'changes': {
      const [id] = selectedHappening(state)?.workloads ?? []
      return id === undefined ? null : (state.workloads.get(id) ?? null)
    }
    default:
      return null
  }
}
