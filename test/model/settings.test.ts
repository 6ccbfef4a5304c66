import { expect, test } from 'vitest'
import { parseSettings } from '../../src/model/settings.ts'

const file = '~/.config/kulprit/config.json'

test('settings that are left out have their defaults', () => {
  expect(parseSettings({}, file)).toEqual({
    ok: true,
    value: { repositories: [], sourceFolders: [] },
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
  expect(parseSettings(settings, file)).toEqual({ ok: true, value: settings })
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
