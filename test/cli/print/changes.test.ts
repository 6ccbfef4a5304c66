import { expect, test } from 'vitest'
import { nothingChangedText, printChanges } from '../../../src/cli/print/changes.ts'
import { parseSpan } from '../../../src/cli/grammar/duration.ts'
import { timelineOf } from '../../../src/model/timeline/timeline.ts'
import { cart, now, unread } from '../../support/cli-fixtures.ts'

const timeline = timelineOf([cart])
const items = timeline.map((happening) => ({ happening, reasons: [] }))
const list = { items, statuses: [], now }

test('changes lists what happened, newest first', async () => {
  await expect(printChanges(list, 'table', false)).toMatchFileSnapshot('__screens__/changes.txt')
})

test('what a failure is ranked by has its reasons beside it', () => {
  const suspects = items
    .slice(0, 1)
    .map((item) => ({ ...item, reasons: ['its own', 'just before'] }))
  const text = printChanges({ ...list, items: suspects }, 'table', false)
  expect(text).toContain('BECAUSE')
  expect(text).toContain('its own; just before')
})

test('several contexts have a column', () => {
  const other = { ...unread, context: 'dev' }
  expect(printChanges({ ...list, statuses: [other] }, 'table', false)).toMatch(/^CONTEXT +AGE/)
})

test('changes -o json prints every field of the contract, in its order', () => {
  const { items: printed, errors } = JSON.parse(
    printChanges({ ...list, statuses: [unread] }, 'json', false),
  )
  expect(Object.keys(printed[0])).toEqual([
    ...['at', 'context', 'namespace', 'kind', 'name', 'owner', 'from', 'to', 'by', 'changes'],
    ...['type', 'words', 'reasons'],
  ])
  const release = printed.find(({ type }: { type: string }) => type === 'release')
  expect(release.from).toEqual({
    release: 6,
    version: { value: '1.7.1', source: 'tag of image cart:1.7.1', confidence: 'certain' },
    commit: {
      ...{ value: null, source: 'no label, annotation or tag names a commit' },
      confidence: 'none',
    },
  })
  expect(errors).toHaveLength(1)
})

test('where nothing changed, that is said', () => {
  expect(nothingChangedText('in the last 2h', 'owner:payments')).toBe(
    'nothing changed in what matches owner:payments in the last 2h\n',
  )
})

test.each([
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['1w2d3h', 788_400_000],
  ['90', 90_000],
  ['0s', null],
  ['', null],
  ['soon', null],
  ['1d soon', null],
])('--since %s', (text, milliseconds) => {
  expect(parseSpan(text)).toBe(milliseconds)
})
