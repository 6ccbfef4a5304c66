import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { containing, readCommit, readFile } from '../../src/git/commit.ts'
import type { Repository } from '../../src/git/open.ts'
import type { Sha } from '../../src/model/commit/commit.ts'
import type { PlannedCommit } from '../support/git-repository.ts'
import {
  contents,
  failure,
  git,
  line,
  makeRepository,
  openFolder,
  temporaryFolder,
  value,
} from '../support/git-repository.ts'

async function made(
  plan: readonly PlannedCommit[],
): Promise<{ folder: string; shas: Sha[]; repository: Repository }> {
  const folder = temporaryFolder()
  const shas = makeRepository(folder, plan)
  return { folder, shas, repository: await openFolder(folder, join(temporaryFolder(), 'cache')) }
}

describe('a commit', () => {
  test('is read with its whole message and its patch', async () => {
    const { shas, repository } = await made([
      { parents: [], files: { 'cart.ts': 'one\ntwo\n' } },
      { parents: [0], files: { 'cart.ts': 'one\n\tthree\n' }, subject: 'Fix it\n\nBecause.\n' },
    ])
    const { message, diff, truncated } = value(await readCommit(repository, shas[1]!))
    expect(message).toEqual(['Fix it', '', 'Because.'])
    expect(diff[0]).toBe('diff --git a/cart.ts b/cart.ts')
    expect(diff.slice(-3)).toEqual([' one', '-two', '+    three'])
    expect(truncated).toBe(false)
  })

  test('comes with its page and its pull request where the remote is at a known host', async () => {
    const folder = temporaryFolder()
    const plan = [{ parents: [], files: { a: 'a\n' }, subject: 'Fix rounding (#4711)' }]
    const [sha = ''] = makeRepository(folder, plan)
    git(folder, 'remote', 'add', 'origin', 'git@github.com:acme/shop.git')
    const repository = await openFolder(folder, join(temporaryFolder(), 'cache'))
    expect(value(await readCommit(repository, sha))).toMatchObject({
      url: `https://github.com/acme/shop/commit/${sha}`,
      pullRequest: { number: '4711', url: 'https://github.com/acme/shop/pull/4711' },
    })
  })

  test('that is a merge shows what it brought into its first parent', async () => {
    const { shas, repository } = await made([
      { parents: [], files: { base: '0' } },
      { parents: [0], files: { main: '1' } },
      { parents: [0], files: { side: '2' } },
      { parents: [1, 2], files: { main: '1', side: '2' } },
    ])
    const { diff } = value(await readCommit(repository, shas[3]!))
    expect(diff.filter((text) => text.startsWith('diff '))).toEqual(['diff --git a/side b/side'])
  })

  test('that is the first of all shows everything it adds', async () => {
    const { shas, repository } = await made(line(1))
    expect(value(await readCommit(repository, shas[0]!)).diff.at(-2)).toBe('+0')
  })

  test('cannot move the cursor', async () => {
    const { shas, repository } = await made([
      {
        parents: [],
        files: { 'a\u001B[31m': 'x\u001B[2Jy\r\u202Ez\n' },
        subject: 'red \u001B[31m',
      },
    ])
    const { message, diff } = value(await readCommit(repository, shas[0]!))
    expect([...message, ...diff].join('')).not.toMatch(/[\u0000-\u001F\u202E]/)
  })

  test('of any size is cut after 3,000 lines, and says so', async () => {
    const { shas, repository } = await made([
      { parents: [], files: { many: 'x\n'.repeat(5000) } },
      { parents: [0], files: { wide: `${'y'.repeat(20_000_000)}\n` } },
    ])
    const many = value(await readCommit(repository, shas[0]!))
    expect(many.diff).toHaveLength(3000)
    expect(many.truncated).toBe(true)
    const wide = value(await readCommit(repository, shas[1]!))
    expect(wide.truncated).toBe(true)
    expect(wide.diff.join('').length).toBeLessThan(10_000)
  })

  test('that the repository does not have is a failure that names it', async () => {
    const { repository } = await made(line(1))
    const gone = 'd'.repeat(40)
    expect(failure(await readCommit(repository, gone)).message).toContain(
      `commit ${gone} is not in`,
    )
  })
})

describe('the commits that contain another', () => {
  /**
   * 0 ─ 1 ─── 3 ─ 4
   *  └─ 2 ────┘
   */
  const plan = [[], [0], [0], [1, 2], [3]].map((parents) => ({ parents }))

  test('are its descendants and itself, over merges too', async () => {
    const { shas, repository } = await made(plan)
    expect(await containing(repository, shas[2]!, shas)).toEqual(
      new Set([shas[2], shas[3], shas[4]]),
    )
    expect(await containing(repository, shas[0]!, shas)).toEqual(new Set(shas))
    expect(await containing(repository, shas[4]!, [shas[4]!, shas[0]!])).toEqual(new Set([shas[4]]))
  })

  test('leave out what the repository does not have, and fetch nothing', async () => {
    const { shas, repository } = await made(plan)
    const gone = 'd'.repeat(40)
    expect(await containing(repository, shas[1]!, [gone, shas[3]!])).toEqual(new Set([shas[3]]))
    expect(await containing(repository, shas[1]!, [gone])).toEqual(new Set())
    expect(await containing(repository, gone, [shas[3]!, shas[4]!])).toEqual(new Set())
    expect(await containing(repository, shas[1]!, [])).toEqual(new Set())
  })
})

describe('a file in a commit', () => {
  const plan: PlannedCommit[] = [
    { parents: [], files: { '.github/CODEOWNERS': '* @shop\n', 'a*b': 'star' } },
    { parents: [0], files: { '.github/CODEOWNERS': '* @payments\n', big: 'x'.repeat(1_000_001) } },
  ]

  test('is read as it was there', async () => {
    const { shas, repository } = await made(plan)
    expect(value(await readFile(repository, shas[0]!, '.github/CODEOWNERS'))).toBe('* @shop\n')
    expect(value(await readFile(repository, shas[1]!, '.github/CODEOWNERS'))).toBe('* @payments\n')
    expect(value(await readFile(repository, shas[0]!, 'a*b'))).toBe('star')
  })

  test.each(['CODEOWNERS', '.github', 'a?b', '.'])(
    'is null where there is none: %s',
    async (path) => {
      const { shas, repository } = await made(plan)
      expect(value(await readFile(repository, shas[0]!, path))).toBeNull()
    },
  )

  test('is not followed where it is a link', async () => {
    const { folder, repository } = await made(plan)
    const blob = git(folder, 'rev-parse', 'main:.github/CODEOWNERS')
    git(folder, 'read-tree', 'main')
    git(folder, 'update-index', '--add', '--cacheinfo', `120000,${blob},CODEOWNERS`)
    git(folder, 'commit', '--quiet', '--message=link')
    const sha = git(folder, 'rev-parse', 'HEAD')
    expect(value(await readFile(repository, sha, 'CODEOWNERS'))).toBeNull()
  })

  test('is refused where it is huge or outside of the repository', async () => {
    const { shas, repository } = await made(plan)
    expect(failure(await readFile(repository, shas[1]!, 'big')).message).toContain('too large')
    expect(failure(await readFile(repository, shas[1]!, '../etc/passwd')).kind).toBe('usage')
  })
})

test('looking leaves the clone byte-identical', async () => {
  const { folder, shas, repository } = await made(line(4))
  const before = contents(folder)
  value(await readCommit(repository, shas[2]!))
  await containing(repository, shas[1]!, shas)
  value(await readFile(repository, shas[2]!, 'file-1'))
  expect(contents(folder)).toEqual(before)
  expect(readdirSync(folder)).toEqual(['.git'])
})
