/** The API's answers to what cannot be served: `Status` objects in the server's own words. */
import type { Resource } from './resources.ts'
import { qualifiedName } from './resources.ts'

export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: object
  readonly status: 'Failure'
  readonly message: string
  readonly reason: string
  readonly details?: object
  readonly code: number
}

export function failureStatus(
  code: number,
  reason: string,
  message: string,
  details?: object,
): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  }
}

export function notServed(): Status {
  return failureStatus(404, 'NotFound', 'the server could not find the requested resource', {})
}

export function notFound(resource: Resource, name: string): Status {
  const details = { name, group: resource.group, kind: resource.plural }
  return failureStatus(404, 'NotFound', `${qualifiedName(resource)} "${name}" not found`, details)
}

export function badRequest(message: string): Status {
  return failureStatus(400, 'BadRequest', message)
}

/** A watch from a version, or a list page of one, that is no longer remembered. */
export function expired(message: string): Status {
  return failureStatus(410, 'Expired', message)
}

export function methodNotAllowed(): Status {
  return failureStatus(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  )
}

/** The demo refuses every change, in the words of an API server that denies a user a verb. */
export function readOnly(
  verb: string,
  resource: Resource,
  namespace: string | null,
  name: string | null,
): Status {
  const what = name === null ? qualifiedName(resource) : `${qualifiedName(resource)} "${name}"`
  const where = namespace === null ? ' at the cluster scope' : ` in the namespace "${namespace}"`
  return failureStatus(
    403,
    'Forbidden',
    `${what} is forbidden: User "demo" cannot ${verb} resource "${resource.plural}" in API group "${resource.group}"${where}: the demo cluster is read-only`,
    { name: name ?? '', group: resource.group, kind: resource.plural },
  )
}
