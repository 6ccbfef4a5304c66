import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstVisible } from '../../src/state/table/cursor.ts'
import { resolved } from '../../src/model/resolved.ts'
import { clock } from '../../src/model/time-text.ts'
import { ago, count, replicas, versionText } from '../../src/state/format.ts'
import { before, now, workload } from '../support/state-fixtures.ts'

describe('how values are written', () => {
  it.each([
    [before(0), '0s'],
    [before(0.7), '42s'],
    [before(59), '59m'],
    [before(60), '1h'],
    [before(47 * 60), '1d'],
    [before(-5), '0s'],
    [null, '–'],
    ['nonsense', '–'],
  ])('%s was %s ago', (time, text) => {
    expect(ago(time, now)).toBe(text)
  })

  it('names both versions of a rollout', () => {
    const version = (text: string) => resolved(text, 'tag', 'certain')
    const alsoRunning = ['c'.repeat(40), '1.4.0'].map((text, i) => ({
      release: i + 1,
      version: version(text),
      pods: 1,
    }))
    expect(versionText(workload('cart', { version: version('1.4.2'), alsoRunning }))).toBe(
      '1.4.2 + ccccccc + 1.4.0',
    )
  })

  it('names clock times, counts and replicas', () => {
    expect(clock('2025-03-14T09:05:00Z')).toBe('09:05')
    expect(count(1, 'commit')).toBe('1 commit')
    expect(count(1204, 'commit')).toBe('1,204 commits')
    expect(replicas({ desired: 3, ready: 2, updated: 3, available: 2 })).toBe('2/3')
    expect(replicas({ desired: null, ready: 0, updated: 0, available: 0 })).toBe('–')
  })
})

describe('the first row on the screen', () => {
  it('keeps the selected row visible and shows no blank rows at the end', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.nat(100),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 40 }),
        (top, at, length, height) => {
          const index = Math.min(at, length - 1)
          const first = firstVisible(top, index, length, height)
          expect(first).toBeGreaterThanOrEqual(0)
          expect(first).toBeLessThanOrEqual(Math.max(0, length - height))
          expect(index).toBeGreaterThanOrEqual(first)
          expect(index).toBeLessThan(first + height)
        },
      ),
    )
  })
})
