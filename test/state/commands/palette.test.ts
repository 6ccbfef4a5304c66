import { describe, expect, it } from 'vitest'
import { paletteOf } from '../../../src/state/commands.ts'
import { fleetShown, TestStore } from '../../support/state-fixtures.ts'

const offered = (typed: string): string[] =>
  paletteOf(new TestStore(...fleetShown).press(':', ...typed.split('')).getState()).map(
    ({ command }) => command.title,
  )

describe('the palette', () => {
  it('leads with titles that begin with what is typed, then with those that have it', () => {
    const [first, ...others] = offered('group')
    expect(first).toBe('Group the rows')
    // The rows are not grouped, so there is nothing to fold or unfold.
    const usable = others.indexOf('Open the workload, or the group')
    expect(usable).toBeGreaterThanOrEqual(0)
    expect(usable).toBeLessThan(others.indexOf('Unfold the group'))
  })

  it('still finds what cannot run now, and what is only alike', () => {
    expect(offered('unfold')[0]).toBe('Unfold the group')
    expect(offered('srt by ownr')[0]).toBe('Sort by owner (team)')
  })
})
