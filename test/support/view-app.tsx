/** The program on a store, without a terminal: what it draws, and keys to type. */
import { cleanup, render } from 'ink-testing-library'
import { expect, onTestFinished } from 'vitest'
import { App } from '../../src/view/App.tsx'
import type { TestStore } from './state-fixtures.ts'

/** For a machine that is busy with other tests. */
export const patience = { timeout: 60_000, interval: 10 }

/** In 80 columns and 24 rows unless told otherwise, once it takes keys. */
export async function start(store: TestStore, size = { columns: 80, rows: 24 }) {
  onTestFinished(cleanup)
  store.dispatch({ type: 'resized', ...size })
  const app = render(<App store={store} perform={store.perform} />)
  await expect.poll(() => app.stdin.listenerCount('readable'), patience).toBeGreaterThan(0)
  const screen = (): string => app.lastFrame() ?? ''
  return {
    store,
    screen,
    type: (text: string): void => app.stdin.write(text),
    /** Those of the texts that are not on the screen. */
    missing: (...texts: readonly string[]): string[] =>
      texts.filter((text) => !screen().includes(text)),
    selected: (): string =>
      screen()
        .split('\n')
        .find((line) => line.startsWith('▌')) ?? '',
  }
}
