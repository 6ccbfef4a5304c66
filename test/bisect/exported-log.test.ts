/** The exported log word for word: what a colleague reads in it, and what git is told. */
import { expect, test } from 'vitest'
import { gitBisectLog } from '../../src/bisect/git-log.ts'
import { annotate, setFirstParent, setVerifyEnds } from '../../src/bisect/mark.ts'
import type { Search, Tier } from '../../src/bisect/search.ts'
import { marked, planned, reversed, searchOf } from '../support/bisect-search.ts'
import type { PlannedCommit } from '../support/git-repository.ts'
import { line, placeOf, plannedRange, shaOf, value } from '../support/git-repository.ts'

/** The lines of the log, with commits by their places: `@3`. */
function logOf(search: Search, path: string | null = null): string[] {
  const { good, bad } = search.range
  const ends = { good: { sha: good, label: 'v1' }, bad: { sha: bad, label: 'v2' } }
  const log = gitBisectLog({ ...ends, path }, search)
  return log.replaceAll(/[0-9a-f]{7}f{33}/g, (sha) => `@${placeOf(sha)}`).split('\n')
}

const nineCommits = () => planned(line(9), 0, 8)
const ends = ['# bad: [@8] v2', 'git bisect bad @8', '# good: [@0] v1', 'git bisect good @0']

test('before the first verdict it has both ends, by what people know them by', () => {
  expect(logOf(nineCommits())).toEqual(['git bisect start', ...ends, ''])
})

test('each verdict has a line, a note stays with its own, and no end is told twice', () => {
  const search = marked(
    setVerifyEnds(nineCommits(), true),
    [8, 'bad'],
    [0, 'good'],
    [4, 'skip'],
    [3, 'good'],
  )
  expect(logOf(value(annotate(search, shaOf(4), 'no build')))).toEqual([
    "git bisect start '@8' '@0'",
    ...ends,
    ...['# skip: [@4]', '# note: no build', 'git bisect skip @4'],
    ...['# good: [@3]', 'git bisect good @3', ''],
  ])
})

test('while only ends have verdicts, they stand in lines of their own', () => {
  const search = marked(setVerifyEnds(nineCommits(), true), [8, 'bad'])
  expect(logOf(search)).toEqual(['git bisect start', ...ends, ''])
})

test('of a fix it has words of its own, since git cannot swap good and bad', () => {
  const search = marked(searchOf(reversed(plannedRange(line(9), 0, 8))), [4, 'good'], [2, 'bad'])
  expect(logOf(search)).toEqual([
    "git bisect start '--term-old=broken' '--term-new=fixed' '@8' '@0'",
    ...['# fixed: [@8] v1', 'git bisect fixed @8', '# broken: [@0] v2', 'git bisect broken @0'],
    ...['# fixed: [@4]', 'git bisect fixed @4', '# broken: [@2]', 'git bisect broken @2', ''],
  ])
})

test('a path is quoted as git reads it, and left out once the search was widened beyond it', () => {
  const narrow = searchOf(plannedRange(line(9), 0, 8, new Set([2, 5, 7].map(shaOf))))
  expect(logOf(narrow, "it's!")[0]).toBe(String.raw`git bisect start '--' 'it'\''s'\!''`)
  expect(logOf(nineCommits(), 'cart')[0]).toBe('git bisect start')
})

test('merges come first as long as any of them is open', () => {
  const merges: PlannedCommit[] = [[], [0], [1], [0, 2], [3], [4], [3, 5], [6]].map((parents) => ({
    parents,
  }))
  const search = setFirstParent(planned(merges, 0, 7), true)
  expect(logOf(search)[0]).toBe("git bisect start '--first-parent'")
  expect(logOf(marked(search, [6, 'bad'], [3, 'good']))[0]).toBe("git bisect start '@7' '@0'")
})

test('a test of a build beside the range is a remark, and what it settles a verdict', () => {
  const beside = new Map([
    [shaOf(9), [shaOf(6)]],
    [shaOf(10), [shaOf(2)]],
    [shaOf(11), [shaOf(5)]],
  ])
  const search: Search = {
    ...nineCommits(),
    testable: {
      ...{ only: 'built', unbuilt: new Set(), asks: false, beside },
      tiers: new Map([4, 9, 10, 11].map((at): [string, Tier] => [shaOf(at), 'built'])),
    },
  }
  expect(logOf(marked(search, [9, 'bad'], [10, 'good'], [4, 'skip'], [11, 'skip']))).toEqual([
    "git bisect start '@8' '@0'",
    ...ends,
    ...[
      '# tested bad: [@9]',
      '# tested good: [@10]',
      '# tested skip: [@4]',
      '# tested skip: [@11]',
    ],
    ...['git bisect bad @6', 'git bisect good @2', 'git bisect skip @4', ''],
  ])
  expect(logOf(marked(search, [11, 'skip']))).toEqual([
    'git bisect start',
    ...ends,
    ...['# tested skip: [@11]', ''],
  ])
})

test('of a flaky symptom every test is a remark, also on an end, until one commit is probable enough', () => {
  const flaky = { confidence: 0.95, failRate: 0.9, falseFailRate: 0.05 }
  const search = marked({ ...nineCommits(), flaky }, [8, 'bad'], [5, 'bad'], [4, 'good'])
  const tests = ['# tested bad: [@8]', '# tested bad: [@5]', '# tested good: [@4]']
  expect(logOf(search)).toEqual(['git bisect start', ...ends, ...tests, ''])
  const sure = marked(search, [5, 'bad'], [4, 'good'], [4, 'good'], [5, 'bad'], [4, 'good'])
  expect(logOf(sure)[0]).toBe("git bisect start '@8' '@0'")
  expect(logOf(sure).slice(-3)).toEqual(['git bisect bad @5', 'git bisect good @4', ''])
})
