import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findClone } from '../../src/git/find-clone.ts'
import { git, gitEnvironment, temporaryFolder } from '../support/git-repository.ts'

function clones(): string {
  const top = temporaryFolder()
  for (const [folder, url] of [
    ['shop', 'git@github.com:acme/shop.git'],
    ['work/acme/cart', 'https://github.com/acme/cart'],
    ['work/fork/cart', 'https://github.com/eve/cart'],
    ['a/b/c/d/deep', 'https://github.com/acme/deep'],
    ['a/b/c/d/e/deeper', 'https://github.com/acme/deeper'],
    ['node_modules/web', 'https://github.com/acme/web'],
  ] as const) {
    mkdirSync(join(top, folder), { recursive: true })
    git(join(top, folder), 'init', '--quiet')
    git(join(top, folder), 'remote', 'add', 'upstream', url)
  }
  git(top, 'init', '--quiet', '--bare', 'mirror.git')
  git(join(top, 'mirror.git'), 'remote', 'add', 'origin', 'ssh://git@example.com:2222/team/api.git')
  return top
}

test('while a clone is looked for it is told in how many folders', async () => {
  const top = temporaryFolder()
  for (let i = 0; i < 250; i += 1) mkdirSync(join(top, `project-${i}`))
  const told: number[] = []
  const url = 'https://github.com/acme/none'
  expect(await findClone([top], url, gitEnvironment, (folders) => told.push(folders))).toBeNull()
  expect(told).toEqual([100, 200])
})

describe('a clone', () => {
  test.each([
    ['https://github.com/Acme/Shop.git', 'shop'],
    ['ssh://git@github.com/acme/cart', 'work/acme/cart'],
    ['git@github.com:eve/cart', 'work/fork/cart'],
    ['https://example.com/team/api', 'mirror.git'],
    ['https://github.com/acme/deep', null],
    ['https://github.com/acme/deeper', null],
    ['https://github.com/acme/web', null],
    ['https://github.com/acme/none', null],
    ['/srv/shop', null],
  ])('of %s is found at %s', async (url, folder) => {
    const top = clones()
    const found = await findClone([join(top, 'gone'), top], url, gitEnvironment)
    expect(found).toBe(folder === null ? null : join(top, folder))
  })

  test('is found four folders down, and the source folder can be the clone itself', async () => {
    const top = clones()
    const deep = 'https://github.com/acme/deep'
    expect(await findClone([join(top, 'a')], deep, gitEnvironment)).toBe(join(top, 'a/b/c/d/deep'))
    expect(await findClone([join(top, 'a/b/c/d/deep')], deep, gitEnvironment)).toBe(
      join(top, 'a/b/c/d/deep'),
    )
  })

  test('is found by its linked worktree where only that is in the folder', async () => {
    const top = clones()
    git(join(top, 'shop'), 'commit', '--quiet', '--allow-empty', '--message=x')
    git(join(top, 'shop'), 'worktree', 'add', '--quiet', '--detach', '../trees/shop-2')
    expect(
      await findClone([join(top, 'trees')], 'https://github.com/acme/shop', gitEnvironment),
    ).toBe(join(top, 'trees/shop-2'))
  })
})
