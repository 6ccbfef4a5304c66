/** Whose workload it is, and where to reach them: read from annotations, labels and the namespace. */
import type { NamespaceObject, WorkloadObject } from './kube.ts'
import type { Place } from './place.ts'
import { findKey, namespacePlace, ownPlaces } from './place.ts'
import type { Confidence, Resolved } from './resolved.ts'
import { resolved, unknown } from './resolved.ts'
import type { Contact } from './workload.ts'

const ownerAnnotations = ['a8r.io/owner', 'opslevel.com/owner', 'terasky.backstage.io/owner']
const ownerLabels = ['team', 'owner']

/**
 * An annotation made for the purpose outranks a label, and both outrank what the namespace says.
 * `namespace` is null where it could not be read.
 */
export function ownerOf(workload: WorkloadObject, namespace: NamespaceObject | null): Resolved {
  const own = ownPlaces(workload)
  const inherited = namespace === null ? [] : [namespacePlace(namespace)]
  const unread = namespace === null ? ' (not read)' : ''
  return (
    ask('annotation', own, 'certain') ??
    ask('label', own, 'likely') ??
    ask('annotation', inherited, 'likely') ??
    ask('label', inherited, 'likely') ??
    unknown(
      `no owner annotation and no team label on the pod template, the ${workload.kind.toLowerCase()} or namespace ${workload.meta.namespace}${unread}`,
    )
  )
}

function ask(
  field: 'label' | 'annotation',
  places: readonly Place[],
  confidence: Confidence,
): Resolved | null {
  const found = findKey(field, field === 'label' ? ownerLabels : ownerAnnotations, places)
  return found === null ? null : resolved(plainOwner(found.value), found.source, confidence)
}

/** A Backstage reference `[kind:][namespace/]name` as people say it: `group:default/shop` is `shop`. */
function plainOwner(text: string): string {
  const reference = /^(?:group|user):(.+)$/i.exec(text)?.[1]
  return reference === undefined ? text : reference.replace(/^default\//i, '')
}

const contactKinds: readonly (readonly [pattern: RegExp, kind: string | null])[] = [
  [/^a8r\.io\/(chat|runbook|support|incidents|logs|performance|documentation|bugs)$/, null],
  [/^app\.komodor\.com\/notification\..*slack$/, 'chat'],
  [/^app\.komodor\.com\/(?:service|deploy)\.link\.(.+)$/, null],
  [/^link\.argocd\.argoproj\.io\/(.+)$/, null],
  [/^pagerduty\.com\/service-id$/, 'pagerduty'],
]

/** Every contact that is named; the nearest place first, no value twice. */
export function contactsOf(workload: WorkloadObject, namespace: NamespaceObject | null): Contact[] {
  const places = ownPlaces(workload)
  if (namespace !== null) places.push(namespacePlace(namespace))
  const contacts = new Map<string, Contact>()
  for (const place of places)
    for (const [key, text] of Object.entries(place.annotations)) {
      const kind = contactKind(key)
      const value = text.trim()
      if (kind === null || value === '' || contacts.has(`${kind} ${value}`)) continue
      contacts.set(`${kind} ${value}`, {
        kind,
        value,
        source: `annotation ${key} on ${place.name}`,
      })
    }
  return [...contacts.values()]
}

function contactKind(annotation: string): string | null {
  for (const [pattern, kind] of contactKinds) {
    const match = pattern.exec(annotation)
    if (match !== null) return kind ?? match[1] ?? null
  }
  return null
}
