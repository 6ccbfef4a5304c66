import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanLine, cleanLines, cleanOutput } from '../../src/model/text.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(
      '\u001b',
      '[',
      '31m',
      '\r',
      '\n',
      '\t',
      '\u0301',
      '\u202e',
      '\ud800',
      '\u200b',
      'é',
      'a',
    ),
    maxLength: 30,
  }),
)

describe('a cleaned line', () => {
  test('cleaned again is the same', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(cleanLine(cleanLine(text))).toBe(cleanLine(text))
      }),
    )
  })

  test('holds nothing that moves the cursor, hides or reorders', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(cleanLine(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
      }),
    )
  })

  test('leaves plain text alone', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x20-\x7e]{0,80}$/), (text) => {
        expect(cleanLine(text)).toBe(text)
      }),
    )
  })

  test.each([
    ['a\r\nb\tc', 'a b c'],
    ['\u001b[31mred', '�[31mred'],
    ['user\u202Etxt.exe', 'user�txt.exe'],
    ['Zoë ☕ 日本', 'Zoë ☕ 日本'],
    [`a${'\u0301'.repeat(50)}`, `a${'\u0301'.repeat(3)}`],
  ])('%j becomes %j', (text, clean) => {
    expect(cleanLine(text)).toBe(clean)
  })

  test('is at most 4,096 characters', () => {
    const clean = cleanLine('x'.repeat(10_000))
    expect(clean).toHaveLength(4096)
    expect(clean.endsWith('…')).toBe(true)
    const whole = 'x'.repeat(4096)
    expect(cleanLine(whole)).toBe(whole)
    expect(cleanLine(`${whole}x`)).toBe(`${'x'.repeat(4095)}…`)
  })
})

test('lines are cleaned one by one, and a last line end adds none', () => {
  expect(cleanLines('a\nb\u0007\r\nc\n')).toEqual(['a', 'b�', 'c'])
})

test('a line that was written over shows each of its states', () => {
  expect(cleanLines('10%\r20%\rdone\r')).toEqual(['10%', '20%', 'done '])
})

test('a program’s colours and cursor movement are dropped', () => {
  expect(cleanOutput('\u001b[1;31mfail\u001b[0m\u001b[2K\n\u001b]0;title\u0007ok')).toEqual([
    'fail',
    'ok',
  ])
})
