/** A Backstage catalog: its entities, and which of them a workload belongs to. */
import type { EntityRef } from './entity-ref.ts'
import { parseEntityRef, refText } from './entity-ref.ts'
import type { LabelRequirement } from '../kube/label-selector.ts'
import { matchesLabels, parseLabelSelector } from '../kube/label-selector.ts'
import { cleanLine } from '../text.ts'

type Texts = Readonly<Record<string, string>>

interface EntityLink {
  readonly url: string
  /** Its title, else its type; null where it has neither. */
  readonly title: string | null
}

export interface Entity {
  readonly ref: EntityRef
  readonly labels: Texts
  readonly annotations: Texts
  readonly links: readonly EntityLink[]
  /** `spec.owner`. */
  readonly owner: EntityRef | null
  /** Of a group's or a user's profile. */
  readonly email: string | null
  /** The file it was read from, as the user knows it. */
  readonly file: string
}

/** null for what is no entity; text is cleaned (backstage.io, "Descriptor Format of Catalog Entities"). */
export function readEntity(document: unknown, file: string): Entity | null {
  const whole = record(document)
  const metadata = record(whole['metadata'])
  const { kind } = whole
  if (typeof kind !== 'string' || !String(whole['apiVersion']).includes('backstage.io')) return null
  const ref = parseEntityRef({ ...metadata, kind }, kind)
  if (ref === null) return null
  const spec = record(whole['spec'])
  return {
    ref,
    labels: texts(metadata['labels']),
    annotations: texts(metadata['annotations']),
    links: (Array.isArray(metadata['links']) ? metadata['links'] : []).map(record).flatMap(linkOf),
    owner: parseEntityRef(spec['owner'], 'group'),
    email: textOf(record(spec['profile'])['email']),
    file: cleanLine(file),
  }
}

const kubernetesId = 'backstage.io/kubernetes-id'
/** What runs as a workload; an API or a System does not. */
const runs = ['component', 'resource']

/** What a workload says of itself, for finding its entity. */
export interface Wanted {
  /** Labels of its pods and its own. */
  readonly labels: Texts
  readonly namespace: string
  /** The values of `backstage.io/kubernetes-id`, the nearest first. */
  readonly ids: readonly string[]
  /** What it may be called, the likeliest first. */
  readonly names: readonly string[]
}

export interface FoundEntity {
  readonly entity: Entity
  readonly how: 'id' | 'selector' | 'name'
}

export class Catalog {
  readonly #byRef = new Map<string, Entity>()
  readonly #byId = new Map<string, Entity>()
  /** null where several have the name. */
  readonly #byName = new Map<string, Entity | null>()
  readonly #selecting: { entity: Entity; wanted: readonly LabelRequirement[] }[] = []

  constructor(entities: readonly Entity[]) {
    for (const entity of entities) {
      const key = refText(entity.ref)
      // The first of two files that say the same counts, as in Backstage.
      if (this.#byRef.has(key)) continue
      this.#byRef.set(key, entity)
      if (runs.includes(entity.ref.kind)) this.#addRunning(entity)
    }
  }

  /** The one thing that runs, where there is but one. */
  only(): Entity | null {
    const [one, ...others] = [...this.#byRef.values()].filter(({ ref }) => runs.includes(ref.kind))
    return others.length === 0 ? (one ?? null) : null
  }

  entity(ref: EntityRef): Entity | null {
    return this.#byRef.get(refText(ref)) ?? null
  }

  /** By its id, by an entity's label selector, by an entity's name where one entity has it. */
  find({ labels, namespace, ids, names }: Wanted): FoundEntity | null {
    for (const id of ids) {
      const entity = this.#byId.get(id.toLowerCase()) ?? this.#byName.get(id.toLowerCase())
      if (entity) return { entity, how: 'id' }
    }
    const selecting = this.#selecting.find(
      ({ entity, wanted }) => isIn(entity, namespace) && matchesLabels(labels, wanted),
    )
    if (selecting !== undefined) return { entity: selecting.entity, how: 'selector' }
    for (const name of names) {
      const entity = this.#byName.get(name.toLowerCase())
      if (entity && isIn(entity, namespace)) return { entity, how: 'name' }
    }
    return null
  }

  #addRunning(entity: Entity): void {
    const id = entity.annotations[kubernetesId]
    if (id !== undefined) this.#byId.set(id.toLowerCase(), entity)
    const { name } = entity.ref
    this.#byName.set(name, this.#byName.has(name) ? null : entity)
    const selector = entity.annotations['backstage.io/kubernetes-label-selector']
    const wanted = selector === undefined ? null : parseLabelSelector(selector)
    if (wanted?.ok === true) this.#selecting.push({ entity, wanted: wanted.value })
  }
}

function isIn(entity: Entity, namespace: string): boolean {
  const only = entity.annotations['backstage.io/kubernetes-namespace']
  return only === undefined || only === namespace
}

function linkOf(link: Readonly<Record<string, unknown>>): EntityLink[] {
  const url = textOf(link['url'])
  return url === null ? [] : [{ url, title: textOf(link['title']) ?? textOf(link['type']) }]
}

function texts(value: unknown): Texts {
  return Object.fromEntries(
    Object.entries(record(value)).flatMap(([key, one]) => {
      const text = textOf(one)
      return text === null ? [] : [[cleanLine(key), text]]
    }),
  )
}

function textOf(value: unknown): string | null {
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  const text = known ? cleanLine(String(value)).trim() : ''
  return text === '' ? null : text
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}
