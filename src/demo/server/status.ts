/** The API's answers to what cannot be served: `Status` objects in the server's own words. */
import type { Resource } from './resources.ts'
import { qualifiedName } from './resources.ts'

export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  /** `continue`: where a list that has expired can go on. */
  readonly metadata: { readonly continue?: string }
  readonly status: 'Failure'
  readonly message: string
  readonly reason?: string
  readonly details?: object
  readonly code: number
}

export function failureStatus(
  code: number,
  reason: string | null,
  message: string,
  details?: object,
): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === null ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  }
}

export function notServed(): Status {
  return failureStatus(404, 'NotFound', 'the server could not find the requested resource', {})
}

export function notFound(resource: Resource, name: string): Status {
  const group = resource.group === '' ? {} : { group: resource.group }
  const details = { name, ...group, kind: resource.plural }
  return failureStatus(404, 'NotFound', `${qualifiedName(resource)} "${name}" not found`, details)
}

export function badRequest(message: string): Status {
  return failureStatus(400, 'BadRequest', message)
}

/** Options of a list or watch that do not go together. */
export function invalidOptions(message: string): Status {
  return failureStatus(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: ${message}`)
}

/** A watch from a version, or a list of one, that is no longer remembered. */
export function expired(message: string): Status {
  return failureStatus(410, 'Expired', message)
}

/** A version that is not there yet. Clients look for the cause. */
export function tooLargeVersion(asked: number, current: number): Status {
  return failureStatus(
    504,
    'Timeout',
    `Timeout: Too large resource version: ${asked}, current: ${current}`,
    {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  )
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
