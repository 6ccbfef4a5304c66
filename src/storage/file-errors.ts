/** Turns the errors of the file system into failures that name the file. */
import type { Failure } from '../model/failure.ts'
import { failed } from '../model/failure.ts'
import { cleanLine } from '../model/text.ts'

const nextSteps: Readonly<Record<string, string>> = {
  ENOSPC: 'free some disk space and try again',
  EDQUOT: 'free some of your disk quota and try again',
  EACCES: 'make the file and its folder readable and writable for you',
  EPERM: 'make the file and its folder readable and writable for you',
  EROFS: 'point XDG_CONFIG_HOME, XDG_CACHE_HOME and XDG_STATE_HOME at folders that can be written',
}

/** The system's error code (`ENOENT`, …); null for any other error. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null
}

/** `doing` completes "cannot …": `write /home/me/.config/kulprit/settings.json`. */
export function fileFailure(
  doing: string,
  error: unknown,
): { readonly ok: false; readonly failure: Failure } {
  return failed('config', `cannot ${doing}`, {
    cause: cleanLine(error instanceof Error ? error.message : String(error)),
    next: nextSteps[errorCode(error) ?? ''] ?? null,
  })
}
