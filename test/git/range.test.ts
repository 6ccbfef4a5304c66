import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Repository } from '../../src/git/open.ts'
import { readRange } from '../../src/git/range.ts'
import type { PlannedCommit } from '../support/git-repository.ts'
import {
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
): Promise<{ folder: string; shas: string[]; repository: Repository }> {
  const folder = temporaryFolder()
  const shas = makeRepository(folder, plan)
  return { folder, shas, repository: await openFolder(folder, `${folder}/.cache`) }
}

/**
 * 0 ─ 1 ─ 2 ─── 5
 *      └─ 3 ─ 4 ┘
 */
const fork = [[], [0], [1], [1], [3], [2, 4]].map((parents) => ({ parents }))

describe('the commits between two ends', () => {
  test('are counted while they are read', async () => {
    const { shas, repository } = await made(fork)
    const told: string[] = []
    const options = { ...repository.options, onProgress: (text: string) => told.push(text) }
    value(await readRange({ ...repository, options }, shas[0]!, shas[5]!, null))
    expect(told.at(-1)).toBe('commits: 5 so far')
  })

  test('come newest first, children before parents, with both sides of a merge', async () => {
    const { shas, repository } = await made(fork)
    const range = value(await readRange(repository, shas[0]!, shas[5]!, null))
    expect(range).toMatchObject({ relation: 'ancestor', mergeBases: [], touching: null })
    expect(range.commits[0]?.sha).toBe(shas[5])
    expect(new Set(range.commits.map(({ sha }) => sha))).toEqual(new Set(shas.slice(1)))
    const order = range.commits.map(({ sha }) => sha)
    for (const { sha, parents } of range.commits)
      for (const parent of parents.filter((parent) => order.includes(parent)))
        expect(order.indexOf(parent)).toBeGreaterThan(order.indexOf(sha))
    expect(range.commits[0]).toEqual({
      sha: shas[5],
      parents: [shas[2], shas[4]],
      author: 'Ada',
      email: 'ada@example.com',
      date: '2023-11-14T22:18:20Z',
      subject: 'change 5',
      files: [],
    })
    expect(range.commits.find(({ sha }) => sha === shas[3])?.files).toEqual(['file-3'])
  })

  test('have text that is clean, whatever a commit claims', async () => {
    const { shas, repository } = await made([
      { parents: [] },
      {
        parents: [0],
        subject: 'red \u001B[31m and\u202E more\nsecond line',
        author: 'Eve\u0007 <eve\u009B@example.com>',
        time: 99_999_999_999_999,
        files: { 'a b/ü': '1', 'x\u001By': '2' },
      },
      { parents: [1], subject: '', author: ' <>' },
    ])
    const { commits } = value(await readRange(repository, shas[0]!, shas[2]!, null))
    expect(
      commits.map(({ subject, author, email, date, files }) => [
        subject,
        author,
        email,
        date,
        files,
      ]),
    ).toEqual([
      ['', '', '', '2023-11-14T22:15:20Z', ['file-2']],
      [
        'red �[31m and� more second line',
        'Eve�',
        'eve�@example.com',
        expect.stringMatching(/^\d{4}-.*Z$/),
        ['a b/ü', 'x�y'],
      ],
    ])
  })

  test.each([
    ['equal', 5, 5, 0],
    ['reversed', 5, 2, 3],
    ['ancestor', 2, 5, 3],
    ['divergent', 2, 4, 2],
  ])('tell that the ends are %s', async (relation, good, bad, count) => {
    const { shas, repository } = await made(fork)
    const range = value(await readRange(repository, shas[good]!, shas[bad]!, null))
    expect(range.relation).toBe(relation)
    expect(range.commits).toHaveLength(count)
    expect(range.mergeBases).toEqual(relation === 'divergent' ? [shas[1]] : [])
  })

  test('tell that the ends are unrelated', async () => {
    const { folder, shas, repository } = await made(line(3))
    git(folder, 'checkout', '--quiet', '--orphan', 'rewritten')
    git(folder, 'commit', '--quiet', '--allow-empty', '--message=again')
    const other = git(folder, 'rev-parse', 'HEAD')
    expect(value(await readRange(repository, shas[0]!, other, null)).relation).toBe('unrelated')
  })

  test('cannot be told where a commit is gone from the clone', async () => {
    const { folder, shas, repository } = await made(line(5))
    git(folder, 'update-ref', 'refs/heads/main', shas[2]!)
    git(folder, 'reset', '--quiet', '--hard')
    git(folder, 'reflog', 'expire', '--expire=now', '--all')
    rmSync(join(folder, '.git/index'), { force: true })
    git(folder, 'gc', '--quiet', '--prune=now')
    const refused = failure(await readRange(repository, shas[0]!, shas[4]!, null))
    expect(refused.message).toBe(`commit ${shas[4]} is not in ${folder}`)
    expect(refused.next).not.toBeNull()
  })
})

describe('a path', () => {
  const plan = [0, 1, 2, 3, 4, 5].map((at) => ({
    parents: at === 0 ? [] : [at - 1],
    files: { [at % 2 === 0 ? `services/cart/${at}` : `services/*/${at}`]: 'x' },
  }))

  test.each(['services/cart', './services/cart/', '/services/cart'])(
    'names the commits that touch it: %s',
    async (path) => {
      const { shas, repository } = await made(plan)
      const range = value(await readRange(repository, shas[0]!, shas[5]!, path))
      expect(range.commits).toHaveLength(5)
      expect(range.touching).toEqual(new Set([shas[2], shas[4]]))
    },
  )

  test('is taken literally', async () => {
    const { shas, repository } = await made(plan)
    const { touching } = value(await readRange(repository, shas[0]!, shas[5]!, 'services/*'))
    expect(touching).toEqual(new Set([shas[1], shas[3], shas[5]]))
  })

  test('that is the top limits nothing', async () => {
    const { shas, repository } = await made(plan)
    expect(value(await readRange(repository, shas[0]!, shas[5]!, '.')).touching).toBeNull()
  })

  test('that exists but is not touched leaves no candidate', async () => {
    const { shas, repository } = await made(plan)
    const { touching } = value(await readRange(repository, shas[4]!, shas[5]!, 'services/cart'))
    expect(touching).toEqual(new Set())
  })

  test.each([
    ['services/crat', 'no path services/crat in '],
    ['../other', 'the path ../other leaves the repository'],
  ])('that cannot be meant is refused: %s', async (path, message) => {
    const { shas, repository } = await made(plan)
    const refused = failure(await readRange(repository, shas[0]!, shas[5]!, path))
    expect(refused.kind).toBe('usage')
    expect(refused.message).toContain(message)
  })
})
