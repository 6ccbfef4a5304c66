import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import { timeLimit } from '../../../src/cluster/request/time-limit.ts'

const chunk = Buffer.from('x')
const never = new AbortController().signal

function begun(limitMs: number) {
  const limit = timeLimit(limitMs, () => {})
  limit.begin()
  return limit
}

test('a body that stops halfway is given up, with a time-out as the reason', async () => {
  const limit = begun(20)
  async function* stopping(): AsyncGenerator<Uint8Array> {
    yield chunk
    await once(limit.signal, 'abort')
    throw limit.signal.reason
  }
  const read = async () => {
    for await (const each of limit.watched(stopping(), limit.signal)) expect(each).toBe(chunk)
  }
  await expect(read()).rejects.toMatchObject({ name: 'TimeoutError' })
})

/** Chunks of this size, each after so many milliseconds. */
async function* coming(times: number, everyMs: number, bytes: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < times; i++) {
    vi.advanceTimersByTime(everyMs)
    yield Buffer.alloc(bytes)
  }
}

test('what makes progress has its time anew, and the end lifts the limit', async () => {
  vi.useFakeTimers()
  try {
    const limit = begun(100)
    let seen = 0
    for await (const { length } of limit.watched(coming(20, 45, 2048), never)) seen += length
    vi.advanceTimersByTime(1000)
    expect(seen).toBe(20 * 2048)
    expect(limit.signal.aborted).toBe(false)
  } finally {
    vi.useRealTimers()
  }
})

test('a body that drips is given up', async () => {
  vi.useFakeTimers()
  try {
    const limit = begun(100)
    let seen = 0
    for await (const { length } of limit.watched(coming(20, 45, 100), never)) {
      seen += length
      if (limit.signal.aborted) break
    }
    expect(seen).toBe(300)
  } finally {
    vi.useRealTimers()
  }
})

test('no answer at all is given up, and 0 is no limit', () => {
  vi.useFakeTimers()
  try {
    const [limited, unlimited, lifted] = [begun(100), begun(0), begun(100)]
    lifted.lift()
    vi.advanceTimersByTime(101)
    expect(limited.signal.aborted).toBe(true)
    expect(unlimited.signal.aborted).toBe(false)
    expect(lifted.signal.aborted).toBe(false)
  } finally {
    vi.useRealTimers()
  }
})

test('nothing comes once it is no longer wanted, even where the client still sends', async () => {
  const unwanted = new AbortController()
  async function* sending(): AsyncGenerator<Uint8Array> {
    yield chunk
    unwanted.abort()
    yield Buffer.from('late')
  }
  const read = async () => {
    for await (const each of begun(100).watched(sending(), unwanted.signal))
      expect(each).toBe(chunk)
  }
  await expect(read()).rejects.toMatchObject({ name: 'AbortError' })
})
