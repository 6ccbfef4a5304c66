import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Line, newLine } from '../../../src/cluster/follow/line.ts'

/** What came of the snapshots: how much, after how many milliseconds, and how busy the process was in them. */
type Chunk = readonly [bytes: number, ms: number, busy: number]

let now = 0
let busy = 0
let line: Line

beforeEach(() => {
  now = 0
  busy = 0.1
  line = newLine(150, () => {
    const since = now
    return { ms: () => now - since, busy: () => busy }
  })
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** A snapshot of which this has come. */
function read(...chunks: readonly Chunk[]): ReturnType<Line['snapshot']> {
  const snapshot = line.snapshot()
  snapshot.came(1000)
  for (const chunk of chunks) pass(snapshot, chunk)
  return snapshot
}

function pass(snapshot: ReturnType<Line['snapshot']>, [bytes, ms, howBusy]: Chunk): void {
  now += ms
  busy = howBusy
  snapshot.came(bytes)
}

async function isKnown(): Promise<boolean> {
  let known = false
  void line.known().then(() => (known = true))
  await vi.advanceTimersByTimeAsync(0)
  return known
}

test('snapshots that trickle in while the process waits for them come over a slow line', () => {
  read([60_000, 20, 0.1], [60_000, 20, 0.1])
  expect(line.isSlow()).toBe(true)
})

test('one that comes as fast as it can be read does not', () => {
  read(...Array.from({ length: 50 }, () => [2_000_000, 60, 0.1] as const))
  expect(line.isSlow()).toBe(false)
})

test('how long the first word took to come says nothing', () => {
  const snapshot = line.snapshot()
  pass(snapshot, [1000, 900, 0.1])
  pass(snapshot, [60_000, 5, 0.1])
  expect(line.isSlow()).toBe(false)
})

test('a pause is no slow line: after it all comes at once that has waited', () => {
  const afterPause = [
    [60_000, 400, 0.1],
    [300_000, 1, 0.1],
  ] as const
  read(...afterPause, ...afterPause, ...afterPause)
  expect(line.isSlow()).toBe(false)
})

test('a process that is busy cannot tell, and looks again until it can', () => {
  const snapshot = read([60_000, 60, 0.98], [60_000, 60, 0.98])
  expect(line.isSlow()).toBe(false)
  pass(snapshot, [60_000, 60, 0.2])
  pass(snapshot, [60_000, 60, 0.2])
  expect(line.isSlow()).toBe(true)
})

test('a pause after much has come is no reason to begin again', () => {
  read([9_000_000, 60, 0.2], [1_000, 900, 0.1], [1_000, 900, 0.1])
  expect(line.isSlow()).toBe(false)
})

test('snapshots that share the line are judged together, and all hear of it at once', () => {
  let heard = 0
  line.onSlow(() => (heard += 1))
  const stop = line.onSlow(() => (heard += 100))
  stop()
  const [pods, services] = [read(), read()]
  pass(pods, [90_000, 15, 0.1])
  pass(services, [90_000, 15, 0.1])
  expect(line.isSlow()).toBe(true)
  pass(pods, [90_000, 15, 0.1])
  expect(heard).toBe(1)
})

test('the time in which no snapshot was under way is not judged', () => {
  read([5_000, 5, 0.1]).over()
  now += 60_000
  read([5_000, 5, 0.1], [5_000, 15, 0.1]).over()
  expect(line.isSlow()).toBe(false)
})

test('where no snapshot is asked for there is nothing to wait for', async () => {
  expect(await isKnown()).toBe(true)
})

test('the line is known as soon as it proves fast, or slow', async () => {
  const fast = read()
  expect(await isKnown()).toBe(false)
  pass(fast, [300_000, 2, 1])
  expect(await isKnown()).toBe(true)
  expect(line.isSlow()).toBe(false)
})

test('once slow, it is known', async () => {
  const slow = read([60_000, 20, 0.1])
  expect(await isKnown()).toBe(false)
  pass(slow, [60_000, 20, 0.1])
  expect(await isKnown()).toBe(true)
})

test('where all snapshots are over before they told anything, nobody waits any longer', async () => {
  const [first, second] = [read(), read()]
  first.over()
  first.over()
  expect(await isKnown()).toBe(false)
  second.over()
  expect(await isKnown()).toBe(true)
  expect(line.isSlow()).toBe(false)
})

test('a server that takes its time is waited for a moment only', async () => {
  line.snapshot()
  expect(await isKnown()).toBe(false)
  await vi.advanceTimersByTimeAsync(140)
  expect(await isKnown()).toBe(false)
  await vi.advanceTimersByTimeAsync(10)
  expect(await isKnown()).toBe(true)
  expect(line.isSlow()).toBe(false)
})
