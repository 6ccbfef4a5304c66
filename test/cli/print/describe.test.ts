import { expect, test } from 'vitest'
import { printDescription } from '../../../src/cli/print/describe.ts'
import { printWorkloads } from '../../../src/cli/print/get.ts'
import { cart, details, now, report } from '../../support/cli-fixtures.ts'

test('describe shows every value with its source', async () => {
  await expect(printDescription(cart, details, cart.diagnosis, 'text', now)).toMatchFileSnapshot(
    '__screens__/describe.txt',
  )
})

test('describe says unknown, and why, where nothing is known', async () => {
  const nothing = { events: [], log: null, problems: [] }
  await expect(printDescription(report, nothing, null, 'text', now)).toMatchFileSnapshot(
    '__screens__/describe-unknown.txt',
  )
})

test('describe -o json is the row of get and what only describe knows', () => {
  const row = JSON.parse(printWorkloads({ workloads: [cart], statuses: [], now }, 'json', false))
    .items[0]
  const described = JSON.parse(printDescription(cart, details, cart.diagnosis, 'json', now))
  expect(described).toMatchObject(row)
  expect(Object.keys(described)).toEqual([
    ...Object.keys(row),
    'diagnosis',
    'labels',
    'previousUnknown',
    'pitfalls',
    'releases',
    'events',
    'log',
    'problems',
  ])
  expect(described.repository).toEqual({
    url: 'https://git.example/shop.git',
    path: 'services/cart',
    source: 'annotation a8r.io/repository',
    confidence: 'likely',
    rule: null,
    rejected: [],
  })
  expect(described.diagnosis).toEqual(cart.diagnosis)
  expect(described.labels).toEqual({ app: 'cart', team: 'payments' })
  expect(described.releases.map((release: { release: number }) => release.release)).toEqual([7, 6])
  expect(described.events).toEqual(details.events)
  expect(described.log).toEqual(details.log)
  expect(described.problems).toEqual(details.problems)
})
