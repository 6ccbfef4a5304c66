import { describe, expect, it } from 'vitest'
import { resolved, unknown } from '../../../src/model/resolved.ts'
import type { Workload } from '../../../src/model/workload.ts'
import { workloadPage } from '../../../src/state/workload/select-workload.ts'
import { container, template } from '../../support/model-objects.ts'
import { told } from '../../support/model-workload.ts'
import { failingCart, release, TestStore, workload } from '../../support/state-fixtures.ts'

const staging = workload('cart', {
  id: 'staging/cart',
  context: 'staging',
  version: resolved('1.7.9', 'image tag', 'certain'),
  releases: [release(31, '1.7.9', { current: true }), release(30, '1.7.8')],
})
const elsewhere = workload('cart', {
  id: 'dev/cart',
  context: 'dev',
  namespace: 'sandbox',
  releases: [release(2, '1.8.0-rc1', { current: true })],
})

const page = (...others: readonly Workload[]) =>
  new TestStore({ type: 'workloadsChanged', put: [failingCart(), ...others], gone: [] }).press(
    'enter',
  )

describe('the good end from another context', () => {
  it('is chosen among the workloads of the same name, those of the same namespace first', () => {
    const store = page(elsewhere, staging).press('f')
    const { dialog } = store.getState()
    const question = dialog?.kind === 'ask' ? dialog.question : null
    expect(question?.title).toBe('Where does cart work?')
    const labels = question?.input.kind === 'choice' ? question.input.choices : []
    expect(labels.map(({ key, label }) => [key, label])).toEqual([
      ['1', 'staging  Deployment shop/cart  1.7.9  healthy'],
      ['2', 'dev  Deployment sandbox/cart  1.4.2  healthy'],
    ])
  })

  it('starts the bisect from what runs there', () => {
    const store = page(staging).press('f', '1', 'b')
    expect(store.effects.at(-1)).toEqual({
      type: 'startBisect',
      workload: 'prod/cart',
      good: 31,
      bad: 7,
      goodWorkload: 'staging/cart',
    })
    expect(workloadPage(store.getState())?.goodFrom?.context).toBe('staging')
  })

  it('loads no commits by a release number that belongs to the other context', () => {
    const store = page(staging)
    const before = store.effects.length
    store.press('f', '1')
    expect(store.effects.slice(before)).toEqual([])
    expect(workloadPage(store.getState())?.range).toBeNull()
  })

  it('is given up for a release of this workload', () => {
    expect(page(staging).press('f', '1', 'f', '0', 'b').effects.at(-1)).toMatchObject({
      good: 6,
      goodWorkload: null,
    })
    expect(page(staging).press('f', '1', 'j', 'enter', 'b', 'y').effects.at(-1)).toMatchObject({
      good: 5,
      goodWorkload: null,
    })
  })

  it('may have the same release number', () => {
    const seven = told({ ...staging, releases: [release(7, '1.7.9', { current: true })] })
    expect(page(seven).press('f', '1', 'b').effects.at(-1)).toMatchObject({
      good: 7,
      bad: 7,
      goodWorkload: 'staging/cart',
    })
  })

  it('falls back to a release of this workload when that one is deleted', () => {
    const store = page(staging).press('f', '1')
    store.dispatch({ type: 'workloadsChanged', put: [], gone: ['staging/cart'] })
    expect(workloadPage(store.getState())?.good?.release).toBe(6)
  })

  it('is no end to search from where both contexts run the same commit', () => {
    const same = failingCart().commit
    const equal = told({
      ...staging,
      releases: [release(7, '1.7.2', { current: true, commit: same })],
    })
    const store = page(equal).press('f', '1')
    expect(workloadPage(store.getState())?.obstacle).toMatch(
      /^release 7 in staging and release 7 run the same commit 0101010/,
    )
  })

  it('needs a workload of that name elsewhere', () => {
    const store = page(workload('orders', { id: 'staging/orders', context: 'staging' })).press('f')
    expect(store.getState().notice?.text).toContain('no other context has a workload called cart')
  })
})

describe('what differs between the two ends', () => {
  const image = (version: string) => `registry.example/cart:${version}`
  const between = (good: Parameters<typeof container>[0], bad: typeof good) => {
    const [current, previous] = failingCart().particulars.releases()
    if (current === undefined || previous === undefined) throw new Error('cart has releases')
    const cart = failingCart({
      releases: [
        {
          ...current,
          template: template({ containers: [container({ image: image('1.7.2'), ...bad })] }),
        },
        {
          ...previous,
          template: template({ containers: [container({ image: image('1.7.1'), ...good })] }),
        },
      ],
    })
    const store = new TestStore({ type: 'workloadsChanged', put: [cart], gone: [] })
    return workloadPage(store.press('enter').getState())?.differences
  }

  it('is said in words, without the values of variables', () => {
    const secret = { TOKEN: { kind: 'literal', text: 's3cret' } } as const
    const differences = between({}, { env: secret })
    expect(differences).toEqual({
      codeChanged: true,
      others: true,
      words: ['image 1.7.1 → 1.7.2', 'env TOKEN added'],
    })
  })

  it('is the image alone in the ordinary case', () => {
    expect(between({}, {})).toMatchObject({ others: false, words: ['image 1.7.1 → 1.7.2'] })
  })

  it('is not known without the pod templates', () => {
    expect(workloadPage(page().getState())?.differences).toBeNull()
  })
})

describe('a good end that nobody knows', () => {
  it('is asked for when the bisect starts', () => {
    const store = new TestStore({
      type: 'workloadsChanged',
      put: [workload('cart', { releases: [release(7, '1.7.2', { current: true })] })],
      gone: [],
    }).press('enter', 'b')
    expect(store.effects.at(-1)).toMatchObject({ type: 'startBisect', good: null, bad: 7 })
  })

  it('and what runs is bad where no releases are kept, as of a CronJob', () => {
    const store = new TestStore({
      type: 'workloadsChanged',
      put: [workload('price-import', { kind: 'CronJob' })],
      gone: [],
    }).press('b')
    expect(store.effects.at(-1)).toMatchObject({ type: 'startBisect', good: null, bad: null })
  })

  it('is of no use where nothing tells what runs', () => {
    const nothing = unknown('the image has no tag')
    const store = new TestStore({
      type: 'workloadsChanged',
      put: [workload('mystery', { version: nothing, commit: nothing })],
      gone: [],
    }).press('b')
    expect(store.effects.at(-1)?.type).not.toBe('startBisect')
    expect(store.getState().notice?.text).toContain('the cluster keeps one release only')
  })
})
