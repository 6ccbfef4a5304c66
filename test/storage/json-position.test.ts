import { assert, constantFrom, json, nat, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findJsonError } from '../../src/storage/json-position.ts'

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('where a text stops being JSON', () => {
  test.each([
    ['', 1, 1, 'a value'],
    ['{"a": }', 1, 7, 'a value'],
    ['{\n  "a": 1,\n}', 3, 1, 'a name in double quotes'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, '"," or "}"'],
    ['{"a" 1}', 1, 6, '":"'],
    ['[1 2]', 1, 4, '"," or "]"'],
    ['{} {}', 1, 4, 'nothing more'],
    ['{"a": "unfinished', 1, 7, 'a value'],
    ["{'a': 1}", 1, 2, 'a name in double quotes'],
    ['{"a": 01}', 1, 8, '"," or "}"'],
  ])('%j is wrong at %i:%i', (text, line, column, expected) => {
    expect(findJsonError(text)).toEqual({ line, column, expected })
  })

  test('agrees with JSON.parse on every JSON text', () => {
    assert(
      property(json(), (text) => {
        expect(findJsonError(text)).toBeNull()
      }),
    )
  })

  test('agrees with JSON.parse on damaged JSON', () => {
    const piece = constantFrom('{', '}', '[', ']', ',', ':', '"', ' ', '\n', '0', '-', 'x', '\\')
    assert(
      property(json(), nat(), nat(2), piece, (text, place, cut, inserted) => {
        const at = place % (text.length + 1)
        const damaged = text.slice(0, at) + inserted + text.slice(at + cut)
        expect(findJsonError(damaged) === null).toBe(isJson(damaged))
      }),
      { numRuns: 2000 },
    )
  })
})
