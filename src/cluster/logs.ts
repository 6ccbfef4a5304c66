/** Reads the log of one container as it grows. */
import { setImmediate as turn } from 'node:timers/promises'
import { cleanOutput } from '../model/text.ts'
import type { Connection } from './request/connection.ts'
import type { ReadFailure } from './request/read-failure.ts'

export interface LogQuery {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly previous: boolean
  readonly tailLines: number | null
  /** Lines written since then, in seconds back. */
  readonly sinceSeconds: number | null
  /** Goes on from a line that was read: RFC 3339, whose own line comes again. */
  readonly sinceTime: string | null
}

export interface ReadLine {
  /** RFC 3339, as the container runtime wrote it down; null where it did not. */
  readonly at: string | null
  /** Clean. */
  readonly text: string
}

/** A turn of reading this long, then keys are heard and the screen is drawn. */
const turnMs = 8
/** A line that never ends is cut. */
const longestLine = 64 * 1024

/**
 * Hands the lines out as they come, until the container stops or `signal` aborts; then null. Else what
 * went wrong.
 */
export async function followLog(
  connection: Connection,
  query: LogQuery,
  onLines: (lines: readonly ReadLine[]) => void,
  signal: AbortSignal,
): Promise<ReadFailure | null> {
  const wanted = { accept: '*/*', compressed: false, endless: true }
  const answer = await connection.stream(pathOf(query), signal, wanted)
  if (!answer.ok) return signal.aborted ? null : answer.failure
  // It was answered, if with nothing so far.
  onLines([])
  const decoder = new TextDecoder()
  let rest = ''
  let since = performance.now()
  try {
    for await (const chunk of answer.value.chunks) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > longestLine) {
        lines.push(rest)
        rest = ''
      }
      onLines(lines.flatMap(readLine))
      if (performance.now() - since > turnMs) {
        await turn()
        since = performance.now()
      }
    }
  } catch (error) {
    return signal.aborted ? null : connection.explain(error)
  }
  if (rest !== '') onLines(readLine(rest))
  return null
}

function pathOf(query: LogQuery): string {
  const { namespace, pod, container, previous, tailLines, sinceSeconds, sinceTime } = query
  const parameters = new URLSearchParams({ container, timestamps: 'true' })
  if (previous) parameters.set('previous', 'true')
  else parameters.set('follow', 'true')
  if (tailLines !== null) parameters.set('tailLines', String(tailLines))
  if (sinceTime !== null) parameters.set('sinceTime', sinceTime)
  else if (sinceSeconds !== null) parameters.set('sinceSeconds', String(sinceSeconds))
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${parameters.toString()}`
}

const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?/

/** One line of the log; a program that draws over its line makes several of it. */
function readLine(line: string): ReadLine[] {
  const at = stamp.exec(line)
  const texts = cleanOutput(at === null ? line : line.slice(at[0].length))
  return (texts.length === 0 ? [''] : texts).map((text) => ({ at: at?.[1] ?? null, text }))
}
