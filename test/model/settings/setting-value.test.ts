import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { pathText } from '../../../src/model/settings/settings-check.ts'
import {
  parseSettingPath,
  valueAt,
  withValueAt,
} from '../../../src/model/settings/setting-value.ts'

test('what is written as a path is read as that path', () => {
  const part = fc.oneof(fc.string(), fc.nat({ max: 20 }))
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (path) => {
      expect(parseSettingPath(pathText(path))).toEqual({ ok: true, value: path })
    }),
  )
})

test('a value that was set is found there, and nothing else has changed', () => {
  const before = { a: [1, { b: 'x' }], c: { d: null } }
  for (const path of [['a', 1, 'b'], ['a', 2], ['c', 'e', 'f'], ['g']]) {
    const after = withValueAt(before, path, 'new')
    if (!after.ok) throw new Error(after.failure.message)
    expect(valueAt(after.value, path)).toBe('new')
    expect(valueAt(after.value, ['a', 0])).toBe(1)
  }
  expect(before).toEqual({ a: [1, { b: 'x' }], c: { d: null } })
})

test('names that every object has by birth are names like others', () => {
  expect(valueAt({}, ['constructor'])).toBeUndefined()
  expect(valueAt([], ['length'])).toBeUndefined()
})
