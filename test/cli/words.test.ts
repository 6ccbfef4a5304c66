import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDuration } from '../../src/cli/grammar/duration.ts'
import { exitCodeOf } from '../../src/cli/exit-code.ts'
import { failureText, warningText } from '../../src/cli/print/failure-text.ts'
import { parseArguments } from '../../src/cli/grammar/grammar.ts'
import { distance, nearest } from '../../src/cli/grammar/nearest.ts'
import type { FailureKind } from '../../src/model/failure.ts'
import { unread } from '../support/cli-fixtures.ts'

describe('the nearest known word', () => {
  test.each([
    ['contex', 'context'],
    ['cotnext', 'context'],
    ['namespaces', 'namespace'],
    ['nonsense', null],
    ['as', 'as'],
    ['xy', null],
  ])('of %s is %s', (word, expected) => {
    expect(nearest(word, ['context', 'namespace', 'as', 'run'])).toBe(expected)
  })

  test('distance counts slips: none to itself, the same both ways', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') })
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, b)).toBe(distance(b, a))
        expect(distance(a, b) === 0).toBe(a === b)
        expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
    )
    expect(distance('histroy', 'history')).toBe(1)
    expect(distance('get', 'gett')).toBe(1)
    expect(distance('', 'abc')).toBe(3)
  })
})

test.each([
  ['500ms', 500],
  ['2h', 7_200_000],
  ['1h1m1s', 3_661_000],
  ['90', 90_000],
  ['0', 0],
  ['', null],
  ['-1', null],
  ['5', 5000],
  ['5d', null],
  ['1 m', null],
  ['s', null],
  ['600h', null],
])('the duration %j is %j milliseconds', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

test('no command line makes the grammar throw', () => {
  const piece = fc.oneof(
    fc.constantFrom('get', 'bisect', 'good', '--', '-n', '-o', '--run', '-A', '--repo', 'help', ''),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (argv) => {
      const result = parseArguments(argv)
      expect(result.ok ? 'usage' : result.failure.kind).toBe('usage')
    }),
  )
})

describe('what stderr says', () => {
  test('nothing that a refused word could do to the terminal', () => {
    const result = parseArguments(['describe', 'a', '\u001B]0;title\u0007\nforged'])
    expect(result).toMatchObject({
      failure: { message: 'kulprit describe does not take "�]0;title� forged"' },
    })
  })

  test('a failure: the thing and the next step on one line, then what the other side said', () => {
    expect(
      failureText({
        kind: 'cluster',
        message: 'cannot reach prod',
        cause: 'connect ECONNREFUSED 127.0.0.1:1\nthe second line',
        next: 'check the address in the kubeconfig',
      }),
    ).toBe(
      'error: cannot reach prod; check the address in the kubeconfig\n' +
        '  connect ECONNREFUSED 127.0.0.1:1\n  the second line\n',
    )
  })

  test('a resource that could not be read, and one that is stale', () => {
    expect(warningText([unread])).toBe(
      'warning: cannot read cronjobs in namespace shop of prod: Forbidden, cronjobs.batch is forbidden: User "ann" cannot list resource "cronjobs"\n',
    )
    expect(
      warningText([
        {
          ...unread,
          namespace: null,
          state: 'unreachable',
          reason: 'ConnectionLost',
          message: null,
          asOf: '2026-03-01T11:00:00Z',
        },
      ]),
    ).toBe('warning: cronjobs of prod are stale since 2026-03-01T11:00:00Z: ConnectionLost\n')
  })

  test.each<readonly [FailureKind, number]>([
    ['usage', 2],
    ['cancelled', 130],
    ['config', 1],
    ['cluster', 1],
    ['git', 1],
    ['probe', 1],
  ])('a failure of kind %s exits with %i', (kind, code) => {
    expect(exitCodeOf({ kind, message: '', cause: null, next: null })).toBe(code)
  })
})

test('what is unreadable for one reason is one line', () => {
  const refused = { ...unread, namespace: null, reason: 'ConnectionRefused', message: 'refused' }
  const statuses = ['pods', 'jobs'].map((resource) => ({ ...refused, resource }))
  expect(warningText(statuses)).toBe(
    `warning: cannot read pods, jobs of ${unread.context}: ConnectionRefused, refused\n`,
  )
})
