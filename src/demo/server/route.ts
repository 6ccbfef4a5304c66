/** Reads the path of a request for objects. */
import type { Resource } from './resources.ts'
import { resources } from './resources.ts'

export interface Route {
  readonly resource: Resource
  readonly namespace: string | null
  readonly name: string | null
  /** `log`, `status`, …; null for the object itself. */
  readonly subresource: string | null
  /** The old form of a watch, `/api/v1/watch/…`. */
  readonly watch: boolean
}

/** null where nothing of the kind is served. */
export function parseRoute(path: string): Route | null {
  const segments = path.split('/').filter((segment) => segment !== '')
  const root = segments.shift()
  if (root !== 'api' && root !== 'apis') return null
  const group = root === 'api' ? '' : (segments.shift() ?? '')
  const version = segments.shift() ?? ''
  const watch = segments[0] === 'watch'
  if (watch) segments.shift()
  const [first, second, third, fourth, fifth, ...rest] = segments.map(decode)
  if (first === undefined || rest.length > 0) return null
  const inNamespace = first === 'namespaces' && second !== undefined && third !== undefined
  const [namespace, plural, name, subresource] = inNamespace
    ? [second, third, fourth, fifth]
    : [null, first, second, third]
  const resource = resources.find(
    (served) => served.group === group && served.version === version && served.plural === plural,
  )
  if (resource === undefined) return null
  // All objects of a kind can be listed, but one of them is found only in its namespace.
  if (resource.namespaced ? namespace === null && name !== undefined : namespace !== null)
    return null
  return { resource, namespace, name: name ?? null, subresource: subresource ?? null, watch }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
