import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyHome, kulprit } from '../support/program.ts'

function home(settings?: string) {
  const { home, env } = emptyHome()
  const file = join(home, '.config', 'kulprit', 'settings.json')
  mkdirSync(join(home, '.config', 'kulprit'), { recursive: true })
  if (settings !== undefined) writeFileSync(file, settings)
  return { file, home, config: (...args: string[]) => kulprit(['config', ...args], env) }
}

test('path names the file, be it there or not', async () => {
  const { file, config } = home()
  expect(await config('path')).toEqual({ code: 0, stdout: `${file}\n`, stderr: '' })
})

describe('get', () => {
  test('prints a text as it is, and all else as JSON', async () => {
    const { config } = home('{"owners": [{"namespace": "shop", "owner": "payments"}]}')
    expect((await config('get', 'owners[0].owner')).stdout).toBe('payments\n')
    expect(JSON.parse((await config('get', 'owners')).stdout)).toEqual([
      { namespace: 'shop', owner: 'payments' },
    ])
    expect(JSON.parse((await config('get')).stdout)).toMatchObject({ sourceFolders: [] })
  })

  test('a setting that is not there is a usage failure that lists those there are', async () => {
    const { code, stdout, stderr } = await home('{}').config('get', 'owner')
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('known settings: ownerKeys')
  })
})

describe('set', () => {
  test('takes JSON and plain text, and writes nothing else', async () => {
    const { file, config } = home()
    expect((await config('set', 'sourceFolders', '["~/src"]')).code).toBe(0)
    expect((await config('set', 'contexts["prod-*"].ownerKeys[0]', 'example.com/team')).code).toBe(
      0,
    )
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      sourceFolders: ['~/src'],
      contexts: { 'prod-*': { ownerKeys: ['example.com/team'] } },
    })
  })

  test('without a value it removes the setting', async () => {
    const { file, config } = home('{"ownerKeys": ["a", "b"], "sourceFolders": ["/x"]}')
    expect((await config('set', 'ownerKeys[0]')).code).toBe(0)
    expect((await config('set', 'sourceFolders')).code).toBe(0)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ ownerKeys: ['b'] })
    expect((await config('set', 'sourceFolders')).code).toBe(2)
  })

  test('loses nothing where several are at it', async () => {
    const { file, config } = home('{"sourceFolders": ["/kept"]}')
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    await Promise.all(names.map((name) => config('set', `contactKeys.${name}`, 'chat')))
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      sourceFolders: ['/kept'],
      contactKeys: Object.fromEntries(names.map((name) => [name, 'chat'])),
    })
  })

  test('refuses what would make the file wrong, and leaves it as it is', async () => {
    const before = '{"ownerKeys": ["a"]}'
    const { file, config } = home(before)
    for (const [setting = '', value = ''] of [
      ['ownerKeys', '7'],
      ['ownerKeys[5]', 'x'],
      ['colour', 'red'],
      ['tags', '[{"tag": "("}]'],
      ['tags', '[{"tag": "v(.*)"}]'],
      ['owners', '[{"owner": "x"}]'],
      ['..', 'x'],
    ]) {
      const { code, stderr } = await config('set', setting, value)
      expect([setting, code === 0]).toEqual([setting, false])
      expect(stderr).toMatch(/^error: .*\n/)
      expect(readFileSync(file, 'utf8')).toBe(before)
    }
  })
})

describe('check', () => {
  test('names every problem with line and column', async () => {
    const { file, config } = home(
      '{\n  "owners": [{ "owner": "" }],\n  "tags": [{ "tag": "(" }],\n  "colour": 1\n}\n',
    )
    const { code, stdout } = await config('check')
    expect(code).toBe(1)
    expect(stdout.split('\n')).toEqual([
      expect.stringContaining(`${file}:4:13: unknown setting "colour"; known settings: `),
      `${file}:2:25: owners[0].owner must be a text, found the string ""`,
      `${file}:3:21: tags[0].tag must be a regular expression, found the string "("`,
      '',
    ])
  })

  test('is content with a right file, and warns of folders that are not there', async () => {
    const { file, config } = home('{"sourceFolders": ["/nowhere/at-all"]}')
    expect(await config('check')).toEqual({
      code: 0,
      stdout: `${file}: ok\n`,
      stderr: `${file}:1:20: warning: no folder /nowhere/at-all\n`,
    })
  })

  test('takes any file by its name, which must exist', async () => {
    const { home: folder, config } = home()
    const other = join(folder, 'other.json')
    expect((await config('check', other)).code).toBe(1)
    writeFileSync(other, '{')
    const { code, stderr } = await config('check', other)
    expect(code).toBe(1)
    expect(stderr).toContain(`${other}:1:2: not valid JSON`)
    expect((await config('check')).code).toBe(0)
  })
})

test('config alone or with another word is refused, never taken for a workload', async () => {
  const { file, config } = home()
  expect(await config()).toMatchObject({ code: 2, stdout: '' })
  expect((await config('sett')).stderr).toContain('no command "config sett"')
  expect(existsSync(file)).toBe(false)
})
