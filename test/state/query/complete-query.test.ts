/** Tab in the filter line. */
import { describe, expect, it } from 'vitest'
import { resolved } from '../../../src/model/resolved.ts'
import { defaultTable } from '../../../src/model/settings/table-settings.ts'
import { keysOf } from '../../../src/state/commands/key-names.ts'
import { filterCompletions } from '../../../src/state/query/complete-filter.ts'
import { visibleWorkloads } from '../../../src/state/table/select-workloads.ts'
import { fleetShown, TestStore, workload } from '../../support/state-fixtures.ts'

const owned = (name: string, owner: string, tier: string) =>
  workload(name, {
    owner: resolved(owner, 'label team', 'certain'),
    custom: { TIER: tier },
    labels: { tier, 'app.kubernetes.io/name': name },
  })

function typing(text: string): TestStore {
  const store = new TestStore(
    ...fleetShown,
    {
      type: 'tableSettingsRead',
      table: { ...defaultTable, customColumns: { TIER: { label: 'tier' } } },
    },
    {
      type: 'workloadsChanged',
      put: [
        owned('a', 'team-red', 'gold'),
        owned('b', 'team-rose', 'silver'),
        owned('c', 'the blue team', 'gold'),
      ],
      gone: [],
    },
  )
  return store.press('/', ...keysOf(text))
}
const filter = (store: TestStore) => store.getState().filter
const offered = (store: TestStore) =>
  filterCompletions(store.getState())?.candidates.map(({ label }) => label)
const rows = (store: TestStore) => {
  const visible = visibleWorkloads(store.getState())
  return visible.ok ? visible.value.length : null
}

describe('tab', () => {
  it.each([
    ['a field', 'ow', 'owner:'],
    ['a field that is turned round', 'cart !ow', 'cart !owner:'],
    ['an owner that there is', 'owner:pay', 'owner:payments '],
    ['it in other letters', 'OWNER:PAY', 'OWNER:payments '],
    ['what several owners begin with', 'owner:tea', 'owner:team-r'],
    ['a value with blanks, in quotes', 'owner:the', 'owner:"the blue team" '],
    ['the same where a quote is open', 'owner:"the bl', 'owner:"the blue team" '],
    ['a namespace', 'ns:bil', 'ns:billing '],
    ['a namespace by its whole word', 'namespace:bil', 'namespace:billing '],
    ['a name', 'name:invo', 'name:invoice-export '],
    ['a context', 'context:pr', 'context:prod '],
    ['a kind', 'kind:dep', 'kind:deploy '],
    ['a status', 'status:fa', 'status:failing '],
    ['a length of time', 'changed:<2', 'changed:<2h '],
    ['a column of one’s own', 'col:ti', 'col:TIER='],
    ['what it shows', 'col:TIER=go', 'col:TIER=gold '],
    ['the flag of labels', '-', '-l '],
    ['a label', '-l ti', '-l tier='],
    ['a label that is not there', '-l !ti', '-l !tier '],
    ['the value of a label', '-l tier=si', '-l tier=silver '],
    ['one that it is not', '-l tier!=si', '-l tier!=silver '],
    ['a label with a prefix', '-l app.k', '-l app.kubernetes.io/name='],
    [
      'a label after another',
      'cart -l tier=gold,app.k',
      'cart -l tier=gold,app.kubernetes.io/name=',
    ],
    ['values of a list', '-l "tier in (gold,si', '-l "tier in (gold,silver'],
  ])('completes %s', (_, typed, expected) => {
    expect(filter(typing(typed).press('tab'))).toBe(expected)
  })

  it('goes through what there is, and back', () => {
    const store = typing('owner:team-r').press('tab')
    expect(filter(store)).toBe('owner:team-red')
    expect(filter(store.press('tab'))).toBe('owner:team-rose')
    expect(filter(store.press('tab'))).toBe('owner:team-red')
    expect(filter(store.press('shift-tab'))).toBe('owner:team-rose')
    expect(rows(store)).toBe(1)
    expect(offered(store.press('x'))).toEqual([])
  })

  it('completes what stands before the cursor, and keeps what stands behind it', () => {
    const store = typing('owner:pay cart').press('left', 'left', 'left', 'left', 'left', 'tab')
    expect(filter(store)).toBe('owner:payments  cart')
  })

  it('changes nothing where there is nothing to complete', () => {
    expect(filter(typing('owner:nobody').press('tab'))).toBe('owner:nobody')
    expect(filter(typing('cart').press('tab'))).toBe('cart')
  })
})

describe('a term in the making', () => {
  const all = rows(typing(''))

  it.each([
    'owner:',
    '!owner:',
    'status:fa',
    'kind:d',
    'changed:<',
    'col:',
    'col:TI',
    'col:TIER=',
    '-l ',
    '-l ti',
    '-l tier=',
    '-l tier=si',
  ])('%s leaves the rows as they were before it', (typed) => {
    expect(rows(typing(typed))).toBe(all)
  })

  it.each([
    ['owner:team-', 2],
    ['-l tier=gold', 2],
    ['-l tier=gold,', 2],
    ['-l tier=gold,app.kubernetes.io/name=', 2],
    ['-l "tier in (gold),app.', 2],
    ['owner:team- ns:', 2],
    ['-l tier=nickel', 0],
    ['-l nobody', 0],
    ['status:faling', null],
    ['nobody:', null],
    ['ns: owner:team-', null],
  ])('%s holds as far as it is one', (typed, count) => {
    expect(rows(typing(typed))).toBe(count)
  })

  it('is the one before the cursor, with what stands behind it', () => {
    const store = typing('owner: cart').press(...Array.from({ length: 5 }, () => 'left'))
    expect(rows(store)).toBe(rows(typing('cart')))
  })

  it('says what there is for it', () => {
    expect(offered(typing('-l '))).toEqual(
      expect.arrayContaining(['tier', 'app.kubernetes.io/name']),
    )
    expect(offered(typing('-l tier='))).toEqual(['gold', 'silver'])
  })
})

it('labels follow the rows', () => {
  const store = typing('-l ')
  const put = [workload('d', { labels: { later: 'yes' } })]
  store.dispatch({ type: 'workloadsChanged', put, gone: [] })
  expect(offered(store)).toContain('later')
  store.dispatch({ type: 'workloadsChanged', put: [], gone: [put[0]?.id ?? ''] })
  expect(offered(store)).not.toContain('later')
})

it('what tab would add is suggested behind the cursor, and nothing within the line', () => {
  const ghost = (store: TestStore) => filterCompletions(store.getState())?.ghost
  expect(ghost(typing('owner:pay'))).toBe('ments')
  expect(ghost(typing('o'))).toBe('')
  expect(ghost(typing('owner:pay').press('left'))).toBe('')
})

it('values follow the rows', () => {
  const store = typing('ns:')
  expect(offered(store)).not.toContain('later')
  const put = [workload('d', { namespace: 'later' })]
  store.dispatch({ type: 'workloadsChanged', put, gone: [] })
  expect(offered(store)).toContain('later')
  store.dispatch({ type: 'workloadsChanged', put: [], gone: [put[0]?.id ?? ''] })
  expect(offered(store)).not.toContain('later')
})
