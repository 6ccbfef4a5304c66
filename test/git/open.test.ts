import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isFetched, openRepository } from '../../src/git/open.ts'
import { readRange } from '../../src/git/range.ts'
import { resolveCommit } from '../../src/git/resolve.ts'
import { forgeServing } from '../support/git-forge.ts'
import {
  contents,
  failure,
  git,
  gitEnvironment,
  line,
  makeRepository,
  openFolder,
  openOptions,
  temporaryFolder,
  value,
} from '../support/git-repository.ts'

function makeClone(...args: string[]): {
  upstream: string
  clone: string
  cache: string
  shas: string[]
} {
  const folder = temporaryFolder()
  const upstream = join(folder, 'upstream')
  mkdirSync(upstream)
  const shas = makeRepository(upstream, line(15))
  git(upstream, 'tag', 'v1', shas[3]!)
  git(upstream, 'config', 'uploadpack.allowFilter', 'true')
  git(folder, 'clone', '--quiet', ...args, `file://${upstream}`, 'clone')
  return { upstream, clone: join(folder, 'clone'), cache: join(folder, 'cache'), shas }
}

test('a URL is known to be fetched, however it is written, once its clone is there', async () => {
  const { upstream, cache } = makeClone()
  const options = (env: Record<string, string>) =>
    openOptions(cache, { env: { ...gitEnvironment, ...env } })
  const source = { kind: 'url', url: 'https://github.com/shop/shop' } as const
  const gone = options(forgeServing(`${upstream}-gone`))
  const there = options(forgeServing(upstream))
  expect(await isFetched(source.url, there)).toBe(false)
  expect((await openRepository(source, gone)).ok).toBe(false)
  expect(await isFetched(source.url, there)).toBe(false)
  expect((await openRepository(source, there)).ok).toBe(true)
  expect(await isFetched(source.url, there)).toBe(true)
  expect(await isFetched('git@github.com:Shop/shop.git', there)).toBe(true)
  expect(await isFetched('https://github.com/shop/other', there)).toBe(false)
})

describe('a folder', () => {
  test('can be any folder inside a clone, a linked worktree, or a bare repository', async () => {
    const { upstream, clone, cache, shas } = makeClone()
    mkdirSync(join(clone, 'deep/down'), { recursive: true })
    git(clone, 'worktree', 'add', '--quiet', '--detach', '../linked')
    git(clone, 'clone', '--quiet', '--bare', upstream, '../bare.git')
    for (const folder of ['deep/down', '../linked', '../bare.git']) {
      const repository = await openFolder(join(clone, folder), cache)
      expect(value(await resolveCommit(repository, 'v1'))).toBe(shas[3])
      expect(value(await readRange(repository, shas[3]!, shas[14]!, null)).commits).toHaveLength(11)
    }
  })

  test('shares one store with the other worktrees of its clone', async () => {
    const { clone, cache } = makeClone()
    git(clone, 'worktree', 'add', '--quiet', '--detach', '../linked')
    const [one, two] = await Promise.all([
      openFolder(clone, cache),
      openFolder(join(clone, '../linked'), cache),
    ])
    expect(one.store).toEqual(two.store)
  })

  test.each([
    ['is missing', 'gone', 'no folder '],
    ['is a file', 'file', 'not a folder: '],
  ])('that %s is refused', async (_, name, message) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    const source = { kind: 'folder', path: join(folder, name) } as const
    expect(failure(await openRepository(source, openOptions(folder)))).toMatchObject({
      kind: 'usage',
      message: `${message}${join(folder, name)}`,
    })
  })

  test('that is no repository is refused in git’s words', async () => {
    const path = temporaryFolder()
    const refused = failure(await openRepository({ kind: 'folder', path }, openOptions(path)))
    expect(refused.message).toBe(`${path} is not a git repository that can be read`)
    expect(refused.cause).toContain('not a git repository')
    expect(refused.next).not.toBeNull()
  })

  test('that git distrusts for its owner is refused in git’s words', async () => {
    const { clone, cache } = makeClone()
    const env = { ...gitEnvironment, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }
    const bin = join(cache, 'bin')
    mkdirSync(bin, { recursive: true })
    // Git's own switch for tests does not pass the guard, so a wrapper sets it.
    writeFileSync(
      join(bin, 'git'),
      `#!/bin/sh\nPATH=${gitEnvironment['PATH']} GIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec git "$@"\n`,
      { mode: 0o755 },
    )
    const options = openOptions(cache, {
      env: { ...env, PATH: `${bin}:${gitEnvironment['PATH']}` },
    })
    const refused = failure(await openRepository({ kind: 'folder', path: clone }, options))
    expect(refused.cause).toContain('safe.directory')
  })

  test('cannot be opened without git, or with one that is too old', async () => {
    const { clone, cache } = makeClone()
    const bin = join(cache, 'bin')
    mkdirSync(bin, { recursive: true })
    const open = async (): Promise<string> => {
      const options = openOptions(cache, { env: { PATH: bin } })
      return failure(await openRepository({ kind: 'folder', path: clone }, options)).message
    }
    expect(await open()).toBe('git cannot be run')
    writeFileSync(join(bin, 'git'), '#!/bin/sh\necho git version 2.25.1\n', { mode: 0o755 })
    expect(await open()).toBe('git 2.25 is too old')
  })
})

describe('an incomplete clone', () => {
  test.each([
    ['shallow', ['--depth=3']],
    ['partial', ['--filter=blob:none', '--no-checkout']],
  ])('that is %s is completed from its remote, in kulprit’s store only', async (kind, args) => {
    const { clone, cache, shas } = makeClone(...args)
    const before = contents(clone)
    const said: string[] = []
    const repository = await openFolder(clone, cache, {
      allowLocal: true,
      onProgress: (text) => said.push(text),
    })
    expect(said[0]).toContain(`is a ${kind} clone: fetching the whole history`)
    const bad = value(await resolveCommit(repository, 'HEAD'))
    expect(bad).toBe(shas[14])
    const range = value(await readRange(repository, shas[3]!, bad, null))
    expect(range.commits).toHaveLength(11)
    expect(failure(await resolveCommit(repository, 'b'.repeat(40))).kind).toBe('git')
    expect(contents(clone)).toEqual(before)
  })

  test('is refused where its remote cannot be used', async () => {
    const { clone, cache } = makeClone('--depth=3')
    const refused = failure(
      await openRepository({ kind: 'folder', path: clone }, openOptions(cache)),
    )
    expect(refused.message).toContain('is a shallow clone')
    expect(refused.next).toBe(`run: git -C ${clone} fetch --unshallow`)
  })
})

describe('a URL', () => {
  test('is fetched once, with progress, and then served from the cache', async () => {
    const { upstream, cache, shas } = makeClone()
    const said: string[] = []
    const source = { kind: 'url', url: `file://${upstream}` } as const
    const options = openOptions(cache, { allowLocal: true, onProgress: (text) => said.push(text) })
    const repository = value(await openRepository(source, options))
    expect(said.some((text) => /objects: +100%/.test(text))).toBe(true)
    expect(value(await resolveCommit(repository, 'v1'))).toBe(shas[3])
    const count = said.length
    value(await openRepository(source, options))
    expect(said).toHaveLength(count)
  })

  test('is asked again for a branch, which may have moved, and for a commit that is missing', async () => {
    const { upstream, cache } = makeClone()
    const source = { kind: 'url', url: `file://${upstream}` } as const
    const options = openOptions(cache, { allowLocal: true })
    value(await openRepository(source, options))
    git(upstream, 'reset', '--quiet', '--hard')
    git(upstream, 'commit', '--quiet', '--allow-empty', '--message=new')
    const head = git(upstream, 'rev-parse', 'HEAD')
    expect(value(await resolveCommit(value(await openRepository(source, options)), 'main'))).toBe(
      head,
    )
    const lost = git(upstream, 'commit-tree', '-m', 'unreachable', 'HEAD^{tree}')
    git(upstream, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
    expect(value(await resolveCommit(value(await openRepository(source, options)), lost))).toBe(
      lost,
    )
  })

  test('that cannot be reached is a failure with what git said, without a prompt', async () => {
    const folder = temporaryFolder()
    const url = 'https://127.0.0.1:1/acme/shop.git'
    const refused = failure(await openRepository({ kind: 'url', url }, openOptions(folder)))
    expect(refused).toMatchObject({ kind: 'git', message: `cannot fetch from ${url}` })
    expect(refused.cause).toContain('127.0.0.1')
  })

  test('is not fetched once it has been cancelled', async () => {
    const { upstream, cache } = makeClone()
    const cancel = new AbortController()
    const options = openOptions(cache, {
      allowLocal: true,
      signal: cancel.signal,
      onProgress: () => cancel.abort(),
    })
    const result = await openRepository({ kind: 'url', url: `file://${upstream}` }, options)
    expect(failure(result)).toMatchObject({ kind: 'cancelled' })
  })

  test('of a forbidden kind is refused', async () => {
    const { upstream, cache } = makeClone()
    const source = { kind: 'url', url: `file://${upstream}` } as const
    expect(failure(await openRepository(source, openOptions(cache))).message).toContain(
      'is refused',
    )
  })
})
