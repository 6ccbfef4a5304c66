/** Asks RBAC what the user may do of the commands that are shown. */
import { parts } from '../parts.ts'
import type { Connection } from '../../cluster/request/connection.ts'
import type { Transfer } from '../bisects/find-source.ts'
import { count } from '../../state/format.ts'
import type { Allowed, Step } from '../../state/workload/next-steps.ts'

/** Nobody waits for long to read what may help: without an answer it is not known. */
const longestMs = 2_000

/** One answer for each step. */
export async function rightsFor(
  steps: readonly Step[],
  connection: Connection | undefined,
  { signal, onProgress }: Transfer,
): Promise<readonly Allowed[]> {
  if (connection === undefined) return steps.map(() => null)
  const { mayDo } = await parts.cluster()
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(longestMs)])
  const asked = new Map<string, Promise<Allowed>>()
  let answered = 0
  return Promise.all(
    steps.map(async ({ needs }) => {
      const key = JSON.stringify(needs)
      const asking = asked.get(key) ?? mayDo(connection, needs, inTime)
      asked.set(key, asking)
      const answer = await asking
      answered += 1
      onProgress(`${answered} of ${count(steps.length, 'command')} answered`)
      return answer
    }),
  )
}
