/** Which of the things that were to be read could not be. */
import type { ReadState, ResourceStatus } from '../../model/change.ts'

const errorStates: ReadonlySet<ReadState> = new Set([
  'slow',
  'unreachable',
  'failed',
  'forbidden',
  'expired',
])

/** What could not be read: `errors` in JSON, warnings on stderr, and exit code 3 where there is one. */
export function readErrors(statuses: readonly ResourceStatus[]): readonly ResourceStatus[] {
  return statuses.filter((status) => errorStates.has(status.state))
}
