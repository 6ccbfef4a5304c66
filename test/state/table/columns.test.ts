import { describe, expect, it } from 'vitest'
import type { TableSettings } from '../../../src/model/settings/table-settings.ts'
import { defaultTable } from '../../../src/model/settings/table-settings.ts'
import { shownColumns } from '../../../src/state/table/select-columns.ts'
import { fleetShown, TestStore, workload } from '../../support/state-fixtures.ts'
import { workloadsView } from '../../../src/state/table/select-workloads.ts'

const withTable = (table: Partial<TableSettings>) =>
  new TestStore(...fleetShown, {
    type: 'tableSettingsRead',
    table: { ...defaultTable, ...table },
  })

const titles = (store: TestStore) => shownColumns(store.getState()).map(({ title }) => title)
const width = (store: TestStore, name: string) =>
  shownColumns(store.getState()).find(({ title }) => title === name)?.width

describe('the columns of the table', () => {
  it('are the usual ones, with the context where there are several', () => {
    const store = withTable({})
    expect(titles(store)).toEqual([
      ...['NAMESPACE', 'NAME', 'KIND', 'OWNER', 'VERSION', 'PREVIOUS', 'CHANGED', 'HEALTH'],
      ...['READY', 'MESSAGE'],
    ])
    const other = workload('edge', { id: 'eu/edge', context: 'eu' })
    store.dispatch({ type: 'workloadsChanged', put: [other], gone: [] })
    expect(titles(store)[0]).toBe('CONTEXT')
  })

  it('are those of the settings, in their order and with their widths', () => {
    const columns = ['name', { column: 'health', width: 40 }, 'TIER', 'context']
    const store = withTable({ columns, customColumns: { TIER: { label: 'tier' } } })
    store.dispatch({ type: 'resized', columns: 250, rows: 50 })
    expect(titles(store)).toEqual(['NAME', 'HEALTH', 'TIER'])
    expect(width(store, 'HEALTH')).toBe(40)
    expect(titles(store.press('ctrl-w'))).toContain('RESTARTS')
    expect(titles(store.press('ctrl-w'))).toEqual(['NAME', 'HEALTH', 'TIER'])
  })

  it('have the user’s own beside the usual ones, to sort by too', () => {
    const store = withTable({ customColumns: { TIER: { label: 'tier' } } })
    expect(titles(store).slice(-2)).toEqual(['TIER', 'MESSAGE'])
    store.dispatch({
      type: 'workloadsChanged',
      put: [
        workload('zeta', { custom: { TIER: '1' } }),
        workload('eta', { custom: { TIER: '2' } }),
      ],
      gone: [],
    })
    store.press(...Array.from({ length: 10 }, () => 'shift-right'), 'O')
    expect(store.getState().sort.column).toBe('custom TIER')
    const names = Array.from(workloadsView(store.getState()).rows, ({ name }) => name)
    expect(names.slice(0, 2)).toEqual(['zeta', 'eta'])
  })
})

describe('the list of columns', () => {
  it('hides and shows, and the table follows at once', () => {
    const store = withTable({}).press('v', 'j', 'space')
    expect(titles(store)).not.toContain('NAMESPACE')
    expect(titles(store.press('space'))).toContain('NAMESPACE')
  })

  it('moves a column, and the highlight with it', () => {
    const store = withTable({}).press('v', 'j', 'j', 'J', 'J')
    expect(titles(store).slice(0, 4)).toEqual(['NAMESPACE', 'KIND', 'OWNER', 'NAME'])
    expect(titles(store.press('K')).slice(0, 4)).toEqual(['NAMESPACE', 'KIND', 'NAME', 'OWNER'])
  })

  it('sets a width step by step, and takes it back', () => {
    const store = withTable({}).press('v', 'j', 'j', 'l', 'l')
    expect(width(store, 'NAME')).toBe(22)
    expect(width(store.press('h', 'h', 'h'), 'NAME')).toBe(16)
    expect(width(store.press('='), 'NAME')).toBeNull()
  })

  it('keeps with enter what was chosen, for this run and the next', () => {
    const store = withTable({ columns: ['name', 'owner', 'health'] }).press('v', 'l', 'j', 'space')
    store.press('enter')
    expect(store.getState().dialog).toBeNull()
    expect(store.effects).toEqual([
      { type: 'saveColumns', columns: [{ column: 'name', width: 20 }, 'health'] },
    ])
  })

  it('keeps nothing where the columns are the usual ones again', () => {
    const store = withTable({ columns: ['name', 'owner'] }).press('v', '0', 'enter')
    expect(store.effects).toEqual([{ type: 'saveColumns', columns: [] }])
  })

  it('changes nothing with esc', () => {
    const store = withTable({ columns: ['name', 'owner'] }).press('v', 'space', 'J', 'l', 'esc')
    expect(titles(store)).toEqual(['NAME', 'OWNER'])
    expect(store.effects).toEqual([])
  })

  it('leaves one column, since a table without any shows nothing', () => {
    const store = withTable({ columns: ['name'] }).press('v', 'space')
    expect(titles(store)).toEqual(['NAME'])
    expect(store.getState().notice?.text).toContain('the last column stays')
  })
})
