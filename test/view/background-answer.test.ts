import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerReader } from '../../src/view/background-answer.ts'

function read(chunks: readonly string[], least = 1): { typed: string; heard: unknown[] } {
  const heard: unknown[] = []
  const reader = answerReader((background) => heard.push(background))
  const typed = chunks.map((chunk) => reader.take(chunk, least)).join('') + reader.release()
  return { typed, heard }
}

describe('what a terminal says of its background', () => {
  it.each([
    ['rgb:ffff/ffff/ffff', 'light'],
    ['rgb:fdfd/f6f6/e3e3', 'light'],
    ['rgb:0000/0000/0000', 'dark'],
    ['rgb:1e/1e/2e', 'dark'],
    ['rgb:0/0/8', 'dark'],
    ['rgba:fafa/fafa/fafa/ffff', 'light'],
    ['#ffffff', null],
    ['?', null],
  ])('%s is %s', (colour, background) => {
    expect(read([`\u001B]11;${colour}\u0007`]).heard).toEqual([background])
    expect(read([`\u001B]11;${colour}\u001B\\`]).heard).toEqual([background])
  })

  it('is never typed text, wherever it comes and however it is cut', () => {
    const keys = fc.array(
      fc.constantFrom('j', '/', 'check', '\r', '\u001B', '\u001B[A', ']', '1', '\u0003', '工'),
    )
    const end = fc.constantFrom('\u0007', '\u001B\\')
    fc.assert(
      fc.property(keys, keys, end, fc.infiniteStream(fc.nat(9)), (before, after, ends, cuts) => {
        const [first, last] = [before.join(''), after.join('')]
        const chunks: string[] = []
        const all = `${first}\u001B]11;rgb:ffff/ffff/ffff${ends}${last}`
        for (let at = 0; at < all.length;) {
          const next = at + 1 + (cuts.next().value ?? 0)
          chunks.push(all.slice(at, next))
          at = next
        }
        expect(read(chunks)).toEqual({ typed: first + last, heard: ['light'] })
      }),
    )
  })

  it('holds back no key once no answer is due, and no more than a moment before', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (chunks) => {
        expect(read(chunks).typed).toBe(chunks.join(''))
      }),
    )
    const reader = answerReader(() => expect.unreachable())
    expect(reader.take('\u001B', 2)).toBe('\u001B')
    expect(reader.take('\u001B', 1)).toBe('')
    expect(reader.release()).toBe('\u001B')
  })
})
