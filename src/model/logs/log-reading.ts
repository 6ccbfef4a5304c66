/** What a person asks of a workload's logs, and how the reading of each of them goes. */

export interface LogsWanted {
  /** Of the run before the last restart. */
  readonly previous: boolean
  /** null for all pods. */
  readonly pod: string | null
  /** null for the application's, `*` for all. */
  readonly container: string | null
  /** Seconds back; null for the last lines of each. */
  readonly since: number | null
}

export interface LogSource {
  readonly pod: string
  /** Enough of the pod's name to tell it from the others. */
  readonly short: string
  readonly container: string
  /** `none`: there is no such log, which is no failure. `refused`: asking again is of no use. */
  readonly state: 'asking' | 'reading' | 'ended' | 'none' | 'refused' | 'failed'
  /** Why there is nothing (more) to read; null while there is. */
  readonly message: string | null
}

/** How many lines of each log are asked for where no time is. */
export const tailLines = 2000

/** More logs than these are not read side by side. */
export const mostLogs = 40

/**
 * Why a log cannot be read, in words: the API server passes on what the kubelet says (kubelet,
 * `validateContainerLogStatus` and `ValidatePodLogOptions`).
 */
export function logRefusal(
  status: number | null,
  said: string,
  container: string,
): Pick<LogSource, 'state' | 'message'> {
  if (status === 403)
    return {
      state: 'refused',
      message: `you may not read logs here, ask for get on pods/log: ${said}`,
    }
  if (status === 404) return { state: 'none', message: 'the pod is gone' }
  if (/previous terminated container/.test(said))
    return { state: 'none', message: `container ${container} has no earlier run` }
  const waits = /is waiting to start: ?(.*)$/.exec(said)
  if (waits !== null) {
    const why = waits[1] === undefined || waits[1] === '' ? '' : ` (${waits[1]})`
    return { state: 'none', message: `container ${container} has not started${why}` }
  }
  if (/is not valid for pod|not found in pod/.test(said))
    return { state: 'none', message: `there is no container ${container} in the pod` }
  return { state: 'failed', message: said }
}
