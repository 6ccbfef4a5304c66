/** The namespace shop: the workloads whose source is the demo's repository, and their neighbours. */
import { days, hours } from './clock.ts'
import { a8r, k8sDeploy, teamLabel } from './conventions.ts'
import { digestOf } from './identity.ts'
import type { ReleaseSpec, WorkloadSpec } from './spec.ts'

const registry = 'registry.shop.example'
const small = { cpu: '50m', memory: '128Mi' }
const middle = { cpu: '200m', memory: '256Mi' }
const proxy = 'docker.io/istio/proxyv2:1.26.2'

/** `commitOf` gives the full hash of a tag of the demo's repository. */
export function shopWorkloads(commitOf: (tag: string) => string): readonly WorkloadSpec[] {
  const namespace = 'shop'
  const checkout = (number: number, version: string, age: number, by: string): ReleaseSpec => ({
    number,
    age,
    image: `${registry}/checkout:${version}`,
    cause: `checkout ${version}`,
    templateLabels: { 'app.kubernetes.io/version': version },
    templateAnnotations: k8sDeploy(commitOf(`checkout-v${version}`), by),
    env: { WARM_UP: 'yes', LOG_LEVEL: 'info' },
  })
  const cart = (number: number, version: string, age: number): ReleaseSpec => ({
    number,
    age,
    image: `${registry}/cart:${version}`,
    cause: `cart ${version}`,
  })
  const catalog = (number: number, version: string, age: number): ReleaseSpec => ({
    number,
    age,
    image: `${registry}/catalog:${version}-${commitOf(`catalog-v${version}`).slice(0, 10)}`,
  })
  const web = (number: number, tag: string, age: number): ReleaseSpec => ({
    number,
    age,
    image: `${registry}/web:main-${commitOf(tag).slice(0, 12)}`,
  })
  return [
    {
      kind: 'Deployment',
      namespace,
      name: 'checkout',
      replicas: 4,
      ...a8r('team-checkout', '#checkout', 'https://runbooks.shop.example/checkout'),
      ...middle,
      sidecar: proxy,
      trouble: 'crash-loop',
      progressDeadlineSeconds: 3600,
      releases: [
        checkout(5, '1.6.2', 33 * days, 'mei'),
        checkout(6, '1.7.0', 19 * days, 'ada'),
        checkout(7, '1.8.0', 6 * days, 'tomasz'),
        checkout(8, '1.9.0', 12, 'jonas'),
      ],
    },
    {
      kind: 'Deployment',
      namespace,
      name: 'cart',
      replicas: 3,
      ...teamLabel('cart'),
      ...small,
      releases: [
        cart(4, '2.3.0', 41 * days),
        cart(6, '2.4.0', 26 * hours),
        {
          ...cart(7, '2.3.1', 8 * days),
          earlier: [5],
          backSince: 25 * hours,
          cause: 'kubectl rollout undo deployment/cart',
        },
      ],
    },
    {
      kind: 'Deployment',
      namespace,
      name: 'catalog',
      replicas: 4,
      ...teamLabel('storefront'),
      ...middle,
      trouble: 'flapping',
      releases: [catalog(11, '3.1.0', 15 * days), catalog(12, '3.2.0', 3 * days)],
    },
    {
      kind: 'Deployment',
      namespace,
      name: 'web',
      replicas: 3,
      ...teamLabel('storefront'),
      ...small,
      sidecar: proxy,
      releases: [web(30, 'catalog-v3.2.0', 5 * days), web(31, 'web-v5.1.0', 7 * hours)],
    },
    {
      kind: 'Deployment',
      namespace,
      name: 'orders',
      replicas: 2,
      ...a8r('team-checkout', '#checkout'),
      ...middle,
      releases: ['4.0.3', '4.1.0'].map((version, i) => ({
        number: i + 14,
        age: i === 0 ? 50 * days : 12 * days,
        image: `${registry}/orders@${digestOf(`orders ${version}`)}`,
        templateLabels: { 'app.kubernetes.io/version': version },
      })),
    },
    {
      kind: 'Deployment',
      namespace,
      name: 'recommendations',
      replicas: 2,
      ...teamLabel('storefront'),
      ...middle,
      releases: [{ number: 3, age: 64 * days, image: `${registry}/recommendations:latest` }],
    },
    {
      kind: 'Deployment',
      namespace,
      name: 'image-resizer',
      replicas: 2,
      ...teamLabel('storefront'),
      ...small,
      releases: [
        { number: 8, age: 90 * days, image: `${registry}/image-resizer:v0.14.1` },
        {
          number: 9,
          age: 21 * days,
          image: `${registry}/image-resizer:v0.14.1`,
          env: { WORKERS: '8' },
        },
      ],
    },
    {
      kind: 'StatefulSet',
      namespace,
      name: 'sessions',
      replicas: 3,
      ...teamLabel('cart'),
      ...small,
      releases: [
        { number: 2, age: 120 * days, image: 'docker.io/valkey/valkey:8.0.2' },
        { number: 3, age: 17 * days, image: 'docker.io/valkey/valkey:8.1.1' },
      ],
    },
    {
      kind: 'CronJob',
      namespace,
      name: 'price-import',
      ...teamLabel('storefront'),
      image: `${registry}/price-import:0.9.4`,
      age: 200 * days,
      schedule: '*/15 * * * *',
      lastRun: 6,
      outcome: 'failed',
      lastSuccess: 3 * hours + 6,
    },
    {
      kind: 'CronJob',
      namespace,
      name: 'abandoned-carts',
      ...teamLabel('cart'),
      image: `${registry}/abandoned-carts:1.2.0`,
      age: 150 * days,
      schedule: '0 * * * *',
      lastRun: 41,
      outcome: 'succeeded',
    },
    {
      kind: 'Job',
      namespace,
      name: 'orders-index-rebuild',
      ...teamLabel('checkout'),
      image: `${registry}/orders-tools:4.1.0`,
      age: 5 * hours,
      lastRun: 5 * hours,
      outcome: 'succeeded',
    },
  ]
}
