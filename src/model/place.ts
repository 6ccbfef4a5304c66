/** The places that say something about a workload, in the order in which they are asked. */
import type { Meta, NamespaceObject, PodTemplate, WorkloadObject } from './kube.ts'

export interface Place {
  /** As a source names it: `the pod template`, `the deployment`, `namespace shop`. */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

/** The pod template, then the workload. */
export function ownPlaces(workload: WorkloadObject): Place[] {
  return [templatePlace(workload.template), workloadPlace(workload.kind, workload.meta)]
}

export function templatePlace(template: PodTemplate): Place {
  return { name: 'the pod template', labels: template.labels, annotations: template.annotations }
}

export function workloadPlace(kind: string, meta: Meta): Place {
  return {
    name: `the ${kind.toLowerCase()}`,
    labels: meta.labels,
    annotations: meta.annotations,
  }
}

export function namespacePlace(namespace: NamespaceObject): Place {
  const { name, labels, annotations } = namespace.meta
  return { name: `namespace ${name}`, labels, annotations }
}

export interface Found {
  readonly value: string
  /** `label team on namespace shop` */
  readonly source: string
}

/** Each key that has text, place by place and then key by key. */
export function* findKeys(
  field: 'label' | 'annotation',
  keys: readonly string[],
  places: readonly Place[],
): Generator<Found & { readonly key: string }> {
  for (const place of places)
    for (const key of keys) {
      const value = (field === 'label' ? place.labels : place.annotations)[key]?.trim() ?? ''
      if (value !== '') yield { key, value, source: `${field} ${key} on ${place.name}` }
    }
}

export function findKey(
  field: 'label' | 'annotation',
  keys: readonly string[],
  places: readonly Place[],
): Found | null {
  for (const place of places) {
    const record = field === 'label' ? place.labels : place.annotations
    for (const key of keys) {
      const value = record[key]?.trim() ?? ''
      if (value !== '') return { value, source: `${field} ${key} on ${place.name}` }
    }
  }
  return null
}
