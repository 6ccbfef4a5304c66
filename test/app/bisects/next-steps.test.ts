/** What to do next where a bisect cannot start: flags on the command line, keys on a screen. */
import { describe, expect, test } from 'vitest'
import { checkCode, chooseEnds } from '../../../src/app/bisects/choose-ends.ts'
import type { Asker } from '../../../src/app/ask.ts'
import { nobody } from '../../../src/app/ask.ts'
import type { End } from '../../../src/app/bisects/choose-ends.ts'
import { failingCart, release, workload } from '../../support/state-fixtures.ts'

const onScreen: Asker = { ...nobody, keyOf: (command) => `<${command}>` }

describe.each([
  ['the command line', nobody, /--/, /</],
  ['a screen', onScreen, /</, /--/],
] as const)('on %s', (_, asker, said, unsaid) => {
  test('it is not the code: where else to look, and how to search nevertheless', async () => {
    const end = (number: number): End => ({
      kind: 'release',
      release: release(number, '1.7.1', { image: 'registry.example/cart@sha256:1' }),
      name: `release ${number}`,
    })
    const checked = await checkCode({ good: end(6), bad: end(7) }, asker)
    expect(checked).toMatchObject({ failure: { next: expect.stringMatching(said) } })
    expect(checked).not.toMatchObject({ failure: { next: expect.stringMatching(unsaid) } })
  })

  test('nothing is known of the place that it works in: another end', () => {
    const elsewhere = workload('cart', {
      context: 'staging',
      releases: [release(3, '1.7.0', { current: false })],
    })
    const ends = chooseEnds(
      { workload: failingCart(), goodWorkload: elsewhere, good: null, bad: null },
      asker,
    )
    expect(ends).toMatchObject({
      failure: {
        message: expect.stringContaining('is unknown'),
        next: expect.stringMatching(said),
      },
    })
    expect(ends).not.toMatchObject({ failure: { next: expect.stringMatching(unsaid) } })
  })
})
