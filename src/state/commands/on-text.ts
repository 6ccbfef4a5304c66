/** What the commands of texts and logs have in common: where they apply, and looking at another part. */
import type { Workload } from '../../model/workload.ts'
import type { Command, Layout, Outcome } from './command.ts'
import { acts } from './command.ts'
import type { CommandId } from '../dialog.ts'
import type { TextPage } from '../text/select-text.ts'
import { textPage } from '../text/select-text.ts'
import { selectedWorkload } from '../table/select-workloads.ts'
import type { State } from '../state.ts'
import { currentScreen } from '../state.ts'
import type { TextView } from '../text/text-view.ts'

export function onText(
  id: CommandId,
  title: string,
  keys: readonly string[],
): Pick<Command, 'id' | 'title' | 'keys' | 'category' | 'screens'> {
  return { id, title, keys, category: 'Text', screens: ['logs', 'text', 'pane'] }
}

export function onWorkload(
  id: CommandId,
  title: string,
  key: string,
  help: string,
): Omit<Command, 'run'> {
  return {
    ...{ id, title, help, category: 'Workload', keys: [key], screens: ['workloads', 'workload'] },
    available: (state) => shownWorkload(state) !== null || 'no workload is selected',
  }
}

/** The open page's, or the one under the cursor of the table. */
export function shownWorkload(state: State): Workload | null {
  const screen = currentScreen(state)
  return screen.name === 'workload'
    ? (state.workloads.get(screen.workload) ?? null)
    : selectedWorkload(state)
}

export function looked(state: State, layout: Layout, look: (page: TextPage) => TextView): Outcome {
  const page = textPage(state, layout)
  return page === null ? acts() : acts({ type: 'textViewed', view: look(page) })
}
