import { expect, it } from 'vitest'
import { defaultTable } from '../../../src/model/settings/table-settings.ts'
import { keysOf } from '../../../src/state/commands/key-names.ts'
import { filterProblems } from '../../../src/state/query/check-filters.ts'
import { visibleWorkloads } from '../../../src/state/table/select-workloads.ts'
import { savedFilterName } from '../../../src/state/table/wanted-query.ts'
import { fleetShown, TestStore } from '../../support/state-fixtures.ts'

const saved = {
  '1': { query: 'owner:payments', name: 'mine' },
  '4': { query: 'ns:billing status:failing' },
}

const withFilters = () =>
  new TestStore(...fleetShown, {
    type: 'tableSettingsRead',
    table: { ...defaultTable, filters: saved },
  })

function shown(store: TestStore): string[] {
  const visible = visibleWorkloads(store.getState())
  return visible.ok ? Array.from(visible.value, ({ name }) => name) : []
}

it('a number shows the rows of its filter, which the title calls by its name', () => {
  const store = withFilters().press('1')
  expect(shown(store)).toEqual(['cart', 'checkout', 'payment-gateway'])
  expect(savedFilterName(store.getState())).toBe('1 mine')
  expect(shown(store.press('4'))).toEqual(['invoice-export'])
  expect(savedFilterName(store.getState())).toBe('4 ns:billing status:failing')
  expect(savedFilterName(store.press('esc').getState())).toBeNull()
})

it('a number without a filter says how to save one', () => {
  expect(withFilters().press('2').getState().notice?.text).toBe(
    'Saved filter 2: no filter is saved under 2; s saves the present one',
  )
})

it('saves what is shown, with what the keys added to the filter, under the number that is typed', () => {
  const store = withFilters().press('/', ...keysOf('owner:pay\r'), 'F', 't', 's')
  expect(store.getState().input.characters.join('')).toBe('2 ')
  store.press(...keysOf('night shift'), 'enter')
  expect(store.effects.at(-1)).toEqual({
    type: 'saveFilter',
    number: '2',
    filter: { query: 'owner:pay status:failing changed:<15m', name: 'night shift' },
  })
  expect(store.getState().dialog).toBeNull()
})

it('asks again, with what was typed, where that is no number from 1 to 9', () => {
  const store = withFilters().press('F', 's', 'ctrl-u', ...keysOf('0 all'), 'enter')
  const { dialog, input } = store.getState()
  expect(dialog).toMatchObject({ question: { error: 'begin with a number from 1 to 9' } })
  expect(input.characters.join('')).toBe('0 all')
  expect(store.effects).toEqual([])
})

it('saves nothing where every row is shown, or the filter cannot be read', () => {
  expect(withFilters().press('s').getState().notice?.text).toContain('no filter is set')
  const bad = withFilters()
  bad.dispatch({ type: 'filterChanged', text: 'owner:' })
  expect(bad.press('s').getState().notice?.text).toContain('cannot be read')
})

it('forgets the filter that is picked', () => {
  const store = withFilters().press(':', ...keysOf('forget\r'), '4')
  expect(store.effects).toEqual([{ type: 'saveFilter', number: '4', filter: null }])
})

it('of a filter that names a column which the settings do not have is said so', () => {
  const customColumns = { TIER: { label: 'tier' } }
  const filters = { '1': { query: 'col:tier=gold' }, '2': { query: 'col:size=2' } }
  expect(filterProblems({ customColumns, filters }).map(({ message }) => message)).toEqual([
    'filters.2.query: character 1: query: there is no column "size"',
  ])
})
