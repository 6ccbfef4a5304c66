/** The screens as a screen reader is given them. */
import { expect, test } from 'vitest'
import { dialogKindOf } from '../../src/state/dialog.ts'
import type { State } from '../../src/state/state.ts'
import { nextFrame } from '../../src/view/frame.ts'
import { lineText } from '../../src/view/drawing/line.ts'
import { cells } from '../../src/view/drawing/width.ts'
import { TestStore } from '../support/state-fixtures.ts'
import { screenStates } from '../support/view-states.ts'

const [columns, rows] = [100, 30]
const states = Object.values(screenStates).flat()

function reached(name: string): State {
  const store = new TestStore({ type: 'resized', columns, rows })
  const { steps = [] } = states.find((state) => state.name === name) ?? {}
  for (const step of steps)
    if (typeof step === 'string') store.press(step)
    else store.dispatch(step)
  const state = store.getState()
  return { ...state, look: { ...state.look, linear: true } }
}

function spoken(state: State): string[] {
  return nextFrame(null, state).lines.map(lineText)
}

test.each(states)('$what ($name): lines that fit, without rules and marks', ({ name }) => {
  const lines = spoken(reached(name))
  expect(lines.length).toBeLessThan(rows)
  expect(lines[0]).toMatch(/^kulprit/)
  for (const line of lines) {
    expect(cells(line)).toBeLessThanOrEqual(columns)
    expect(line).toMatch(/^(?! )[^─│▌╭╮╯╰]+$/)
  }
})

test.each([
  ...['page-commits', 'changes', 'owners', 'bisect', 'bisect-suspects', 'culprit', 'bisects'],
  ...['help-searched', 'palette-found', 'contexts', 'good-from', 'typing-filter', 'logs-searched'],
])('what %s says', async (name) => {
  await expect(`${spoken(reached(name)).join('\n')}\n`).toMatchFileSnapshot(
    `__spoken__/${name}-${columns}x${rows}.txt`,
  )
})

test('what asks for an answer is read alone, and the keys only where they are heard', () => {
  const asking = states.filter(({ name }) => {
    const kind = dialogKindOf(reached(name))
    return kind !== null && kind !== 'filter' && kind !== 'help'
  })
  expect(asking.length).toBeGreaterThan(5)
  for (const { name } of asking) {
    const state = reached(name)
    const without = { ...state, dialog: null, questions: [] }
    const body = spoken(without).find((line) => line.startsWith('row '))
    const lines = spoken(state)
    expect([name, body !== undefined && lines.includes(body)]).toEqual([name, false])
    expect(lines.length).toBeGreaterThan(1)
  }
})
