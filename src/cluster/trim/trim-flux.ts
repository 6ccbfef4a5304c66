/** Trims Flux's Kustomizations and HelmReleases to the deployments that they remember. */
import type { Delivery, DeliveryObject } from '../../model/kube/kube-delivery.ts'
import { count, items, type Json, line, record } from './json.ts'
import { trimMeta } from './trim-meta.ts'

/**
 * null where uid or name is missing. Shape: `kustomizations.kustomize.toolkit.fluxcd.io` v1, whose
 * `status.history` has an entry for each digest of what was built.
 */
export function trimKustomization(object: Json): DeliveryObject | null {
  return trimHistory('Kustomization', object, (entry) => {
    const revision = line(record(entry['metadata'])['revision'])
    return delivery(
      line(entry['firstReconciled']),
      revision === null ? null : `revision ${shortRevision(revision)}`,
      kustomizationSucceeded(line(entry['lastReconciledStatus'])),
    )
  })
}

/** Likewise; `helmreleases.helm.toolkit.fluxcd.io` v2, whose `status.history` holds snapshots of releases. */
export function trimHelmRelease(object: Json): DeliveryObject | null {
  return trimHistory('HelmRelease', object, (entry) => {
    const [chart, version] = [line(entry['chartName']), line(entry['chartVersion'])]
    const number = count(entry['version'])
    return delivery(
      line(entry['lastDeployed']),
      chart === null
        ? null
        : `chart ${chart} ${version ?? ''}`.trim() + (number === null ? '' : `, release ${number}`),
      helmSucceeded(line(entry['status'])),
    )
  })
}

/** What Helm calls the state of a release: those that were replaced had worked. */
export function helmSucceeded(status: string | null): boolean | null {
  if (status === 'deployed' || status === 'superseded') return true
  return status === 'failed' ? false : null
}

/** Of the ways to fail, only this one says that what was deployed did not work. */
function kustomizationSucceeded(status: string | null): boolean | null {
  if (status === 'ReconciliationSucceeded') return true
  return status === 'HealthCheckFailed' ? false : null
}

function trimHistory(
  tool: 'Kustomization' | 'HelmRelease',
  object: Json,
  read: (entry: Json) => Delivery | null,
): DeliveryObject | null {
  const meta = trimMeta(object)
  if (meta === null) return null
  return {
    type: 'delivery',
    tool,
    meta,
    key: `${meta.namespace}/${meta.name}`,
    history: items(record(object['status'])['history']).flatMap(
      (entry) => read(record(entry)) ?? [],
    ),
  }
}

function delivery(
  at: string | null,
  cause: string | null,
  succeeded: boolean | null,
): Delivery | null {
  return at === null ? null : { at, by: 'Flux', cause, succeeded, containers: {} }
}

/** `main@sha1:9e8d7c6b…` with the hash cut to seven digits. */
function shortRevision(revision: string): string {
  return revision.replace(/(sha1:[0-9a-f]{7})[0-9a-f]+$/, '$1')
}
