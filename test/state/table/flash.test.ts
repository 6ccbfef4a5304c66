import { describe, expect, it } from 'vitest'
import type { Look } from '../../../src/state/look.ts'
import { resolved } from '../../../src/model/resolved.ts'
import {
  failingCart,
  fleetShown,
  liveStatuses,
  now,
  status,
  TestStore,
  workload,
} from '../../support/state-fixtures.ts'

const coloured: Look = { theme: 'dark', colours: 3, ascii: false, linear: false }

const shown = (look = coloured) => new TestStore(...fleetShown, { type: 'lookChosen', look })

const kinds = (store: TestStore) =>
  [...store.getState().flashes].map(([id, { kind }]) => `${id} ${kind}`)

const put = (...rows: readonly ReturnType<typeof workload>[]) =>
  ({ type: 'workloadsChanged', put: rows, gone: [] }) as const

describe('rows are pointed out for a moment', () => {
  it('that are new, run another version, or began to fail', () => {
    const store = shown()
    store.dispatch(put(workload('edge')))
    store.dispatch(put(workload('edge', { version: resolved('2.0.0', 'image tag', 'certain') })))
    expect(kinds(store)).toEqual(['prod/edge changed'])
    const { health } = failingCart()
    store.dispatch(put(workload('edge', { health }), workload('other')))
    expect(kinds(store)).toEqual(['prod/edge failing', 'prod/other new'])
  })

  it('once: nothing tells them again while they stay as they are', () => {
    const store = shown()
    store.dispatch(put(workload('edge')))
    store.dispatch({ type: 'clockTicked', now: now + 3_999 })
    expect(kinds(store)).toEqual(['prod/edge new'])
    store.dispatch({ type: 'clockTicked', now: now + 4_000 })
    expect(kinds(store)).toEqual([])
    store.dispatch(put(workload('edge', { restarts: 3 })))
    expect(kinds(store)).toEqual([])
  })

  it('not while anything of their context is read for the first time', () => {
    const store = shown()
    const reading = status('pods', { state: 'syncing' })
    const elsewhere = status('deployments', { context: 'eu' })
    const statuses = [...liveStatuses, reading, elsewhere]
    store.dispatch({ type: 'statusesChanged', statuses })
    store.dispatch(put(workload('edge')))
    expect(kinds(store)).toEqual([])
    store.dispatch(put(workload('far', { id: 'eu/far', context: 'eu' })))
    store.dispatch(put(workload('new', { id: 'us/new', context: 'us' })))
    expect(kinds(store)).toEqual(['eu/far new'])
  })

  it('not without colours, and not for a screen reader', () => {
    for (const look of [{ ...coloured, colours: 0 } as const, { ...coloured, linear: true }]) {
      const store = shown(look)
      store.dispatch(put(workload('edge')))
      expect(kinds(store)).toEqual([])
    }
  })
})
