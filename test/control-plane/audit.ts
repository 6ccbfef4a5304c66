/** What kulprit asked an API server for, by that server's own audit log. */
import { readFileSync } from 'node:fs'

export interface AuditedRequest {
  readonly user: string
  readonly verb: string
  /** Empty for what is no resource, such as `/version`. */
  readonly resource: string
  readonly uri: string
}

interface AuditEvent {
  readonly user: { readonly username: string }
  readonly verb: string
  readonly userAgent?: string
  readonly requestURI: string
  readonly objectRef?: { readonly resource?: string }
}

/** Every request that kulprit made, whoever ran it. */
export function requestsOfKulprit(auditLog: string): AuditedRequest[] {
  return readFileSync(auditLog, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditEvent)
    .filter(({ userAgent }) => userAgent?.startsWith('kulprit/') === true)
    .map(({ user, verb, requestURI, objectRef }) => ({
      user: user.username,
      verb,
      resource: objectRef?.resource ?? '',
      uri: requestURI,
    }))
}

/** Those that break the promise to read only, and no Secret. */
export function brokenPromises(requests: readonly AuditedRequest[]): AuditedRequest[] {
  return requests.filter(
    ({ verb, resource }) => !['get', 'list', 'watch'].includes(verb) || resource === 'secrets',
  )
}
