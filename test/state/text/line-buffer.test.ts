import { array, assert, nat, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  added,
  bufferOf,
  countMatches,
  findLine,
  lineAt,
  linesFrom,
  linesKept,
  noLines,
} from '../../../src/state/text/line-buffer.ts'

const line = (text: string) => ({ text, source: null, at: null })

describe('a buffer of lines', () => {
  it('holds what was added, in order, whatever the batches were', () => {
    assert(
      property(array(nat({ max: 3000 }), { maxLength: 20 }), (sizes) => {
        let n = 0
        let buffer = noLines
        for (const size of sizes)
          buffer = added(
            buffer,
            Array.from({ length: size }, () => line(String(n++))),
          )
        expect(buffer.end).toBe(n)
        const all = linesFrom(buffer, 0, buffer.end).map(({ text }) => Number(text))
        expect(all).toEqual(Array.from({ length: n - buffer.first }, (_, i) => buffer.first + i))
      }),
      { numRuns: 50 },
    )
  })

  it('lets the oldest go once there are too many; the others keep their numbers', () => {
    let buffer = noLines
    for (let i = 0; i < 130; i++)
      buffer = added(
        buffer,
        Array.from({ length: 1000 }, (_, at) => line(String(i * 1000 + at))),
      )
    expect(buffer.end).toBe(130_000)
    expect(buffer.end - buffer.first).toBeGreaterThanOrEqual(linesKept)
    expect(buffer.end - buffer.first).toBeLessThan(linesKept + 2048)
    expect(lineAt(buffer, buffer.first)?.text).toBe(String(buffer.first))
    expect(lineAt(buffer, 129_999)?.text).toBe('129999')
    expect(lineAt(buffer, buffer.first - 1)).toBeUndefined()
    expect(lineAt(buffer, 130_000)).toBeUndefined()
  })

  it('counts those that came and were never kept, and goes on after them', () => {
    const before = bufferOf(['a', 'b', 'c'])
    const after = added(before, [line('x'), line('y')], 1000)
    expect(after.first).toBe(1003)
    expect(after.end).toBe(1005)
    expect(lineAt(after, 1003)?.text).toBe('x')
    expect(lineAt(after, 1)).toBeUndefined()
    expect(added(before, [line('d')]).first).toBe(0)
  })

  it('finds the next and the previous line that matches, and goes on at the other end', () => {
    const buffer = bufferOf(['a', 'hit 1', 'b', 'hit 2', 'c'])
    expect(findLine(buffer, /hit/, 1, 1)).toBe(3)
    expect(findLine(buffer, /hit/, 3, 1)).toBe(1)
    expect(findLine(buffer, /hit/, 1, -1)).toBe(3)
    expect(findLine(buffer, /miss/, 0, 1)).toBeNull()
    expect(findLine(noLines, /hit/, 0, 1)).toBeNull()
  })

  it('counts the lines that match, also those that came since', () => {
    const buffer = bufferOf(['hit', 'miss', 'hit hit'])
    expect(countMatches(buffer, /hit/)).toBe(2)
    expect(countMatches(added(buffer, [line('hit')]), /hit/)).toBe(3)
    expect(countMatches(buffer, /miss/)).toBe(1)
  })
})
