/** What stderr says about a failure. */
import type { ResourceStatus } from '../model/change.ts'
import type { Failure } from '../model/failure.ts'

/** `error: MESSAGE; NEXT STEP` on one line; what the outside system said follows, indented. */
export function failureText(failure: Failure): string {
  const link = /[.?!]$/.test(failure.message) ? ' ' : '; '
  const next = failure.next === null ? '' : `${link}${failure.next}`
  const cause = failure.cause === null ? [] : failure.cause.split('\n')
  return [`error: ${failure.message}${next}`, ...cause.map((line) => `  ${line}`), ''].join('\n')
}

/** One line about a resource that could not be read: `warning: cannot read pods in prod (…): …`. */
export function warningText(status: ResourceStatus): string {
  const place = status.namespace === null ? '' : ` in namespace ${status.namespace}`
  const what =
    status.state === 'stale'
      ? `${status.resource}${place} of ${status.context} are stale since ${status.since}`
      : `cannot read ${status.resource}${place} of ${status.context}`
  const why = [status.reason, status.message].filter((text) => text !== null).join(', ')
  return `warning: ${what}${why === '' ? '' : `: ${why}`}\n`
}
