/** The namespaces around the shop: other teams, other conventions, other troubles. */
import { days, hours } from './clock.ts'
import { a8r, backstage, teamLabel } from './conventions.ts'
import { digestOf } from './identity.ts'
import type { Convention, ReleaseSpec, ServiceSpec, Trouble, WorkloadSpec } from './spec.ts'

const registry = 'registry.shop.example'

/** `versions` are image tags or digests with their ages in minutes, oldest first. */
function service(
  kind: ServiceSpec['kind'],
  place: string,
  replicas: number,
  image: string,
  versions: readonly (readonly [tag: string, age: number])[],
  rest: Convention & { readonly trouble?: Trouble } = {},
): ServiceSpec {
  const [namespace = '', name = ''] = place.split('/')
  const releases: ReleaseSpec[] = versions.map(([tag, age], i) => ({
    number: i + 2,
    age,
    image: tag.startsWith('sha256:') ? `${image}@${tag}` : `${image}:${tag}`,
  }))
  return { kind, namespace, name, replicas, releases, cpu: '100m', memory: '192Mi', ...rest }
}

const openTelemetry = (version: string): Convention => ({
  templateAnnotations: { 'resource.opentelemetry.io/service.version': version },
})

/** The namespace's labels say who owns these, unless they say so themselves. */
const payments: readonly WorkloadSpec[] = [
  service(
    'Deployment',
    'payments/gateway',
    4,
    `${registry}/payments/gateway`,
    [
      ['7.11.2', 22 * days],
      ['7.12.0', 4 * days],
    ],
    { annotations: { 'a8r.io/repository': 'https://git.shop.example/payments/gateway' } },
  ),
  service(
    'Deployment',
    'payments/fraud-check',
    3,
    `${registry}/payments/fraud-check`,
    [
      ['2.8.0', 30 * days],
      ['2.9.0-rc1', 47],
    ],
    { trouble: 'image-pull' },
  ),
  service('StatefulSet', 'payments/ledger', 3, `${registry}/payments/ledger`, [
    ['3.3.0', 70 * days],
    ['3.3.1', 28 * days],
  ]),
  service(
    'Deployment',
    'payments/invoices',
    2,
    `${registry}/payments/invoices`,
    [['5.4.1', 9 * days]],
    a8r('billing@shop.example', '#billing'),
  ),
  service('Deployment', 'payments/webhooks', 2, `${registry}/payments/webhooks`, [
    ['1.0.8', 55 * days],
    ['1.0.9', 13 * days],
  ]),
  {
    kind: 'CronJob',
    namespace: 'payments',
    name: 'settlement',
    image: `${registry}/payments/settlement:3.3.1`,
    age: 300 * days,
    schedule: '30 2 * * *',
    lastRun: 6 * hours + 30,
    outcome: 'succeeded',
  },
]

const search: readonly WorkloadSpec[] = [
  service(
    'Deployment',
    'search/indexer',
    6,
    `${registry}/search/indexer`,
    [
      ['0.31.0', 11 * days],
      ['0.32.0', 0],
    ],
    { ...backstage('search', 'indexer'), trouble: 'rolling' },
  ),
  service(
    'Deployment',
    'search/query',
    5,
    `${registry}/search/query`,
    [
      ['v2.6.0', 18 * days],
      ['v2.6.0-12-g4be91d07', 2 * days],
    ],
    backstage('search', 'query'),
  ),
  service('Deployment', 'search/suggest', 2, `${registry}/search/suggest`, [['1.9.5', 35 * days]], {
    ...backstage('search', 'suggest'),
    trouble: 'paused',
  }),
  service(
    'StatefulSet',
    'search/opensearch',
    3,
    'docker.io/opensearchproject/opensearch',
    [
      ['2.18.0', 100 * days],
      ['2.19.1', 24 * days],
    ],
    backstage('search', 'opensearch'),
  ),
  {
    kind: 'CronJob',
    namespace: 'search',
    name: 'reindex',
    ...backstage('search', 'reindex'),
    image: `${registry}/search/reindex:0.31.0`,
    age: 180 * days,
    schedule: '0 3 * * 0',
    suspended: true,
    lastRun: 8 * days,
    outcome: 'succeeded',
  },
]

const logistics: readonly WorkloadSpec[] = [
  service(
    'Deployment',
    'logistics/shipping',
    3,
    `${registry}/logistics/shipping`,
    [
      ['2024.11.3', 40 * days],
      ['2025.02.1', 10 * days],
    ],
    teamLabel('logistics'),
  ),
  service(
    'Deployment',
    'logistics/tracking',
    3,
    `${registry}/logistics/tracking`,
    [
      ['sha-9f31c0a', 16 * days],
      ['sha-27be4d1', 31 * hours],
    ],
    teamLabel('logistics'),
  ),
  service(
    'Deployment',
    'logistics/parcel-labels',
    2,
    `${registry}/logistics/parcel-labels`,
    [['1.3.0', 44 * days]],
    teamLabel('logistics'),
  ),
  service(
    'Deployment',
    'logistics/routes',
    4,
    `${registry}/logistics/routes`,
    [
      ['0.8.1', 23 * days],
      ['0.9.0', 95],
    ],
    { ...teamLabel('logistics'), trouble: 'unschedulable' },
  ),
  service(
    'Deployment',
    'logistics/returns',
    2,
    `${registry}/logistics/returns`,
    [['1.1.2', 61 * days]],
    { ...teamLabel('logistics'), ...openTelemetry('1.1.2') },
  ),
  {
    kind: 'CronJob',
    namespace: 'logistics',
    name: 'carrier-sync',
    ...teamLabel('logistics'),
    image: `${registry}/logistics/carrier-sync:2.0.0`,
    age: 90 * days,
    schedule: '*/30 * * * *',
    lastRun: 1,
    outcome: 'running',
    lastSuccess: 31,
  },
]

const data: readonly WorkloadSpec[] = [
  service('Deployment', 'data/collector', 3, `${registry}/data/collector`, [
    ['6.2.0', 27 * days],
    ['6.2.1', 5 * days],
  ]),
  service('Deployment', 'data/reports', 1, `${registry}/data/reports`, [['build-1482', 33 * days]]),
  service(
    'StatefulSet',
    'data/feature-store',
    2,
    `${registry}/data/feature-store`,
    [
      ['0.5.0', 36 * days],
      ['0.6.0', 2 * days],
    ],
    { trouble: 'out-of-memory' },
  ),
  service('StatefulSet', 'data/kafka', 3, 'docker.io/apache/kafka', [['4.0.0', 80 * days]]),
  {
    kind: 'CronJob',
    namespace: 'data',
    name: 'warehouse-export',
    image: `${registry}/data/warehouse-export:1.8.3`,
    age: 220 * days,
    schedule: '15 1 * * *',
    lastRun: 7 * hours,
    outcome: 'succeeded',
  },
  {
    kind: 'Job',
    namespace: 'data',
    name: 'backfill-events',
    image: `${registry}/data/backfill:6.2.1`,
    age: 50,
    lastRun: 50,
    outcome: 'running',
  },
]

const platform: readonly WorkloadSpec[] = [
  service('DaemonSet', 'platform/node-exporter', 3, 'quay.io/prometheus/node-exporter', [
    ['v1.8.2', 130 * days],
    ['v1.9.0', 20 * days],
  ]),
  service('DaemonSet', 'platform/fluent-bit', 3, 'cr.fluentbit.io/fluent/fluent-bit', [
    ['3.2.9', 48 * days],
  ]),
  service('Deployment', 'platform/ingress', 3, 'registry.k8s.io/ingress-nginx/controller', [
    ['v1.12.0', 75 * days],
    ['v1.12.1', 14 * days],
  ]),
  service('Deployment', 'platform/cert-manager', 1, 'quay.io/jetstack/cert-manager-controller', [
    ['v1.17.1', 58 * days],
  ]),
  service('Deployment', 'platform/grafana', 1, 'docker.io/grafana/grafana', [
    [digestOf('grafana'), 29 * days],
  ]),
  service('DaemonSet', 'platform/csi-driver', 3, 'registry.k8s.io/sig-storage/csi-driver', [
    ['v1.4.0', 110 * days],
  ]),
]

/** Nobody owns these. */
const sandbox: readonly WorkloadSpec[] = [
  service('Deployment', 'sandbox/load-test', 1, 'docker.io/grafana/k6', [['latest', 6 * days]]),
]

export const otherWorkloads: readonly WorkloadSpec[] = [
  ...payments,
  ...search,
  ...logistics,
  ...data,
  ...platform,
  ...sandbox,
]
