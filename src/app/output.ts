/** Where commands write: the result to stdout, everything else to stderr. */
import type { ExitCode } from '../cli/exit-code.ts'
import { exitCode, exitCodeOf } from '../cli/exit-code.ts'
import { failureText, warningText } from '../cli/print/failure-text.ts'
import { readErrors } from '../cli/print/read-errors.ts'
import type { ResourceStatus } from '../model/change.ts'
import type { Failure } from '../model/failure.ts'
import { clearFirst } from './first-paint.ts'

export function print(text: string): void {
  process.stdout.write(text)
}

export function note(text: string): void {
  clearFirst()
  process.stderr.write(text)
}

/** Says what failed; the answer is the code to exit with. */
export function fail(failure: Failure): ExitCode {
  note(failureText(failure))
  return exitCodeOf(failure)
}

/** Names what could not be read; the answer tells a whole result from a partial one. */
export function warnAbout(statuses: readonly ResourceStatus[]): ExitCode {
  const errors = readErrors(statuses)
  if (errors.length > 0) note(warningText(errors))
  return errors.length === 0 ? exitCode.success : exitCode.partial
}

let progressShown = false

/** One line that is rewritten in place, on a terminal only. */
export function showProgress(text: string): void {
  if (!process.stderr.isTTY) return
  progressShown = true
  note(`\r\u001B[K${text}`)
}

export function endProgress(): void {
  if (progressShown) note('\r\u001B[K')
  progressShown = false
}
