/** What a probe's exit code means. */
import type { Verdict } from './search.ts'

/**
 * The contract of `git bisect run`: 0 is good, 125 can't be tested, 1–127 is bad, and 128 or more
 * says that the command itself went wrong.
 */
export function verdictOfExitCode(code: number): Verdict | 'abort' {
  if (code === 0) return 'good'
  if (code === 125) return 'skip'
  return code >= 1 && code <= 127 ? 'bad' : 'abort'
}
