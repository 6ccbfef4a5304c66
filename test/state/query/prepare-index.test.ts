import { expect, test } from 'vitest'
import { Rows } from '../../../src/state/table/rows.ts'
import { indexOf, prepareIndex, wordIndex } from '../../../src/state/query/word-index.ts'
import { workload } from '../../support/state-fixtures.ts'

const many = Array.from({ length: 3_000 }, (_, i) => workload(`app-${i}`))

test('an index that is made in turns is the one that is made at once, with what changed meanwhile', () => {
  const rows = Rows.of(many)
  const turns = prepareIndex(rows)
  expect(turns.next().done).toBe(false)
  const later = rows.with([workload('zebra')], ['prod/app-7'])
  expect(Array.from(turns).length).toBeGreaterThan(1)
  const index = wordIndex(later)
  expect(index.slots.get('zebra')).toHaveLength(1)
  const anew = indexOf(later)
  expect(new Set(index.vocabulary)).toEqual(new Set(anew.vocabulary))
  for (const word of anew.vocabulary)
    expect(index.slots.get(word)?.toSorted()).toEqual(anew.slots.get(word)?.toSorted())
})

test('an index that is there is brought up to date in one turn', () => {
  expect(Array.from(prepareIndex(Rows.of(many)))).toEqual([])
})
