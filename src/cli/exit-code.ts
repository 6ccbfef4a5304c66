/** The exit codes, each with its meaning: what scripts rely on, and what help and the reference page list. */
import type { Failure } from '../model/failure.ts'

export const exitCode = {
  success: 0,
  failure: 1,
  usage: 2,
  partial: 3,
  noCulprit: 4,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

export const exitCodeMeanings: readonly { readonly code: ExitCode; readonly meaning: string }[] = [
  { code: exitCode.success, meaning: 'success, also while a bisect is still probing' },
  { code: exitCode.failure, meaning: 'failure: nothing could be read, or a bisect was aborted' },
  {
    code: exitCode.usage,
    meaning: 'usage: an unknown flag, a bad query, an ambiguous workload',
  },
  {
    code: exitCode.partial,
    meaning:
      'partial result: a context or a kind could not be read; the rest is printed, the failures are named on stderr and in "errors"',
  },
  {
    code: exitCode.noCulprit,
    meaning: 'a bisect ended without one culprit; the candidates are printed',
  },
  { code: exitCode.interrupted, meaning: 'interrupted by Ctrl-C or a signal' },
]

/** The code that a command which ended with this failure exits with. */
export function exitCodeOf(failure: Failure): ExitCode {
  if (failure.kind === 'usage') return exitCode.usage
  return failure.kind === 'cancelled' ? exitCode.interrupted : exitCode.failure
}
