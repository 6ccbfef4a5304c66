import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { gathered } from '../../../src/cluster/follow/gathered.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** What was waiting each time it was told. */
function counting() {
  const told: number[] = []
  let waiting = 0
  const telling = gathered(() => {
    told.push(waiting)
    waiting = 0
  })
  const come = (ms: number): void => {
    waiting += 1
    telling.soon(ms)
  }
  return { told, come, now: telling.now }
}

test('what comes in one turn is told together, at the end of it', async () => {
  const { told, come } = counting()
  for (let i = 0; i < 3; i++) come(50)
  expect(told).toEqual([])
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual([3])
})

test('what comes quickly is told together, and what comes after a quiet time at once', async () => {
  const { told, come } = counting()
  come(50)
  await vi.advanceTimersByTimeAsync(10)
  come(50)
  await vi.advanceTimersByTimeAsync(20)
  come(50)
  expect(told).toEqual([1])
  await vi.advanceTimersByTimeAsync(20)
  expect(told).toEqual([1, 2])
  await vi.advanceTimersByTimeAsync(60)
  come(50)
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual([1, 2, 1])
})

test('what waits is told at the end, and only once', async () => {
  const { told, come, now } = counting()
  come(50)
  await vi.advanceTimersByTimeAsync(10)
  come(50)
  now()
  expect(told).toEqual([1, 1])
  await vi.advanceTimersByTimeAsync(100)
  now()
  expect(told).toEqual([1, 1])
})
