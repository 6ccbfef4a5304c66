import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { settingsReference } from '../../src/model/settings/settings-reference.ts'
import { checkSettings } from '../../src/model/settings/settings.ts'
import { tableReference } from '../../src/model/settings/table-settings.ts'

const folder = join(import.meta.dirname, '../../docs/how-to')

const examples = readdirSync(folder).flatMap((page) => {
  const text = readFileSync(join(folder, page), 'utf8')
  return [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => ({ page, json }))
})

test.each(examples)('the settings in $page are right: $json', ({ json }) => {
  expect(checkSettings(JSON.parse(json))).toEqual([])
})

/** They say nothing about workloads. */
const notRules: readonly string[] = ['helmSecrets', 'keys', 'theme', 'glyphs', 'screenReader']

test('each setting that is a rule has an example', () => {
  const page = readFileSync(join(folder, 'add-your-own-owner-labels.md'), 'utf8')
  const others = [...notRules, ...tableReference.map(({ key }) => key)]
  const rules = settingsReference.map(({ key }) => key).filter((key) => !others.includes(key))
  expect(rules.filter((key) => !page.includes(`"${key}"`))).toEqual([])
})
