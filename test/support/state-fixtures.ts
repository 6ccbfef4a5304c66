/** A small fleet and a store, for the tests of state/ and view/. */
import type { Evidence } from '../../src/model/diagnosis/evidence.ts'
import type { ResourceStatus, WorkloadDetails } from '../../src/model/change.ts'
import type { Resolved } from '../../src/model/resolved.ts'
import { resolved, unknown } from '../../src/model/resolved.ts'
import type { Release, Workload } from '../../src/model/workload.ts'
import type { Given } from './model-workload.ts'
import { told } from './model-workload.ts'
import type { Action } from '../../src/state/action.ts'
import { defaultKeymap } from '../../src/state/commands/bind-keys.ts'
import type { Effect } from '../../src/state/effect.ts'
import type { Look } from '../../src/state/look.ts'
import { press } from '../../src/state/commands/keys.ts'
import { reduce } from '../../src/state/reduce.ts'
import { layout } from '../../src/view/parts/pane-text.ts'
import type { State } from '../../src/state/state.ts'
import { initialState } from '../../src/state/initial-state.ts'

export const now = Date.parse('2025-03-14T12:00:00Z')

export function before(minutes: number): string {
  return new Date(now - minutes * 60_000).toISOString()
}

const day = 24 * 60

export function sha(n: number): string {
  return n.toString(16).padStart(2, '0').repeat(20)
}

function value(text: string, source = 'image tag'): Resolved {
  return resolved(text, source, 'certain')
}

export function workload(name: string, change: Given = {}): Workload {
  return told({
    id: `prod/${name}`,
    context: 'prod',
    namespace: 'shop',
    kind: 'Deployment',
    name,
    labels: { app: name },
    owner: resolved('payments', 'label team', 'certain'),
    version: value('1.4.2'),
    commit: value(sha(9), 'annotation org.opencontainers.image.revision'),
    repository: {
      url: 'https://git.example/shop',
      path: `services/${name}`,
      probe: null,
      source: 'annotation repository',
      confidence: 'certain',
    },
    previous: null,
    previousUnknown: 'the cluster keeps one release only',
    changedAt: before(3 * day),
    health: { status: 'healthy', reason: null, message: null, since: null },
    diagnosis: null,
    replicas: { desired: 3, ready: 3, updated: 3, available: 3 },
    restarts: 0,
    resources: {
      requests: { cpu: '250m', memory: '64Mi' },
      limits: { cpu: null, memory: '128Mi' },
      usage: { cpu: null, memory: null },
    },
    contacts: [],
    image: `registry.example/${name}:1.4.2`,
    ...change,
  })
}

export function release(n: number, version: string, change: Partial<Release> = {}): Release {
  return {
    release: n,
    version: value(version),
    commit: value(sha(n), 'annotation revision'),
    image: `registry.example/cart:${version}`,
    images: [`registry.example/cart:${version}`],
    releasedAt: before((8 - n) * day),
    releasedBy: 'argocd',
    cause: null,
    proof: 'proven',
    current: false,
    changes: ['image'],
    template: null,
    ...change,
  }
}

/** Crash-looping since release 7, twelve minutes ago; release 6 is proven. */
export function failingCart(change: Given = {}): Workload {
  const current = release(7, '1.7.2', {
    current: true,
    proof: 'bad',
    commit: value(sha(1), 'annotation revision'),
    releasedAt: before(12),
    changes: ['image', 'env'],
  })
  const previous = release(6, '1.7.1', { commit: value(sha(20), 'annotation revision') })
  return workload('cart', {
    version: current.version,
    commit: current.commit,
    previous: {
      release: 6,
      version: previous.version,
      commit: previous.commit,
      releasedAt: previous.releasedAt,
      proof: 'proven',
    },
    previousUnknown: null,
    changedAt: before(12),
    health: {
      status: 'degraded',
      reason: 'CrashLoopBackOff',
      message: 'container app exits with 1 right after its start: panic: price cache is empty',
      since: before(11),
    },
    replicas: { desired: 3, ready: 0, updated: 3, available: 0 },
    restarts: 14,
    contacts: [{ kind: 'slack', value: '#payments-oncall', source: 'annotation a8r.io/chat' }],
    releases: [
      current,
      previous,
      release(5, '1.7.0', { proof: 'unproven' }),
      release(4, '1.6.9', { proof: 'bad' }),
      release(3, '1.6.8', { changes: [] }),
    ],
    ...change,
  })
}

export const fleet: readonly Workload[] = [
  failingCart(),
  workload('checkout', {
    owner: resolved('group:default/payments', 'label owner', 'likely'),
    changedAt: before(90),
    version: value('2.10.0'),
    health: {
      status: 'progressing',
      reason: 'RolloutStuck',
      message: '1 of 3 updated pods is not ready',
      since: before(80),
    },
    replicas: { desired: 3, ready: 2, updated: 1, available: 2 },
  }),
  workload('payment-gateway', { namespace: 'payments', version: value('2.9.1') }),
  workload('catalog', {
    owner: resolved('discovery', 'namespace label team', 'likely'),
    kind: 'StatefulSet',
    changedAt: before(20),
  }),
  workload('invoice-export', {
    kind: 'CronJob',
    namespace: 'billing',
    owner: unknown('no label, annotation or namespace names one'),
    version: unknown('the image has no tag'),
    commit: unknown('no annotation or tag names one'),
    replicas: { desired: null, ready: 0, updated: 0, available: 0 },
    health: {
      status: 'degraded',
      reason: 'JobFailed',
      message: 'the last run failed with exit code 3',
      since: before(200),
    },
    changedAt: before(30 * day),
  }),
  workload('工单系统', {
    namespace: 'support',
    owner: resolved('客服', 'label team', 'certain'),
    health: { status: 'suspended', reason: null, message: null, since: null },
  }),
]

export function status(resource: string, change: Partial<ResourceStatus> = {}): ResourceStatus {
  return {
    context: 'prod',
    resource,
    namespace: null,
    state: 'live',
    reason: null,
    message: null,
    since: before(30),
    asOf: null,
    count: 10,
    ...change,
  }
}

export const liveStatuses: readonly ResourceStatus[] = [
  'deployments',
  'statefulsets',
  'daemonsets',
  'cronjobs',
  'jobs',
  'pods',
].map((resource) => status(resource))

export const evidence: Evidence = {
  diagnosis: {
    sentence: '2 of 3 pods crash-loop since 11:49, exit 1, right after release 7 (1.7.1 → 1.7.2)',
    since: before(11),
    change: null,
  },
  pods: [
    {
      count: 2,
      state: 'crash-loop, exit 1',
      failing: true,
      message: 'no route to db',
      restarts: 14,
      names: ['cart-6f7d9-x2k4q', 'cart-6f7d9-q2x'],
    },
  ],
  conditions: [],
  memory: [{ container: 'app', limit: '256Mi', pods: 1, lastAt: before(2), usage: '241Mi' }],
}

export const details: WorkloadDetails = {
  events: [
    {
      object: 'Pod/cart-6f7d9-x2k4q',
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off restarting failed container app',
      count: 42,
      firstAt: before(11),
      lastAt: before(1),
    },
    {
      object: 'Deployment/cart',
      type: 'Normal',
      reason: 'ScalingReplicaSet',
      message: 'Scaled up replica set cart-6f7d9 to 3',
      count: 1,
      firstAt: before(12),
      lastAt: before(12),
    },
  ],
  log: {
    pod: 'cart-6f7d9-x2k4q',
    container: 'app',
    previous: true,
    lines: [
      'starting cart 1.7.2',
      'loading prices',
      'panic: price cache is empty',
      '  at loadPrices (src/price.ts:41)',
    ],
  },
  problems: [],
}

/** Sixteen colours and every sign. */
const plainLook: Look = { theme: 'terminal', colours: 1, ascii: false, linear: false }

/** The state after these facts. */
export function stateAfter(...actions: readonly Action[]): State {
  return actions.reduce(
    reduce,
    initialState({ now, columns: 100, rows: 30, keymap: defaultKeymap, look: plainLook }),
  )
}

export const fleetShown: readonly Action[] = [
  { type: 'statusesChanged', statuses: liveStatuses },
  { type: 'workloadsChanged', put: fleet, gone: [] },
]

/** A store as app/ has one, that keeps the effects it was asked for. */
export class TestStore {
  readonly effects: Effect[] = []
  private state: State
  private readonly listeners = new Set<() => void>()

  constructor(...actions: readonly Action[]) {
    this.state = stateAfter(...actions)
  }

  readonly getState = (): State => this.state

  readonly dispatch = (action: Action): void => {
    this.state = reduce(this.state, action)
    for (const listener of this.listeners) listener()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  readonly perform = (effect: Effect): void => {
    this.effects.push(effect)
  }

  /** Presses keys as the view does, without one. */
  press(...keys: readonly string[]): this {
    for (const key of keys) {
      const { actions, effects } = press(this.state, key, layout)
      for (const action of actions) this.dispatch(action)
      this.effects.push(...effects)
    }
    return this
  }
}
