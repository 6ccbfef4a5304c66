import { expect, test } from 'vitest'
import { newTerms } from '../../../src/cluster/follow/terms.ts'

/** What a snapshot's chunks are, each with the milliseconds before it and how busy the process was in them. */
type Chunks = readonly (readonly [bytes: number, ms: number, busy: number])[]

function isSlow(chunks: Chunks): boolean {
  let lap = { ms: 0, busy: 0 }
  const terms = newTerms(() => {
    lap = { ms: 0, busy: 0 }
    return () => lap
  })
  const judge = terms.judge()
  for (const [bytes, ms, busy] of chunks) {
    lap = { ms: lap.ms + ms, busy }
    judge(bytes)
  }
  return terms.slowLine()
}

test('a snapshot that trickles in while the process waits for it comes over a slow line', () => {
  expect(isSlow([[60_000, 60, 0.1]])).toBe(true)
  expect(isSlow([[60_000, 20, 0.1]])).toBe(false)
})

test('one that comes as fast as it can be read does not', () => {
  expect(isSlow(Array.from({ length: 50 }, () => [1_000_000, 60, 0.1] as const))).toBe(false)
})

test('a process that is busy cannot tell, and looks again until it can', () => {
  expect(isSlow([[60_000, 60, 0.9]])).toBe(false)
  expect(
    isSlow([
      [600_000, 60, 0.9],
      [60_000, 60, 0.9],
      [60_000, 60, 0.2],
    ]),
  ).toBe(true)
})

test('a pause after much has come is no reason to begin again', () => {
  expect(
    isSlow([
      [9_000_000, 60, 0.2],
      [1_000, 900, 0.1],
    ]),
  ).toBe(false)
})

test('streams that share the line are judged together, and all hear of it at once', () => {
  const lap = { ms: 0, busy: 0.1 }
  const terms = newTerms(() => {
    lap.ms = 0
    return () => lap
  })
  let heard = 0
  terms.onSlowLine(() => (heard += 1))
  const stop = terms.onSlowLine(() => (heard += 100))
  stop()
  const [pods, services] = [terms.judge(), terms.judge()]
  lap.ms = 20
  pods(60_000)
  expect(heard).toBe(0)
  lap.ms = 40
  services(60_000)
  expect(terms.slowLine()).toBe(true)
  expect(heard).toBe(1)
})

test('a stream that begins long after the others is not judged by the time in which nothing was asked for', () => {
  const lap = { ms: 0, busy: 0.1 }
  const terms = newTerms(() => {
    lap.ms = 0
    return () => lap
  })
  terms.judge()(5_000)
  lap.ms = 60_000
  terms.judge()(5_000)
  expect(terms.slowLine()).toBe(false)
})
