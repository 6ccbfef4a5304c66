/** Which of a tool's deployments brought which release, and who made it. */
import type { ApplicationObject } from '../kube/kube-around.ts'
import type { Delivery, DeliveryObject } from '../kube/kube-delivery.ts'
import type { WorkloadObject } from '../kube/kube.ts'
import type { Release } from '../workload.ts'

export interface ToolDelivery extends Delivery {
  /** `Argo CD application shop`, `Helm release shop/cart`. */
  readonly tool: string
}

/** The names under which tools keep the history of a workload: `Helm:shop/cart`. */
export function deliveryKeys({ meta }: WorkloadObject): string[] {
  const { labels, annotations } = meta
  const keys: string[] = []
  const add = (tool: DeliveryObject['tool'], namespace?: string, name?: string): void => {
    if (namespace !== undefined && name !== undefined) keys.push(`${tool}:${namespace}/${name}`)
  }
  add(
    'Kustomization',
    labels['kustomize.toolkit.fluxcd.io/namespace'],
    labels['kustomize.toolkit.fluxcd.io/name'],
  )
  add(
    'HelmRelease',
    labels['helm.toolkit.fluxcd.io/namespace'],
    labels['helm.toolkit.fluxcd.io/name'],
  )
  add(
    'Helm',
    annotations['meta.helm.sh/release-namespace'],
    annotations['meta.helm.sh/release-name'],
  )
  return keys
}

/** Every deployment that a tool remembers, newest first. */
export function toolDeliveries(
  objects: readonly DeliveryObject[],
  applications: readonly ApplicationObject[],
): ToolDelivery[] {
  const ofFlux = objects.flatMap(({ tool, key, history }) =>
    history.map((delivery) => ({ ...delivery, tool: `${nameOfTool[tool]} ${key}` })),
  )
  const ofArgo = applications.flatMap(({ meta, history }) =>
    history.flatMap(({ revisions, deployedAt, initiatedBy }) =>
      deployedAt === null
        ? []
        : [
            {
              tool: `Argo CD application ${meta.name}`,
              at: deployedAt,
              by: initiatedBy,
              cause: revisions.length === 0 ? null : `synced ${revisions.map(brief).join(', ')}`,
              // Only successful syncs are kept, but a sync is done before the pods are.
              succeeded: null,
              containers: {},
            },
          ],
    ),
  )
  return [...ofFlux, ...ofArgo].sort((a, b) => b.at.localeCompare(a.at))
}

const nameOfTool: Readonly<Record<DeliveryObject['tool'], string>> = {
  Kustomization: 'Flux Kustomization',
  HelmRelease: 'Flux HelmRelease',
  Helm: 'Helm release',
}

/** A commit's hash is long, a chart's version is not. */
function brief(revision: string): string {
  return /^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, 7) : revision
}

const window = 600_000

/**
 * The deployment that brought the release: the nearest in time, within ten minutes, where no other
 * release is nearer to it. A tool deploys many workloads at once, so most of what it remembers brought
 * this one nothing.
 */
export function deliveryOf(
  releasedAt: string | null,
  others: readonly (string | null)[],
  deliveries: readonly ToolDelivery[],
): ToolDelivery | null {
  if (releasedAt === null) return null
  const apart = (a: string, b: string): number => Math.abs(Date.parse(a) - Date.parse(b))
  let best: ToolDelivery | null = null
  for (const delivery of deliveries) {
    const distance = apart(delivery.at, releasedAt)
    if (!(distance <= window) || (best !== null && distance >= apart(best.at, releasedAt))) continue
    const taken = others.some((other) => other !== null && apart(delivery.at, other) < distance)
    if (!taken) best = delivery
  }
  return best
}

/** What the delivery adds: what the cluster itself says about a release outranks it. */
export function withDelivery(release: Release, delivery: ToolDelivery | null): Release {
  if (delivery === null) return release
  const verdict = delivery.succeeded === null ? 'unproven' : delivery.succeeded ? 'proven' : 'bad'
  return {
    ...release,
    releasedBy: release.releasedBy ?? delivery.by,
    cause:
      release.cause ??
      (delivery.cause === null ? delivery.tool : `${delivery.tool}: ${delivery.cause}`),
    proof: release.proof === 'unproven' ? verdict : release.proof,
  }
}
