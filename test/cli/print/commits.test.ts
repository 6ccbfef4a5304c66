import { expect, test } from 'vitest'
import { excludedText, printCommits } from '../../../src/cli/print/commits.ts'
import { now, range, sha } from '../../support/cli-fixtures.ts'

const suspects = [
  { sha: sha('c'), score: 90, reasons: [] },
  { sha: sha('d'), score: 7, reasons: [] },
  { sha: sha('b'), score: 40, reasons: ['touches services/cart'] },
]
const printed = { repository: '/src/shop', range, suspects }

test('commits lists those that touch the path, newest first', () => {
  expect(printCommits(printed, 'table', false, now)).toBe(
    [
      'COMMIT    AGE   AUTHOR         SUBJECT',
      'bbbbbbb   1d    Ada Lovelace   Release 1.7.2',
      'ddddddd   1d    Ada Lovelace   Round half to even',
      '',
    ].join('\n'),
  )
})

test('without a path every commit is listed', () => {
  const all = { ...range, touching: null }
  expect(printCommits({ ...printed, range: all }, 'name', false, now)).toBe(
    `${sha('b')}\n${sha('d')}\n${sha('c')}\n`,
  )
  expect(excludedText(all, null)).toBe('')
})

test('commits -o json prints every field of the contract, in its order', () => {
  expect(printCommits(printed, 'json', false, now)).toBe(
    `${JSON.stringify(
      {
        repository: '/src/shop',
        from: sha('a'),
        to: sha('b'),
        items: [
          {
            sha: sha('b'),
            author: 'Ada Lovelace',
            email: 'ada@example.com',
            date: '2026-02-28T12:00:00Z',
            subject: 'Release 1.7.2',
            files: ['services/cart/version.js'],
          },
          {
            sha: sha('d'),
            author: 'Ada Lovelace',
            email: 'ada@example.com',
            date: '2026-02-28T12:00:00Z',
            subject: 'Round half to even',
            files: ['services/cart/total.js'],
          },
        ],
        excluded: 1,
        suspects: [suspects[2], suspects[1]],
      },
      null,
      2,
    )}\n`,
  )
})

test('what the path leaves out is counted on stderr', () => {
  expect(excludedText(range, 'services/cart')).toBe(
    '1 commit not shown: it does not touch services/cart\n',
  )
  expect(excludedText({ ...range, touching: new Set() }, 'services/cart')).toBe(
    '3 commits not shown: they do not touch services/cart\n',
  )
})
