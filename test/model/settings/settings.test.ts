import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rulesFor } from '../../../src/model/settings/rules.ts'
import {
  checkSettings,
  defaultSettings,
  parseSettings,
  withoutDefaults,
} from '../../../src/model/settings/settings.ts'

const file = '~/.config/kulprit/config.json'

test.each([
  [{ filters: { '0': { query: 'a' } } }, '"0" is no key for a filter'],
  [{ filters: { '1': { name: 'mine' } } }, 'filters.1.query must be a text, found nothing'],
  [
    { filters: { '1': 'owner:a' } },
    'filters.1 must be an object { … }, found the string "owner:a"',
  ],
])('of saved filters, %j is refused by name', (settings, message) => {
  expect(checkSettings(settings).map((problem) => problem.message)).toEqual([message])
})

test('settings that are left out have their defaults', () => {
  expect(parseSettings({}, file)).toEqual({
    ok: true,
    value: defaultSettings,
  })
})

test('well-formed settings are taken as they are', () => {
  const settings = {
    repositories: [
      { workload: 'shop/*', repository: '~/src/shop', path: 'cart' },
      { workload: '*', repository: '/src' },
    ],
    sourceFolders: ['~/src'],
  }
  expect(parseSettings(settings, file)).toEqual({
    ok: true,
    value: { ...defaultSettings, ...settings },
  })
})

test.each([
  [null, 'the file must be an object { … }, found null'],
  [[], 'the file must be an object { … }, found a list'],
  [{ repository: [] }, 'unknown setting "repository"'],
  [{ repositories: {} }, 'repositories must be a list [ … ], found an object'],
  [{ repositories: ['x'] }, 'repositories[0] must be an object { … }, found the string "x"'],
  [
    { repositories: [{ workload: '*', repository: '/x' }, { workload: '' }] },
    'repositories[1].workload must be a text, found the string ""',
  ],
  [
    { repositories: [{ workload: '*' }] },
    'repositories[0].repository must be a text, found nothing',
  ],
  [
    { repositories: [{ workload: '*', repository: '/x', path: 1 }] },
    'repositories[0].path must be a text, found the number 1',
  ],
  [
    { repositories: [{ workload: '*', repository: '/x', branch: 'main' }] },
    'unknown setting "repositories[0].branch"',
  ],
  [{ sourceFolders: '~/src' }, 'sourceFolders must be a list [ … ], found the string "~/src"'],
  [{ sourceFolders: [true] }, 'sourceFolders[0] must be a text, found the boolean true'],
])('%j is refused by name', (settings, message) => {
  const result = parseSettings(settings, file)
  expect(result).toMatchObject({
    ok: false,
    failure: { kind: 'config', message: `${file}: ${message}` },
  })
})

test('whatever is in the file, it is taken or refused by name, and never throws', () => {
  const keys = fc.constantFrom(...Object.keys(defaultSettings), 'workload', 'tag', '__proto__')
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue({ maxDepth: 0 }),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(keys, tie('any'), { maxKeys: 3 }),
    ),
  })).any
  fc.assert(
    fc.property(fc.dictionary(keys, value, { maxKeys: 4 }), (json) => {
      const settings = parseSettings(JSON.parse(JSON.stringify(json)), file)
      expect(settings.ok).toBe(checkSettings(JSON.parse(JSON.stringify(json))).length === 0)
      if (settings.ok) rulesFor(settings.value, 'prod')
    }),
  )
})

describe('rules', () => {
  const settings = {
    ...defaultSettings,
    ownerKeys: ['all'],
    contactKeys: { slack: 'chat', pd: 'pager' },
    contexts: {
      'prod-*': { ownerKeys: ['prod'], contactKeys: { slack: 'docs' } },
      dev: { ownerKeys: ['dev'] },
    },
  }

  test('for a context come before those for all', () => {
    expect(rulesFor(settings, 'prod-eu')).toMatchObject({
      ownerKeys: ['prod', 'all'],
      contactKeys: { slack: 'docs', pd: 'pager' },
    })
    expect(rulesFor(settings, 'staging').ownerKeys).toEqual(['all'])
  })

  test('are written without what is the default anyway', () => {
    expect(withoutDefaults(settings)).toEqual({
      ownerKeys: settings.ownerKeys,
      contactKeys: settings.contactKeys,
      contexts: settings.contexts,
    })
  })
})

test.each([
  [{ owners: [{ owner: 'a' }] }, 'owners[0] must be a rule with either workload or namespace'],
  [
    { owners: [{ owner: 'a', workload: 'x', namespace: 'y' }] },
    'owners[0] must be a rule with either workload or namespace',
  ],
  [{ tags: [{ tag: '(?<version>' }] }, 'tags[0].tag must be a regular expression'],
  [{ tags: [{ tag: 'v.*' }] }, 'tags[0].tag must be a pattern with a group'],
  [{ contactKeys: { 'a.b/c': 1 } }, 'contactKeys["a.b/c"] must be a text'],
  [{ contexts: { prod: { catalogs: [] } } }, 'unknown setting "contexts.prod.catalogs"'],
])('%j is refused by name', (settings, message) => {
  expect(checkSettings(settings).map((problem) => problem.message)).toEqual([
    expect.stringContaining(message),
  ])
})
