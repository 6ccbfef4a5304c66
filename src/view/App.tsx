/** The whole terminal: shows what the store's state looks like, and hands keys to the key layer. */
import { Box, useInput, usePaste } from 'ink'
import type { ReactNode } from 'react'
import { useLayoutEffect, useState, useSyncExternalStore } from 'react'
import type { Action } from '../state/action.ts'
import type { Outcome } from '../state/commands/command.ts'
import type { Effect } from '../state/effect.ts'
import { paste, press } from '../state/commands/keys.ts'
import type { State } from '../state/state.ts'
import type { Frame } from './frame.ts'
import { nextFrame } from './frame.ts'
import { inputKeys } from './input-keys.ts'
import { layout } from './parts/pane-text.ts'
import { Lines } from './Lines.tsx'

export interface Store {
  readonly getState: () => State
  /** Returns what ends the subscription. */
  readonly subscribe: (listener: () => void) => () => void
  readonly dispatch: (action: Action) => void
}

export function App(props: {
  readonly store: Store
  /** Carries out what a command asks of the outside. */
  readonly perform: (effect: Effect) => void
  /** Draws a frame past Ink, which then has nothing on the screen; without it Ink draws. */
  readonly show?: (frame: Frame) => void
}): ReactNode {
  const { store, perform, show } = props
  const frame = useFrame(store)
  const apply = ({ actions, effects }: Outcome): void => {
    for (const action of actions) store.dispatch(action)
    for (const effect of effects) perform(effect)
  }
  useInput((input, key) => {
    // Each key sees what the one before it did, even where both came in one read.
    for (const name of inputKeys(input, key)) apply(press(store.getState(), name, layout))
  })
  usePaste((text) => apply(paste(store.getState(), text)))
  useLayoutEffect(() => show?.(frame), [show, frame])
  if (show !== undefined) return null
  return (
    <Box flexDirection="column" width={frame.width}>
      <Lines {...frame} />
    </Box>
  )
}

/** The same frame again as long as nothing on it differs: React has nothing to do then, nor has Ink. */
function useFrame({ subscribe, getState }: Store): Frame {
  const [follow] = useState(() => {
    let frame: Frame | null = null
    let shown: State | null = null
    return {
      read: (): Frame => {
        const state = getState()
        if (frame === null || state !== shown) frame = nextFrame(frame, state)
        shown = state
        return frame
      },
      subscribe: (listener: () => void) => subscribe(onceATurn(listener)),
    }
  })
  return useSyncExternalStore(follow.subscribe, follow.read)
}

/** What one key or one batch of events changes in several steps is one frame. */
function onceATurn(listener: () => void): () => void {
  let asked = false
  return () => {
    if (asked) return
    asked = true
    queueMicrotask(() => {
      asked = false
      listener()
    })
  }
}
