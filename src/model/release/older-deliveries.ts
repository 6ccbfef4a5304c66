/** Releases that the cluster pruned, as a tool's stored manifests tell of them. */
import type { ToolDelivery } from './deliveries.ts'
import type { DeliveredContainer } from '../kube/kube-delivery.ts'
import type { Container, PodTemplate, WorkloadObject } from '../kube/kube.ts'
import { workloadKey } from './release-memory.ts'
import type { Change, Release } from '../workload.ts'

export interface OlderDelivery {
  /** Counted down from the oldest release that the cluster knows: the true numbers went with them. */
  readonly number: number
  /** Names and images of its containers; the rest of a manifest is not what the cluster made of it. */
  readonly template: PodTemplate
  readonly delivery: ToolDelivery
  readonly changes: readonly Change[]
}

/**
 * Newest first: each run of deployments with the same images is one release, dated by its first.
 * A deployment that is not older than the `oldest` that is known brought that one or a newer one.
 */
export function olderDeliveries(
  { kind, meta }: WorkloadObject,
  oldest: Pick<Release, 'release' | 'releasedAt' | 'images'>,
  deliveries: readonly ToolDelivery[],
): OlderDelivery[] {
  if (oldest.releasedAt === null) return []
  const key = workloadKey(kind, meta.namespace, meta.name)
  const before = Date.parse(oldest.releasedAt) - tenMinutes
  const runs: { delivery: ToolDelivery; containers: readonly DeliveredContainer[] }[] = []
  for (const delivery of deliveries) {
    const containers = delivery.containers[key]
    if (containers === undefined || Date.parse(delivery.at) >= before) continue
    const images = runs.at(-1)?.containers ?? oldest.images.map((image) => ({ name: '', image }))
    const run = { delivery, containers }
    if (!sameImages(images, containers)) runs.push(run)
    else if (runs.length > 0) runs[runs.length - 1] = run
  }
  return runs
    .map(({ delivery, containers }, i) => ({
      number: oldest.release - 1 - i,
      template: templateOf(containers),
      delivery,
      changes: i < runs.length - 1 ? (['image'] as const) : [],
    }))
    .filter(({ number }) => number > 0)
}

const tenMinutes = 600_000

function sameImages(
  a: readonly { readonly image: string }[],
  b: readonly { readonly image: string }[],
): boolean {
  return a.length === b.length && a.every(({ image }, i) => image === b[i]?.image)
}

function templateOf(containers: readonly DeliveredContainer[]): PodTemplate {
  return {
    labels: {},
    annotations: {},
    containers: containers.map(({ name, image }): Container => ({
      name,
      image,
      command: '',
      env: {},
      envFrom: [],
      requests: { cpu: null, memory: null },
      limits: { cpu: null, memory: null },
      probes: '{}',
      sidecar: false,
    })),
    initContainers: [],
    overhead: { cpu: null, memory: null },
    mounts: [],
    fingerprint: containers.map(({ name, image }) => `${name}=${image}`).join(' '),
    valueless: true,
  }
}
