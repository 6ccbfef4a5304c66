/** A workload, a commit range and a bisect to print. */
import type { Progress } from '../../src/bisect/session.ts'
import type { ResourceStatus, WorkloadDetails } from '../../src/model/change.ts'
import type { Commit, CommitRange } from '../../src/model/commit/commit.ts'
import { resolved, unknown } from '../../src/model/resolved.ts'
import { told } from './model-workload.ts'
import type { Release } from '../../src/model/workload.ts'

export const now = Date.parse('2026-03-01T12:00:00Z')

export function sha(digit: string): string {
  return digit.repeat(40)
}

const releases: readonly Release[] = [
  {
    release: 7,
    version: resolved('1.7.2', 'tag of image cart:1.7.2', 'certain'),
    commit: resolved(sha('b'), 'label commit on the pod template', 'certain'),
    image: 'registry.example/cart:1.7.2',
    images: ['registry.example/cart:1.7.2', 'envoy:1.30'],
    releasedAt: '2026-03-01T11:48:00Z',
    releasedBy: 'deploy-bot',
    cause: 'release 1.7.2',
    proof: 'bad',
    current: true,
    changes: ['image', 'env'],
    template: null,
  },
  {
    release: 6,
    version: resolved('1.7.1', 'tag of image cart:1.7.1', 'certain'),
    commit: unknown('no label, annotation or tag names a commit'),
    image: 'registry.example/cart:1.7.1',
    images: ['registry.example/cart:1.7.1', 'envoy:1.30'],
    releasedAt: '2026-02-24T12:00:00Z',
    releasedBy: null,
    cause: null,
    proof: 'proven',
    current: false,
    changes: [],
    template: null,
  },
]

export const cart = told({
  id: 'prod/1',
  context: 'prod',
  namespace: 'shop',
  kind: 'Deployment',
  name: 'cart',
  labels: { app: 'cart', team: 'payments' },
  owner: resolved('payments', 'label team on the pod template', 'certain'),
  version: resolved('1.7.2', 'tag of image cart:1.7.2', 'certain'),
  commit: resolved(sha('b'), 'label commit on the pod template', 'certain'),
  repository: {
    url: 'https://git.example/shop.git',
    path: 'services/cart',
    probe: null,
    source: 'annotation a8r.io/repository',
    confidence: 'likely',
  },
  previous: {
    release: 6,
    version: resolved('1.7.1', 'tag of image cart:1.7.1', 'certain'),
    commit: unknown('no label, annotation or tag names a commit'),
    releasedAt: '2026-02-24T12:00:00Z',
    proof: 'proven',
  },
  previousUnknown: null,
  changedAt: '2026-03-01T11:48:00Z',
  health: {
    status: 'degraded',
    reason: 'CrashLoopBackOff',
    message: 'container cart exits with code 1 after 2 s',
    since: '2026-03-01T11:50:00Z',
  },
  diagnosis: {
    sentence:
      '1 of 3 pods crash-loops since 11:50, exit 1, 2 min after release 7 (1.7.1 → 1.7.2) by deploy-bot',
    since: '2026-03-01T11:50:00Z',
    change: {
      at: '2026-03-01T11:48:00Z',
      words: 'release 7 (1.7.1 → 1.7.2) by deploy-bot',
      release: 7,
    },
  },
  replicas: { desired: 3, ready: 2, updated: 3, available: 2 },
  restarts: 12,
  resources: {
    requests: { cpu: '300m', memory: '384Mi' },
    limits: { cpu: null, memory: '768Mi' },
    usage: { cpu: null, memory: null },
  },
  contacts: [{ kind: 'chat', value: '#payments', source: 'annotation a8r.io/chat' }],
  image: 'registry.example/cart:1.7.2',
  releases,
})

/** Nothing about it is known that need not be. */
export const report = told({
  ...cart,
  id: 'prod/2',
  kind: 'CronJob',
  name: '報告',
  labels: {},
  owner: unknown('no label or annotation names an owner'),
  version: unknown('the image has no tag'),
  commit: unknown('the image has no tag'),
  repository: {
    url: null,
    path: null,
    probe: null,
    source: 'nothing names it',
    confidence: 'none',
  },
  previous: null,
  previousUnknown: 'a CronJob keeps no releases',
  changedAt: null,
  health: { status: 'healthy', reason: null, message: null, since: null },
  diagnosis: null,
  replicas: { desired: null, ready: 0, updated: 0, available: 0 },
  restarts: 0,
  contacts: [],
  image: null,
  releases: [],
})

export const details: WorkloadDetails = {
  events: [
    {
      object: 'Pod/cart-6f5d',
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
      count: 14,
      firstAt: '2026-03-01T11:49:00Z',
      lastAt: '2026-03-01T11:59:30Z',
    },
  ],
  log: { pod: 'cart-6f5d', container: 'cart', previous: true, lines: ['starting', 'fatal: no'] },
  problems: ['pods/log of cart-77: forbidden'],
}

export const unread: ResourceStatus = {
  context: 'prod',
  resource: 'cronjobs',
  namespace: 'shop',
  state: 'forbidden',
  reason: 'Forbidden',
  message: 'cronjobs.batch is forbidden: User "ann" cannot list resource "cronjobs"',
  since: '2026-03-01T11:00:00Z',
  asOf: null,
  count: 0,
}

function commit(digit: string, subject: string, files: readonly string[]): Commit {
  return {
    sha: sha(digit),
    parents: [],
    author: 'Ada Lovelace',
    email: 'ada@example.com',
    date: '2026-02-28T12:00:00Z',
    subject,
    files,
  }
}

export const range: CommitRange = {
  good: sha('a'),
  bad: sha('b'),
  relation: 'ancestor',
  mergeBases: [],
  commits: [
    commit('b', 'Release 1.7.2', ['services/cart/version.js']),
    commit('d', 'Round half to even', ['services/cart/total.js']),
    commit('c', 'Describe the API', ['docs/api.md']),
  ],
  touching: new Set([sha('b'), sha('d')]),
}

/** A bisect with both ends verified; the step says how far it is. */
export function progressAt(
  step: Progress['step'],
  session: Partial<Progress['session']> = {},
): Progress {
  return {
    session: {
      id: 'cart-k3f9',
      startedAt: '2026-03-01T11:55:00Z',
      workload: { context: 'prod', namespace: 'shop', kind: 'Deployment', name: 'cart' },
      owner: 'payments',
      repository: '/src/shop',
      remote: null,
      imageForm: null,
      path: 'services/cart',
      looksFor: 'regression',
      good: { sha: sha('a'), label: '1.7.1 (release 6)' },
      bad: { sha: sha('b'), label: '1.7.2 (release 7)' },
      verifyEnds: true,
      ...session,
    },
    search: {
      range: {
        good: sha('a'),
        bad: sha('b'),
        looksFor: 'regression',
        commits: range.commits,
        mergeBases: [],
        touching: range.touching,
      },
      verifyEnds: true,
      firstParent: false,
      chosen: null,
      marks: [
        {
          sha: sha('b'),
          verdict: 'bad',
          phase: 'verify',
          at: '2026-03-01T11:56:00Z',
          durationMs: 1200,
          exitCode: 1,
          note: null,
        },
        {
          sha: sha('a'),
          verdict: 'good',
          phase: 'verify',
          at: '2026-03-01T11:57:00Z',
          durationMs: null,
          exitCode: null,
          note: null,
        },
      ],
      undone: [],
    },
    step,
    remaining: { candidates: 2, least: 1, most: 1 },
    states: new Map(),
    commits: range.commits,
    excluded: 1,
  }
}
