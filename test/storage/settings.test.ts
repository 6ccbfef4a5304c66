import { chmod, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { execFileSync, spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Settings } from '../../src/model/settings/settings.ts'
import { defaultSettings } from '../../src/model/settings/settings.ts'
import { changeSettings, readSettings } from '../../src/storage/settings.ts'
import { runScript, until } from '../support/storage-processes.ts'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kulprit-settings-'))
  file = join(folder, 'kulprit', 'settings.json')
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const withFolder =
  (name: string) =>
  (settings: Settings): Settings => ({
    ...settings,
    sourceFolders: [...settings.sourceFolders, name],
  })

async function folderList(): Promise<readonly string[]> {
  const settings = await readSettings(file)
  if (!settings.ok) throw new Error(settings.failure.message)
  return settings.value.sourceFolders
}

describe('reading the settings', () => {
  test('gives the defaults where there is no file', async () => {
    expect(await readSettings(file)).toEqual({ ok: true, value: defaultSettings })
  })

  test('names file, line and column of what is not JSON, and what to do', async () => {
    const broken = join(folder, 'broken.json')
    await writeFile(broken, '{\n  "sourceFolders": ["/src",]\n}\n')
    const settings = await readSettings(broken)
    expect(settings).toMatchObject({
      ok: false,
      failure: {
        kind: 'config',
        message: `${broken}:2:28: not valid JSON`,
        cause: 'expected a value',
        next: `correct ${broken}, or move it away to start with the defaults`,
      },
    })
  })

  test('names an unknown setting', async () => {
    const typo = join(folder, 'typo.json')
    await writeFile(typo, '{"sourceFolder": []}')
    const settings = await readSettings(typo)
    expect(settings.ok ? '' : settings.failure.message).toContain('unknown setting "sourceFolder"')
  })

  test('points at the value that is wrong, and counts the others', async () => {
    const wrong = join(folder, 'wrong.json')
    await writeFile(
      wrong,
      '{\n  "owners": [\n    { "owner": "a", "workload": 7 }\n  ],\n  "tags": 1\n}\n',
    )
    expect(await readSettings(wrong)).toMatchObject({
      ok: false,
      failure: {
        message: `${wrong}:3:33: owners[0].workload must be a text, found the number 7`,
        cause: '1 more: kulprit config check lists them',
      },
    })
  })

  test('refuses a name that stands twice, since JSON would drop one silently', async () => {
    const twice = join(folder, 'twice.json')
    await writeFile(twice, '{ "ownerKeys": ["a"],\n  "ownerKeys": ["b"] }')
    const settings = await readSettings(twice)
    expect(settings.ok ? '' : settings.failure.message).toBe(
      `${twice}:2:16: ownerKeys is there twice, and only the last would count`,
    )
  })

  test('takes a file that begins with a byte order mark', async () => {
    const windows = join(folder, 'windows.json')
    await writeFile(windows, '\uFEFF{"sourceFolders": ["/src"]}\r\n')
    expect(await readSettings(windows)).toMatchObject({ value: { sourceFolders: ['/src'] } })
  })

  test('names a folder that stands where the file should be', async () => {
    const settings = await readSettings(folder)
    expect(settings.ok ? '' : settings.failure.message).toBe(
      `cannot read the settings file ${folder}`,
    )
  })
})

describe('changing the settings', () => {
  test('creates the file for its owner only, and answers what it holds', async () => {
    expect(await changeSettings(file, withFolder('/src'))).toEqual({
      ok: true,
      value: { ...defaultSettings, sourceFolders: ['/src'] },
    })
    expect(await folderList()).toEqual(['/src'])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'kulprit'))).toEqual(['settings.json'])
  })

  test('writes no setting that has its default', async () => {
    await changeSettings(file, withFolder('/src'))
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ sourceFolders: ['/src'] })
  })

  test('keeps the file as it was beside it', async () => {
    await changeSettings(file, withFolder('/one'))
    const before = await readFile(file, 'utf8')
    await changeSettings(file, withFolder('/two'))
    expect(await readFile(`${file}.bak`, 'utf8')).toBe(before)
    expect(await folderList()).toEqual(['/one', '/two'])
  })

  test('leaves a file alone that it cannot read as settings', async () => {
    const broken = join(folder, 'broken.json')
    for (const content of ['{', 'null', '[]', '"x"', '{"colour": "red"}']) {
      await writeFile(broken, content)
      expect((await changeSettings(broken, withFolder('/src'))).ok).toBe(false)
      expect(await readFile(broken, 'utf8')).toBe(content)
    }
  })

  test('refuses a change that is not valid settings, and names the value', async () => {
    const changed = await changeSettings(file, (settings) => ({
      ...settings,
      repositories: [{ workload: '', repository: '/src' }],
    }))
    expect(changed.ok ? '' : changed.failure.message).toContain('repositories[0].workload')
    expect(await readSettings(file)).toEqual({ ok: true, value: defaultSettings })
  })

  test('writes through a link and keeps it one', async () => {
    const real = join(folder, 'dotfiles.json')
    const link = join(folder, 'settings.json')
    await writeFile(real, '{}')
    await symlink(real, link)
    await changeSettings(link, withFolder('/src'))
    expect(JSON.parse(await readFile(real, 'utf8'))).toMatchObject({ sourceFolders: ['/src'] })
    expect(await readFile(link, 'utf8')).toBe(await readFile(real, 'utf8'))
  })

  test('loses no change where several are made at once', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `/src/${i}`)
    const changes = await Promise.all(names.map((name) => changeSettings(file, withFolder(name))))
    expect(changes.every((change) => change.ok)).toBe(true)
    expect((await folderList()).toSorted()).toEqual(names)
  })

  test('loses no change where two processes write at once', async () => {
    const script = `
      import { changeSettings } from './src/storage/settings.ts'
      const [file, name] = process.argv.slice(1)
      for (let i = 0; i < 15; i++) {
        const changed = await changeSettings(file, (s) => ({ ...s, sourceFolders: [...s.sourceFolders, name + i] }))
        if (!changed.ok) console.log(changed.failure.message)
      }`
    const writers = ['/a', '/b'].map((name) => runScript(script, [file, name]))
    expect(await Promise.all(writers.map((writer) => writer.ended()))).toEqual(['', ''])
    expect(await folderList()).toHaveLength(30)
  })

  test('survives a writer that is killed again and again', async () => {
    const script = `
      import { changeSettings } from './src/storage/settings.ts'
      for (let i = 0; ; i++) {
        await changeSettings(process.argv[1], (s) => ({ ...s, sourceFolders: [...s.sourceFolders.slice(-50), '/' + i] }))
        console.log(i)
      }`
    for (let round = 0; round < 3; round++) {
      const writer = runScript(script, [file])
      await until(() => writer.printed().split('\n').length > 3 + round, 'some changes')
      await writer.kill()
      expect((await readSettings(file)).ok).toBe(true)
    }
    expect(await changeSettings(file, () => defaultSettings)).toMatchObject({ ok: true })
    const left = await readdir(join(folder, 'kulprit'))
    expect(left.filter((name) => name.startsWith('.settings-draft-'))).toEqual([])
  })

  const canMount = spawnSync('unshare', ['--mount', 'true']).status === 0
  test.skipIf(!canMount)('keeps the old settings where the disk is full', async () => {
    const script = `
      import { writeFileSync } from 'node:fs'
      import { changeSettings, readSettings } from './src/storage/settings.ts'
      const file = process.argv[1] + '/settings.json'
      const first = await changeSettings(file, (s) => ({ ...s, sourceFolders: ['/kept'] }))
      const fill = Buffer.alloc(4096)
      let n = 0
      try { for (;;) writeFileSync(process.argv[1] + '/fill', fill, { flag: 'a' }) } catch {}
      const many = Array.from({ length: 2000 }, (_, i) => '/folder/' + i)
      const second = await changeSettings(file, (s) => ({ ...s, sourceFolders: many }))
      const after = await readSettings(file)
      console.log(JSON.stringify([first.ok, second.ok, after.ok && after.value.sourceFolders]))`
    const command = `mount -t tmpfs -o size=64k none "$1" && exec "$2" --input-type=module-typescript --eval "$3" -- "$1"`
    const printed = execFileSync(
      'unshare',
      ['--mount', 'sh', '-c', command, 'sh', folder, process.execPath, script],
      { encoding: 'utf8' },
    )
    expect(JSON.parse(printed)).toEqual([true, false, ['/kept']])
  })

  test.skipIf(process.getuid?.() === 0)('says so where the folder cannot be written', async () => {
    await chmod(folder, 0o500)
    const changed = await changeSettings(file, withFolder('/src'))
    expect(changed.ok ? null : changed.failure.next).toContain('writable')
    await chmod(folder, 0o700)
  })
})
