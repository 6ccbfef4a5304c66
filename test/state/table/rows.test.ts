import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Workload } from '../../../src/model/workload.ts'
import { followed, Rows } from '../../../src/state/table/rows.ts'
import { batches } from '../../support/state-churn.ts'
import { workload } from '../../support/state-fixtures.ts'

function byId(rows: Iterable<Workload>): Map<string, Workload> {
  return new Map(Array.from(rows, (row) => [row.id, row]))
}

test('rows hold what a map would hold, and older versions stay as they were', () => {
  fc.assert(
    fc.property(batches, (changes) => {
      let rows = Rows.of([])
      const expected = new Map<string, Workload>()
      const versions = changes.map(({ put, gone }) => {
        rows = rows.with(put, gone)
        for (const id of gone) expected.delete(id)
        for (const row of put) expected.set(row.id, row)
        return { rows, expected: new Map(expected) }
      })
      for (const version of versions) {
        expect(byId(version.rows.values())).toEqual(version.expected)
        expect(version.rows.size).toBe(version.expected.size)
        for (const [id, row] of version.expected) expect(version.rows.get(id)).toBe(row)
      }
    }),
  )
})

test('what changed between any two versions leads from one to the other', () => {
  fc.assert(
    fc.property(batches, batches, (first, second) => {
      const earlier = first.reduce((rows, { put, gone }) => rows.with(put, gone), Rows.of([]))
      const later = second.reduce((rows, { put, gone }) => rows.with(put, gone), earlier)
      const changes = later.since(earlier) ?? []
      const known = changes.flatMap(({ before }) => before ?? [])
      expect(known.map(({ id }) => earlier.get(id))).toEqual(known)
      const replayed = byId(earlier.values())
      for (const { id } of known) replayed.delete(id)
      for (const { after } of changes) if (after !== null) replayed.set(after.id, after)
      expect(replayed).toEqual(byId(later.values()))
    }),
  )
})

test('rows that are gone leave no room behind', () => {
  let rows = Rows.of([])
  for (let i = 0; i < 500; i += 1) {
    const jobs = Array.from({ length: 10 }, (_, j) => workload(`job-${i}-${j}`))
    rows = rows.with(jobs, rows.size === 0 ? [] : Array.from(rows.values(), ({ id }) => id))
  }
  expect(rows.size).toBe(10)
  expect(rows.slots).toBeLessThan(2000)
})

test('what is followed is made once, and then mended by what changed alone', () => {
  const many = Array.from({ length: 100 }, (_, i) => workload(`app-${i}`))
  const seen: string[] = []
  const follow = followed(
    () => {
      seen.push('made')
      return seen
    },
    (_, changes) => {
      seen.push(...changes.map(({ after }) => after?.name ?? 'gone'))
      return seen
    },
  )
  const rows = Rows.of(many)
  follow(rows)
  follow(rows)
  follow(rows.with([workload('app-7', { restarts: 1 })], ['prod/app-9']))
  expect(seen.toSorted()).toEqual(['app-7', 'gone', 'made'])
})
