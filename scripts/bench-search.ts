/** Measures what a keystroke in the filter costs before anything is drawn, over many rows in memory. */
import { resolved, unknown } from '../src/model/resolved.ts'
import { defaultSettings } from '../src/model/settings/settings.ts'
import type { Workload } from '../src/model/workload.ts'
import { keymapOf } from '../src/state/commands/bind-keys.ts'
import { lookOf } from '../src/state/look.ts'
import { reduce } from '../src/state/reduce.ts'
import { visibleWorkloads } from '../src/state/table/select-workloads.ts'
import type { State } from '../src/state/state.ts'
import { initialState } from '../src/state/initial-state.ts'
import { prepareIndex } from '../src/state/query/word-index.ts'
import { head, row } from './bench-fleet.ts'

const services =
  'payments checkout cart search ledger invoice gateway catalog web auth profile stock mail report fraud pricing basket orders shipping session token billing export import notify rating review media upload stream'.split(
    ' ',
  )
const roles = 'api worker db cache proxy cron sync checkout ui admin'.split(' ')
const rounds = 15

export function benchSearch(rows: number): void {
  let state = initialState({
    ...{ now: Date.now(), columns: 200, rows: 50 },
    ...{ keymap: keymapOf({}), look: lookOf(defaultSettings, {}) },
  })
  const put = Array.from({ length: rows }, (_, i) => workload(i))
  state = reduce(state, { type: 'workloadsChanged', put, gone: [] })
  visibleWorkloads(state)
  head(`Search in ${rows.toLocaleString('en-US')} rows`)
  row('the index, made in turns before the first key', turns(state))
  row('one letter', keystrokes(state, ['p', 'c', 's', 'w']), '≤ 16 ms')
  row(
    'more',
    keystrokes(state, ['pa', 'pay', 'pay c', 'pay chk', 'chekout', 'cart-api-7', 'zzz']),
    '≤ 5 ms',
  )
  const [first] = typed(state, 'pay chk')
  row('"pay chk" finds first', first?.name ?? 'nothing', 'payments-checkout')
  const named = put.at(-1)?.name ?? ''
  row(`"${named}" finds first`, typed(state, named)[0]?.name ?? 'nothing', named)
}

/** Each is what a key may have to wait for. */
function turns({ workloads }: State): string {
  const took: number[] = []
  const work = prepareIndex(workloads)
  for (let done: boolean | undefined = false; done !== true;) {
    const from = performance.now()
    ;({ done } = work.next())
    took.push(performance.now() - from)
  }
  const all = took.reduce((sum, ms) => sum + ms, 0)
  return `${all.toFixed(1)} ms, at most ${Math.max(...took).toFixed(1)} ms at once`
}

function typed(state: State, text: string): readonly Workload[] {
  const visible = visibleWorkloads(reduce(state, { type: 'filterChanged', text }))
  return visible.ok ? visible.value.slice(0, 50) : []
}

function keystrokes(state: State, texts: readonly string[]): string {
  const took = Array.from({ length: rounds }, (_, i) => {
    // With another word in the fleet nothing that was found before is remembered.
    const put = [{ ...workload(0), id: 'prod/other', name: `other${i}` }]
    const other = reduce(state, { type: 'workloadsChanged', put, gone: [] })
    typed(other, 'other')
    return texts.map((text) => {
      const started = performance.now()
      typed(other, text)
      return performance.now() - started
    })
  })
    .flat()
    .sort((a, b) => a - b)
  const at = (share: number): string => (took[Math.floor(took.length * share)] ?? 0).toFixed(1)
  return `${at(0.5)} ms, p99 ${at(0.99)} ms`
}

function workload(i: number): Workload {
  const pick = (words: readonly string[], by: number): string => words[by % words.length] ?? ''
  const name = `${pick(services, i)}-${pick(roles, Math.floor(i / 30))}`
  const shown = {
    id: `prod/${i}`,
    context: 'prod',
    namespace: `${pick(services, i * 11)}-${i % 200}`,
    kind: 'Deployment',
    name: i < 300 ? name : `${name}-${i % 500}`,
    labels: {},
    owner: resolved(`${pick(services, i * 7)}-team`, 'label team', 'certain'),
    version: resolved(`1.${i % 40}.${i % 9}`, 'image tag', 'certain'),
    commit: unknown('none'),
    repository: { url: null, path: null, probe: null, source: '', confidence: 'none' },
    previous: null,
    previousUnknown: '',
    changedAt: null,
    health: { status: 'healthy', reason: null, message: null, since: null },
    diagnosis: null,
    replicas: { desired: 3, ready: 3, updated: 3, available: 3 },
    restarts: 0,
    resources: {
      requests: { cpu: null, memory: null },
      limits: { cpu: null, memory: null },
      usage: { cpu: null, memory: null },
    },
    contacts: [],
    image: 'x:1',
  } as const
  return { ...shown, particulars: { releases: () => [], explained: () => shown } }
}
