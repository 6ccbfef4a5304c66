/** The whole terminal: reads the store, hands keys to the key layer, and lays the screen out. */
import { Box, Text, useInput, usePaste } from 'ink'
import type { ReactNode } from 'react'
import { useSyncExternalStore } from 'react'
import type { Action } from '../state/action.ts'
import type { Outcome } from '../state/command.ts'
import type { Effect } from '../state/effect.ts'
import { paste, press } from '../state/keys.ts'
import type { State } from '../state/state.ts'
import { currentScreen } from '../state/state.ts'
import { Bisect } from './Bisect.tsx'
import { Bisects } from './Bisects.tsx'
import { footerLine, titleLine } from './chrome.ts'
import { Help } from './Help.tsx'
import { inputKeys } from './input-keys.ts'
import { Lines } from './Lines.tsx'
import { panelLines } from './panel.ts'
import { Workload } from './Workload.tsx'
import { Workloads } from './Workloads.tsx'

export interface Store {
  readonly getState: () => State
  /** Returns what ends the subscription. */
  readonly subscribe: (listener: () => void) => () => void
  readonly dispatch: (action: Action) => void
}

const leastColumns = 60
const leastRows = 15

export function App(props: {
  readonly store: Store
  /** Carries out what a command asks of the outside. */
  readonly perform: (effect: Effect) => void
}): ReactNode {
  const { store, perform } = props
  const state = useSyncExternalStore(store.subscribe, store.getState)
  const apply = ({ actions, effects }: Outcome): void => {
    for (const action of actions) store.dispatch(action)
    for (const effect of effects) perform(effect)
  }
  useInput((input, key) => {
    // Each key sees what the one before it did, even where both came in one read.
    for (const name of inputKeys(input, key)) apply(press(store.getState(), name))
  })
  usePaste((text) => apply(paste(store.getState(), text)))
  return <Layout state={state} />
}

function Layout({ state }: { readonly state: State }): ReactNode {
  const { columns, rows } = state
  if (columns < leastColumns || rows < leastRows)
    return (
      <Text wrap="truncate">
        kulprit needs {leastColumns}×{leastRows}; this is {columns}×{rows}
      </Text>
    )
  const panel = panelLines(state, columns)
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Lines lines={[titleLine(state, columns)]} width={columns} height={1} />
      <Screen state={state} width={columns} height={rows - 2 - panel.length} />
      <Lines
        lines={[...panel, footerLine(state, columns)]}
        width={columns}
        height={panel.length + 1}
      />
    </Box>
  )
}

function Screen(props: {
  readonly state: State
  readonly width: number
  readonly height: number
}): ReactNode {
  if (props.state.dialog?.kind === 'help') return <Help {...props} />
  switch (currentScreen(props.state).name) {
    case 'workloads':
      return <Workloads {...props} />
    case 'workload':
      return <Workload {...props} />
    case 'bisect':
      return <Bisect {...props} />
    case 'bisects':
      return <Bisects {...props} />
  }
}
