import { expect, test } from 'vitest'
import { unknown } from '../../src/model/resolved.ts'
import type { Action } from '../../src/state/action.ts'
import { reduce } from '../../src/state/reduce.ts'
import type { Frame } from '../../src/view/frame.ts'
import { nextFrame } from '../../src/view/frame.ts'
import { fleet, fleetShown, now, stateAfter, workload } from '../support/state-fixtures.ts'

const shown = stateAfter({ type: 'resized', columns: 120, rows: 20 }, ...fleetShown)
const frame = nextFrame(null, shown)

function after(...actions: readonly Action[]): Frame {
  return nextFrame(frame, actions.reduce(reduce, shown))
}

function textOfNewLines({ lines }: Frame, before = frame): string[] {
  return lines
    .filter((line, i) => line !== before.lines[i])
    .map((line) => line.map(({ text }) => text).join(''))
}

test('a frame has a line for each row of the terminal', () => {
  expect(frame.lines).toHaveLength(20)
})

test('what nobody can see draws nothing: the frame is the same object', () => {
  const again = fleet.map((workload) => ({ ...workload }))
  expect(after({ type: 'workloadsChanged', put: again, gone: [] })).toBe(frame)
  expect(after({ type: 'clockTicked', now: now + 1 })).toBe(frame)
})

test('of a row that changes only its line is drawn again', () => {
  const catalog = fleet.find(({ name }) => name === 'catalog')
  const scaled = { desired: 4, ready: 4, updated: 4, available: 4 }
  const next = after({
    type: 'workloadsChanged',
    put: [workload('catalog', { ...catalog, replicas: scaled })],
    gone: [],
  })
  expect(textOfNewLines(next)).toEqual([expect.stringMatching(/catalog .* 4\/4/)])
})

test('moving the cursor draws two rows again, and the keys that now have an effect', () => {
  // Of which nothing is known that a bisect could search.
  const unread = unknown('the image has no tag')
  const known = fleet.find(({ name }) => name === 'catalog')
  const catalog = workload('catalog', { ...known, version: unread, commit: unread })
  const before = reduce(shown, { type: 'workloadsChanged', put: [catalog], gone: [] })
  const still = nextFrame(frame, before)
  const chosen = { type: 'rowChosen', cursor: { id: 'prod/catalog', index: 2, top: 0 } } as const
  const next = nextFrame(still, reduce(before, chosen))
  expect(textOfNewLines(next, still)).toEqual([
    expect.stringContaining('cart'),
    expect.stringMatching(/▌.shop {7}catalog/),
    next.lines
      .at(-1)
      ?.map(({ text }) => text)
      .join(''),
  ])
})

test('another width is another frame', () => {
  const next = after({ type: 'resized', columns: 119, rows: 20 })
  expect(next).not.toBe(frame)
  expect(next.width).toBe(119)
})
