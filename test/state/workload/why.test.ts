import { describe, expect, test } from 'vitest'
import { explanationsOf } from '../../../src/state/workload/explain.ts'
import { press } from '../../../src/state/commands/keys.ts'
import { reduce } from '../../../src/state/reduce.ts'
import type { State } from '../../../src/state/state.ts'
import { layout } from '../../../src/view/parts/pane-text.ts'
import { told } from '../../support/model-workload.ts'
import { failingCart, stateAfter, workload } from '../../support/state-fixtures.ts'

const cart = failingCart({
  owner: {
    value: 'payments',
    source: 'annotation a8r.io/owner on the deployment',
    confidence: 'certain',
    rule: 'an annotation made for the purpose comes first',
    rejected: [{ value: 'web', source: 'label team on namespace shop', reason: 'outranked' }],
  },
  contacts: [
    { kind: 'chat', value: '#cart', source: 'a8r.io/chat', url: null },
    { kind: 'runbook', value: 'https://wiki.example/cart', source: 'a8r.io/runbook' },
  ],
})

/** Presses keys and answers the state with the effects of the last one. */
function after(state: State, ...keys: string[]) {
  let effects: readonly unknown[] = []
  for (const key of keys) {
    const outcome = press(state, key, layout)
    state = outcome.actions.reduce(reduce, state)
    effects = outcome.effects
  }
  return { state, effects }
}

function asked({ dialog }: State) {
  return dialog?.kind === 'ask' ? dialog.question : null
}

const onPage = stateAfter(
  { type: 'workloadsChanged', put: [cart], gone: [] },
  { type: 'workloadOpened', workload: cart.id },
)

describe('w on the page of a workload', () => {
  test('lists its cells, and tells of the one that is picked', () => {
    const { state } = after(onPage, 'w')
    expect(asked(state)?.title).toBe('Why does cart show …')
    const { state: picked } = after(state, 'o')
    expect(asked(picked)).toMatchObject({
      title: 'owner: payments',
      lines: [
        'annotation a8r.io/owner on the deployment (certain)',
        'rule: an annotation made for the purpose comes first',
        'not web: label team on namespace shop – outranked',
      ],
    })
  })

  test('the value can be copied, another one asked for, and the dialog left', () => {
    expect(after(onPage, 'w', 'o', 'y').effects).toEqual([
      { type: 'copy', text: 'payments', what: 'owner' },
    ])
    expect(asked(after(onPage, 'w', 'o', 'w').state)?.title).toBe('Why does cart show …')
    expect(asked(after(onPage, 'w', 'o', 'q').state)).toBeNull()
    expect(asked(after(onPage, 'w', 'esc').state)).toBeNull()
  })
})

describe('o', () => {
  test('lists the contacts, and copies the one that is picked', () => {
    const { state } = after(onPage, 'o')
    expect(asked(state)?.title).toBe('Copy a contact of payments')
    expect(after(onPage, 'o', '2').effects).toEqual([
      { type: 'copy', text: 'https://wiki.example/cart', what: 'runbook' },
    ])
  })

  test('says so where there is none', () => {
    const state = stateAfter(
      { type: 'workloadsChanged', put: [workload('web')], gone: [] },
      { type: 'workloadOpened', workload: workload('web').id },
    )
    expect(after(state, 'o').state.notice?.text).toBe('Reach the owner: no contact is named for it')
  })
})

test('previous names the releases that were passed over', () => {
  const [newest, ...older] = cart.particulars.releases()
  if (newest === undefined) throw new Error('no release')
  const again = { ...newest, release: 8 }
  const changed = told({ ...cart, releases: [again, { ...newest, current: false }, ...older] })
  expect(explanationsOf(changed).find(({ cell }) => cell === 'previous')?.lines).toContain(
    'not release 7: runs 1.7.2 too',
  )
})

test('a version that is only half rolled out names the other one', () => {
  const [, old] = cart.particulars.releases()
  if (old === undefined) throw new Error('no release')
  const alsoRunning = [{ release: 6, version: old.version, pods: 2 }]
  const lines = explanationsOf({ ...cart, alsoRunning }).find(({ cell }) => cell === 'version')
  expect(lines?.lines.at(-1)).toBe('runs too: 1.7.1 (release 6) on 2 pods')
})
