import { describe, expect, test } from 'vitest'
import type { Progress } from '../../../src/bisect/session.ts'
import { bisectExitCode, printBisect, probingText } from '../../../src/cli/print/bisect.ts'
import { progressAt, sha } from '../../support/cli-fixtures.ts'

const candidates = [sha('b'), sha('d')]
const probing: Progress['step'] = {
  kind: 'probe',
  sha: sha('d'),
  phase: 'search',
  why: 'split',
}
const found: Progress['step'] = { kind: 'found', sha: sha('d'), skipped: [] }
const skipsOnly: Progress['step'] = { kind: 'indeterminate', why: 'skips', candidates }

function aborted(why: Extract<Progress['step'], { kind: 'aborted' }>['why'], at = sha('a')) {
  return progressAt({ kind: 'aborted', why, sha: at })
}

function text(progress: Progress): string {
  return printBisect(progress, candidates, 'text')
}

describe('bisect in words', () => {
  test('while probing: what is left, what is in hand, what to do', () => {
    expect(text(progressAt(probing))).toBe(
      [
        'Session:      cart-k3f9',
        'Workload:     shop/deployment/cart in prod',
        'Repository:   /src/shop, path services/cart',
        'Looks for:    the commit that broke it',
        `Good:         1.7.1 (release 6), ${sha('a')}`,
        `Bad:          1.7.2 (release 7), ${sha('b')}`,
        'Tested:       2 commits',
        'Left:         2 candidates, 1 test left',
        'In hand:      ddddddd Round half to even',
        '              it splits the candidates best',
        'Next:         test it, then say which it is:',
        '              kulprit bisect good|bad|skip --session cart-k3f9',
        '',
      ].join('\n'),
    )
  })

  test('at the end: the culprit, its author, date, subject and owner', () => {
    expect(text(progressAt(found))).toBe(
      [
        `${sha('d')} is the first bad commit`,
        '',
        'Subject:      Round half to even',
        'Author:       Ada Lovelace <ada@example.com>',
        'Date:         2026-02-28T12:00:00Z',
        'Files:        services/cart/total.js',
        'Owner:        payments',
        'Session:      cart-k3f9',
        'Workload:     shop/deployment/cart in prod',
        'Repository:   /src/shop, path services/cart',
        'Looks for:    the commit that broke it',
        `Good:         1.7.1 (release 6), ${sha('a')}`,
        `Bad:          1.7.2 (release 7), ${sha('b')}`,
        'Tested:       2 commits',
        '',
      ].join('\n'),
    )
  })

  test('a search for the fix says so', () => {
    const output = text(progressAt(found, { looksFor: 'fix' }))
    expect(output).toMatch(/^d{40} is the first good commit, the one that fixed it\n/)
    expect(output).toContain('the commit that fixed it')
  })

  test('without a cluster there is no workload and no owner to name', () => {
    const output = text(progressAt(found, { workload: null, owner: null, path: null }))
    expect(output).not.toContain('Workload:')
    expect(output).toMatch(/^Owner: +<unknown>$/m)
    expect(output).toMatch(/^Repository: +\/src\/shop$/m)
  })

  test('without one culprit the candidates are listed', () => {
    expect(text(progressAt(skipsOnly))).toContain(
      [
        'the culprit is one of 2 commits: every other test between them was skipped',
        '',
        `${sha('b')}   Ada Lovelace   Release 1.7.2`,
        `${sha('d')}   Ada Lovelace   Round half to even`,
        '',
      ].join('\n'),
    )
  })

  test.each([
    [
      aborted('bad-end-good'),
      'the bad end, 1.7.2 (release 7), tested good: the test does not show the fault, or the fault is not in the code',
    ],
    [
      aborted('good-end-bad'),
      'the good end, 1.7.1 (release 6), tested bad: it broke earlier, or the test fails for another reason',
    ],
    [
      aborted('merge-base-bad', sha('e')),
      'eeeeeee, from which the two ends diverged, is bad: it broke before, and was fixed on the way to 1.7.1 (release 6)',
    ],
    [aborted('end-untestable'), 'the good end, 1.7.1 (release 6), could not be tested'],
    [aborted('end-untestable', sha('b')), 'the bad end, 1.7.2 (release 7), could not be tested'],
  ])('an aborted bisect says which end did not hold (%#)', (progress, why) => {
    expect(text(progress).split('\n')[0]).toBe(`the bisect was aborted: ${why}`)
  })

  test('while a command judges, one line on stderr says which commit it tests', () => {
    expect(
      probingText({ ...progressAt(probing), remaining: { candidates: 12, least: 3, most: 4 } }),
    ).toBe('testing ddddddd Round half to even (12 candidates, 3 to 4 tests left)\n')
    expect(probingText(progressAt(found))).toBe('')
  })
})

describe('bisect -o json', () => {
  const probes = [
    {
      sha: sha('b'),
      verdict: 'bad',
      phase: 'verify',
      at: '2026-03-01T11:56:00Z',
      durationMs: 1200,
      exitCode: 1,
      note: null,
    },
    {
      sha: sha('a'),
      verdict: 'good',
      phase: 'verify',
      at: '2026-03-01T11:57:00Z',
      durationMs: null,
      exitCode: null,
      note: null,
    },
  ]
  const expected = {
    session: 'cart-k3f9',
    status: 'probing',
    looksFor: 'regression',
    good: sha('a'),
    bad: sha('b'),
    firstBadCommit: null as object | null,
    candidates,
    probes,
    inHand: [sha('d')],
    remaining: { candidates: 2, least: 1, most: 1 },
    posterior: null,
    suspects: null,
    flaky: null,
    testable: null,
  }

  test('prints every field of the contract, in its order', () => {
    expect(printBisect(progressAt(probing), candidates, 'json')).toBe(
      `${JSON.stringify(expected, null, 2)}\n`,
    )
  })

  test('names the culprit once it is known', () => {
    expect(printBisect(progressAt(found), [sha('d')], 'json')).toBe(
      `${JSON.stringify(
        {
          ...expected,
          status: 'found',
          firstBadCommit: {
            sha: sha('d'),
            author: 'Ada Lovelace',
            email: 'ada@example.com',
            date: '2026-02-28T12:00:00Z',
            subject: 'Round half to even',
          },
          candidates: [sha('d')],
          inHand: [],
        },
        null,
        2,
      )}\n`,
    )
  })

  test.each([
    [progressAt(skipsOnly), 'indeterminate'],
    [aborted('bad-end-good'), 'aborted'],
  ])('has no culprit and nothing in hand where it ended without one (%#)', (progress, status) => {
    expect(JSON.parse(printBisect(progress, candidates, 'json'))).toMatchObject({
      status,
      firstBadCommit: null,
      inHand: [],
    })
  })
})

test.each([
  [probing, 0],
  [found, 0],
  [skipsOnly, 4],
  [aborted('bad-end-good').step, 1],
] as const)('a bisect at %j exits with %i', (step, code) => {
  expect(bisectExitCode(step)).toBe(code)
})
