import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readChanges } from '../../src/git/changes.ts'
import { readRange } from '../../src/git/range.ts'
import {
  git,
  makeRepository,
  openFolder,
  temporaryFolder,
  value,
} from '../support/git-repository.ts'

test('each commit with its message and what it changed, also under names that git would quote', async () => {
  const folder = temporaryFolder()
  const odd = 'src/a "b"\tc ü.ts'
  const shas = makeRepository(folder, [
    { parents: [], files: { keep: 'x\n', [odd]: '1\n2\n3\n' } },
    {
      parents: [0],
      files: { [odd]: '1\ntwo\n3\n4\n', new: 'n\n' },
      subject: 'Say two\n\nAs said.\nTwice.',
    },
    { parents: [0], files: { side: 's\n' }, subject: 'side' },
    { parents: [1, 2], files: { side: 's\n' }, subject: 'Merge side' },
  ])
  git(folder, 'checkout', '--quiet', '--force', 'main')
  git(folder, 'rm', '--quiet', 'keep')
  git(folder, 'commit', '--quiet', '-m', 'drop keep')
  const last = git(folder, 'rev-parse', 'HEAD')
  const repository = await openFolder(folder, join(folder, 'cache'))
  const range = value(await readRange(repository, shas[0] ?? '', last, null))
  const changes = value(await readChanges(repository, range))
  expect(changes.map(({ sha }) => sha)).toEqual(range.commits.map(({ sha }) => sha))
  const of = (subject: string) => changes.find((change) => change.subject === subject)
  expect(of('drop keep')?.files).toEqual([{ path: 'keep', how: 'removed', added: 0, removed: 1 }])
  expect(of('Merge side')?.files).toEqual([])
  expect(of('Say two')).toMatchObject({ body: 'As said. Twice.' })
  expect(of('Say two')?.files).toEqual(
    expect.arrayContaining([
      { path: 'new', how: 'added', added: 1, removed: 0 },
      { path: 'src/a "b" c ü.ts', how: 'changed', added: 2, removed: 1 },
    ]),
  )
})

test('while they are read it is told of how many commits', async () => {
  const folder = temporaryFolder()
  const shas = makeRepository(
    folder,
    Array.from({ length: 12 }, (_, i) => ({
      parents: i === 0 ? [] : [i - 1],
      files: { file: `${i}\n` },
    })),
  )
  const told: string[] = []
  const repository = await openFolder(folder, join(folder, 'cache'))
  const range = value(await readRange(repository, shas[0] ?? '', shas[11] ?? '', null))
  const listening = {
    ...repository,
    options: { ...repository.options, onProgress: (text: string) => told.push(text) },
  }
  expect(value(await readChanges(listening, range))).toHaveLength(11)
  expect(told.at(-1)).toBe('what they changed: 11 of 11 commits')
})
