import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { anchor, release } from '../../src/git/anchor.ts'
import type { Repository } from '../../src/git/open.ts'
import { addWorktree } from '../../src/git/worktree.ts'
import {
  contents,
  failure,
  git,
  makeRepository,
  openFolder,
  temporaryFolder,
  value,
} from '../support/git-repository.ts'

async function made(): Promise<{ folder: string; shas: string[]; repository: Repository }> {
  const folder = temporaryFolder()
  const clone = join(folder, 'clone')
  git(folder, 'init', '--quiet', 'clone')
  const plan = [0, 1, 2, 3].map((at) => ({
    parents: at === 0 ? [] : [at - 1],
    files: { state: `${at}`, [`only-${at}`]: 'x' },
  }))
  const shas = makeRepository(clone, plan)
  git(clone, 'reset', '--quiet', '--hard')
  return { folder, shas, repository: await openFolder(clone, join(folder, 'cache')) }
}

describe('a worktree', () => {
  test('shows commit after commit, keeps what a probe added and resets what it changed', async () => {
    const { folder, shas, repository } = await made()
    const before = contents(join(folder, 'clone'))
    const worktree = value(await addWorktree(repository, 'cart-k3f9'))
    for (const at of [2, 0, 3]) {
      value(await worktree.checkout(shas[at]!))
      expect(readFileSync(join(worktree.path, 'state'), 'utf8')).toBe(`${at}`)
      expect(existsSync(join(worktree.path, 'only-3'))).toBe(at === 3)
      writeFileSync(join(worktree.path, 'state'), 'broken by the probe')
      writeFileSync(join(worktree.path, 'build-output'), 'kept')
    }
    expect(git(worktree.path, 'rev-parse', 'HEAD')).toBe(shas[3])
    expect(existsSync(join(worktree.path, 'build-output'))).toBe(true)
    await worktree.remove()
    expect(existsSync(worktree.path)).toBe(false)
    expect(git(repository.store.folder, 'worktree', 'list').split('\n')).toHaveLength(1)
    expect(contents(join(folder, 'clone'))).toEqual(before)
  })

  test('starts without what a killed run has left, lock included', async () => {
    const { shas, repository } = await made()
    const killed = value(await addWorktree(repository, 'cart-k3f9'))
    value(await killed.checkout(shas[1]!))
    writeFileSync(join(killed.path, 'half-built'), '')
    writeFileSync(join(repository.store.folder, 'worktrees/cart-k3f9/index.lock'), '')
    const worktree = value(await addWorktree(repository, 'cart-k3f9'))
    value(await worktree.checkout(shas[2]!))
    expect(existsSync(join(worktree.path, 'half-built'))).toBe(false)
    expect(readFileSync(join(worktree.path, 'state'), 'utf8')).toBe('2')
  })

  test('can be taken over with what is in it, and is made anew where it is damaged', async () => {
    const { shas, repository } = await made()
    const first = value(await addWorktree(repository, 'cart-k3f9'))
    value(await first.checkout(shas[1]!))
    writeFileSync(join(first.path, 'build-output'), '')
    const again = value(await addWorktree(repository, 'cart-k3f9', { reuse: true }))
    value(await again.checkout(shas[2]!))
    expect(existsSync(join(first.path, 'build-output'))).toBe(true)
    rmSync(join(first.path, '.git'))
    value(await again.checkout(shas[3]!))
    expect(readFileSync(join(first.path, 'state'), 'utf8')).toBe('3')
    rmSync(first.path, { recursive: true })
    value(await again.checkout(shas[0]!))
    expect(readFileSync(join(first.path, 'state'), 'utf8')).toBe('0')
  })

  test('that lost its git file never leads to a repository around the cache', async () => {
    const { folder, shas, repository } = await made()
    git(folder, 'init', '--quiet', '.')
    git(folder, 'commit', '--quiet', '--allow-empty', '--message=dotfiles')
    const head = git(folder, 'rev-parse', 'HEAD')
    const worktree = value(await addWorktree(repository, 'cart-k3f9'))
    value(await worktree.checkout(shas[1]!))
    rmSync(join(worktree.path, '.git'))
    writeFileSync(join(worktree.path, '.git'), 'not a pointer')
    value(await worktree.checkout(shas[2]!))
    expect(git(folder, 'rev-parse', 'HEAD')).toBe(head)
    expect(git(folder, 'symbolic-ref', 'HEAD')).toMatch(/^refs\/heads\//)
  })

  test('stops when it is cancelled', async () => {
    const { shas, repository } = await made()
    const worktree = value(await addWorktree(repository, 'cart-k3f9'))
    const cancel = new AbortController()
    cancel.abort()
    expect(failure(await worktree.checkout(shas[1]!, cancel.signal)).kind).toBe('cancelled')
  })

  test('is not made for a session whose name leads elsewhere', async () => {
    const { shas, repository } = await made()
    for (const session of ['../../escape', '', '.hidden', 'a/b', 'x.lock', 'a..b', '-x', 'a b']) {
      expect(failure(await addWorktree(repository, session)).kind).toBe('usage')
      expect(failure(await anchor(repository, session, [shas[0]!])).kind).toBe('usage')
      expect(failure(await release(repository, session)).kind).toBe('usage')
    }
  })
})

test('the commits of a session are kept in the store until it is released', async () => {
  const { shas, repository } = await made()
  const refs = (): string[] =>
    git(repository.store.folder, 'for-each-ref', '--format=%(refname)').split('\n').filter(Boolean)
  value(await anchor(repository, 'cart-k3f9', [shas[0]!, shas[3]!]))
  value(await anchor(repository, 'cart-other', [shas[0]!]))
  expect(refs()).toHaveLength(3)
  const worktree = value(await addWorktree(repository, 'cart-k3f9'))
  value(await worktree.checkout(shas[1]!))
  value(await release(repository, 'cart-k3f9'))
  expect(existsSync(worktree.path)).toBe(false)
  expect(refs()).toEqual([`refs/kulprit/cart-other/${shas[0]}`])
  value(await release(repository, 'cart-k3f9'))
  expect(refs()).toHaveLength(1)
})
