import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import { timeLimit } from '../../src/cluster/time-limit.ts'

const chunk = Buffer.from('x')

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
    for await (const each of limit.watched(stopping())) expect(each).toBe(chunk)
  }
  await expect(read()).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('each chunk gives it its time anew, and the end lifts the limit', async () => {
  vi.useFakeTimers()
  try {
    const limit = begun(100)
    async function* slow(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 5; i++) {
        vi.advanceTimersByTime(90)
        yield chunk
      }
    }
    const seen: Uint8Array[] = []
    for await (const each of limit.watched(slow())) seen.push(each)
    vi.advanceTimersByTime(1000)
    expect(seen).toHaveLength(5)
    expect(limit.signal.aborted).toBe(false)
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
