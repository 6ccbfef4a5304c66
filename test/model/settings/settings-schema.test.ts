import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  settingsReference,
  settingsSchema,
} from '../../../src/model/settings/settings-reference.ts'
import { checkSettings, defaultSettings } from '../../../src/model/settings/settings.ts'

const accepts = new Ajv2020().compile(settingsSchema())

describe('the JSON Schema of the settings', () => {
  test('describes every setting', () => {
    const { properties } = settingsSchema() as {
      properties: Record<string, { description?: string }>
    }
    for (const { key, help } of settingsReference) expect(properties[key]?.description).toBe(help)
  })

  test('accepts the defaults', () => {
    expect(accepts(defaultSettings)).toBe(true)
  })

  test.each([
    [{ repositories: [{ workload: 'shop/*' }] }],
    [{ repositories: { workload: 'shop/*', repository: '/src' } }],
    [{ sourceFolder: ['~/src'] }],
    [{ helmSecrets: 'yes' }],
    [{ filters: { '10': { query: 'cart' } } }],
    [{ ownerKeys: [''] }],
    [{ contexts: { prod: { helmSecrets: true } } }],
  ])('refuses %j', (settings) => {
    expect(accepts(settings)).toBe(false)
  })

  test('accepts whatever kulprit accepts', () => {
    const name = fc.constantFrom(
      ...Object.keys(defaultSettings),
      ...['workload', 'repository', 'path', 'owner', 'namespace', 'tag', 'query', 'name', 'x', '1'],
    )
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('', 'a', '[', true, 0, null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 4 }),
      ),
    }))
    const agree = fc.property(
      fc.dictionary(name, value, { maxKeys: 3 }),
      (settings) => accepts(settings) || checkSettings(settings).length > 0,
    )
    expect(fc.check(agree, { numRuns: 2_000 }).counterexample).toBeNull()
  })
})
