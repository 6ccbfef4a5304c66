/** What kulprit asked an API server for, by that server's own audit log. */
import { readFileSync } from 'node:fs'

export interface AuditedRequest {
  readonly user: string
  readonly verb: string
  /** Empty for what is no resource, such as `/version`. */
  readonly resource: string
  readonly uri: string
  /** The HTTP status of the answer. */
  readonly status: number
}

interface AuditEvent {
  readonly user: { readonly username: string }
  readonly verb: string
  readonly userAgent?: string
  readonly requestURI: string
  readonly responseStatus?: { readonly code?: number }
  readonly objectRef?: { readonly resource?: string }
}

/** The log's lines but one that is still being written. */
export function auditedLines(auditLog: string): string[] {
  return readFileSync(auditLog, 'utf8').split('\n').slice(0, -1)
}

/** Every request that kulprit made, whoever ran it. */
export function requestsOfKulprit(auditLog: string): AuditedRequest[] {
  return auditedLines(auditLog)
    .map((line) => JSON.parse(line) as AuditEvent)
    .filter(({ userAgent }) => userAgent?.startsWith('kulprit/') === true)
    .map(({ user, verb, requestURI, objectRef, responseStatus }) => ({
      user: user.username,
      verb,
      resource: objectRef?.resource ?? '',
      uri: requestURI,
      status: responseStatus?.code ?? 0,
    }))
}

/** The one request for Secrets whose settings allowed it: those of Helm, in the namespace of that test. */
const allowedOnce = '/api/v1/namespaces/forgotten/secrets?limit=500&labelSelector=owner%3Dhelm'

/** A question about the user's own rights is created, answered and forgotten. */
const review = 'selfsubjectaccessreviews'

/** Those that break the promise to read only, and no Secret that the user did not allow. */
export function brokenPromises(requests: readonly AuditedRequest[]): AuditedRequest[] {
  const allowed = requests.findIndex(({ uri }) => uri === allowedOnce)
  return requests.filter(
    ({ verb, resource }, i) =>
      !(['get', 'list', 'watch'].includes(verb) || (verb === 'create' && resource === review)) ||
      (resource === 'secrets' && i !== allowed),
  )
}
