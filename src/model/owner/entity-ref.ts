/** References between the entities of a Backstage catalog, in every form that people write them in. */
import { readOnce } from '../read-once.ts'
import { cleanLine } from '../text.ts'

/** All in lower case: references are compared without regard to case. */
export interface EntityRef {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

const form = /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/

/**
 * `[kind:][namespace/]name`, or an object with these fields; null for anything else. What is left out
 * is `kind` and the namespace `default` (backstage.io, "Entity References").
 */
export function parseEntityRef(value: unknown, kind: string): EntityRef | null {
  if (typeof value === 'string') {
    const match = form.exec(cleanLine(value).trim())
    return match === null ? null : refOf(match[1] ?? kind, match[2], match[3] ?? '')
  }
  if (typeof value !== 'object' || value === null) return null
  const parts = value as Readonly<Record<string, unknown>>
  if (typeof parts['name'] !== 'string' || parts['name'] === '') return null
  const [given, namespace] = [parts['kind'], parts['namespace']].map((part) =>
    typeof part === 'string' && part !== '' ? part : undefined,
  )
  return refOf(given ?? kind, namespace, parts['name'])
}

/** As a map's key and as people write it in full: `group:default/payments`. */
export function refText({ kind, namespace, name }: EntityRef): string {
  return `${kind}:${namespace}/${name}`
}

/**
 * An owner as people say it: `group:default/shop` is `shop`, `group:eu/shop` is `eu/shop`. Text that
 * is no reference with a kind stays as it is.
 */
export function plainOwner(text: string): string {
  const reference = /^(?:group|user):(.+)$/i.exec(text)?.[1]
  return reference === undefined ? text : reference.replace(/^default\//i, '')
}

/**
 * Tells owners apart: `payments`, `Payments` and `group:default/payments` are one team, as in a Backstage catalog.
 * Several owners are parted by commas. null is whoever is not known.
 */
export function ownerIdentity(owner: string | null): string | null {
  return owner === null ? null : identityOf(owner)
}

/** Rows are grouped by it, and few owners have many of them. */
const identityOf = readOnce((owner) => owner.split(', ').map(plainOwner).join(', ').toLowerCase())

function refOf(kind: string, namespace: string | undefined, name: string): EntityRef {
  const lower = (text: string) => cleanLine(text).trim().toLowerCase()
  return { kind: lower(kind), namespace: lower(namespace ?? 'default'), name: lower(name) }
}
