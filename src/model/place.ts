/** The places that say something about a workload, in the order in which they are asked. */
import type { ApplicationObject, ServiceObject } from './kube/kube-around.ts'
import type { Meta, NamespaceObject, PodTemplate, WorkloadObject } from './kube/kube.ts'
import { readOnce } from './read-once.ts'
import type { WorkloadFacts } from './workload-facts.ts'

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
  return placeOf(nameOfKind(kind), meta)
}

const nameOfKind = readOnce((kind) => `the ${kind.toLowerCase()}`)

export function namespacePlace(namespace: NamespaceObject): Place {
  return placeOf(`namespace ${namespace.meta.name}`, namespace.meta)
}

export function servicePlace({ meta }: ServiceObject): Place {
  return placeOf(`service ${meta.name}`, meta)
}

export function applicationPlace({ meta }: ApplicationObject): Place {
  return placeOf(`Argo CD application ${meta.name}`, meta)
}

/** A workload with all that stands around it and may say something about it. */
export type Subject = Pick<
  WorkloadFacts,
  'context' | 'workload' | 'namespace' | 'services' | 'applications'
>

/** Own places, its Services, its namespace, its Argo CD Applications. */
export function allPlaces({ workload, services, namespace, applications }: Subject): Place[] {
  return [
    ...ownPlaces(workload),
    ...services.map(servicePlace),
    ...(namespace === null ? [] : [namespacePlace(namespace)]),
    ...applications.map(applicationPlace),
  ]
}

function placeOf(name: string, { labels, annotations }: Meta): Place {
  return { name, labels, annotations }
}

export interface Found {
  readonly value: string
  /** `label team on namespace shop` */
  readonly source: string
}

/** One text for all who have it. */
const sourceOf = readOnce((text) => text)

type FoundKey = Found & { readonly key: string }

/** Most keys are nowhere: of what is asked for each release of each workload, an empty list costs least. */
const nothing: readonly FoundKey[] = []

/** Each key that has text, place by place and then key by key. */
export function findKeys(
  field: 'label' | 'annotation',
  keys: readonly string[],
  places: readonly Place[],
): readonly FoundKey[] {
  let found: FoundKey[] | null = null
  for (const place of places) {
    const texts = field === 'label' ? place.labels : place.annotations
    for (const key of keys) {
      const value = texts[key]?.trim() ?? ''
      if (value === '') continue
      found ??= []
      found.push({ key, value, source: sourceOf(`${field} ${key} on ${place.name}`) })
    }
  }
  return found ?? nothing
}

/** Each of the user's own keys that has text, as annotation and then as label, place by place. */
export function findOwnKeys(
  keys: readonly string[],
  places: readonly Place[],
): readonly FoundKey[] {
  if (keys.length === 0) return nothing
  return places.flatMap((place) => [
    ...findKeys('annotation', keys, [place]),
    ...findKeys('label', keys, [place]),
  ])
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
      if (value !== '') return { value, source: sourceOf(`${field} ${key} on ${place.name}`) }
    }
  }
  return null
}
