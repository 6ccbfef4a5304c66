import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonPlaces } from '../../src/storage/json-places.ts'

test.each([
  [['a'], 2, 8],
  [['b', 1], 3, 14],
  [['b', 1, 'c d'], 3, 22],
  [['b', 9], 3, 8],
  [[], 1, 1],
])('%j stands at %i:%i, or what holds it does', (path, line, column) => {
  const text = '{\n  "a": "x",\n  "b": [1,   {"c d": "{,"}]\n}'
  expect(jsonPlaces(text).find(path)).toEqual({ line, column })
})

test('every value of any JSON text is found where it stands', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const { find, twice } = jsonPlaces(text)
      if (twice.length > 0) return
      for (const [path, first] of firstCharacters(JSON.parse(text), [])) {
        const { line, column } = find(path)
        expect(text.split('\n')[line - 1]?.[column - 1]).toBe(first)
      }
    }),
  )
})

/** Of each value but numbers, which may be written in several ways. */
function firstCharacters(
  value: unknown,
  path: readonly (string | number)[],
): (readonly [readonly (string | number)[], string])[] {
  const inside =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, one]) =>
          firstCharacters(one, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : []
  if (typeof value === 'number') return inside
  return [[path, JSON.stringify(value).slice(0, 1)], ...inside]
}
