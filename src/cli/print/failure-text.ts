/** What stderr says about a failure. */
import type { ResourceStatus } from '../../model/change.ts'
import type { Failure } from '../../model/failure.ts'

/** `error: MESSAGE; NEXT STEP` on one line; what the outside system said follows, indented. */
export function failureText(failure: Failure): string {
  const link = /[.?!]$/.test(failure.message) ? ' ' : '; '
  const next = failure.next === null ? '' : `${link}${failure.next}`
  const cause = failure.cause === null ? [] : failure.cause.split('\n')
  return [`error: ${failure.message}${next}`, ...cause.map((line) => `  ${line}`), ''].join('\n')
}

/**
 * What could not be read, a line for each reason:
 * `warning: cannot read pods, jobs of prod: Forbidden, you may not …`.
 */
export function warningText(statuses: readonly ResourceStatus[]): string {
  const lines = new Map<string, { readonly resources: string[]; readonly status: ResourceStatus }>()
  for (const status of statuses) {
    const { context, namespace, state, reason } = status
    const key = JSON.stringify([context, namespace, state, reason, sameForAll(status)])
    const line = lines.get(key) ?? { resources: [], status }
    line.resources.push(status.resource)
    lines.set(key, line)
  }
  return [...lines.values()]
    .map(({ resources, status }) => warningLine(resources.join(', '), status))
    .join('')
}

/** The message, where it does not name the resource. */
function sameForAll({ message, resource }: ResourceStatus): string | null {
  return message?.includes(resource) ? resource : message
}

function warningLine(resources: string, status: ResourceStatus): string {
  const place = status.namespace === null ? '' : ` in namespace ${status.namespace}`
  const what =
    status.asOf === null
      ? `cannot read ${resources}${place} of ${status.context}`
      : `${resources}${place} of ${status.context} are stale since ${status.asOf}`
  const why = [status.reason, status.message].filter((text) => text !== null).join(', ')
  return `warning: ${what}${why === '' ? '' : `: ${why}`}\n`
}
