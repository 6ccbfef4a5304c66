/** The check of a session's name, before it becomes part of a path. */
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { cleanLine } from '../model/text.ts'

/** A session's name becomes part of refs and folders, and can come from a colleague's file. */
export function checkSession(session: string): Result<void> {
  return /^[a-z0-9](?:[a-z0-9_-]|\.(?=[a-z0-9]))*$/i.test(session) && !session.endsWith('.lock')
    ? ok(undefined)
    : failed('usage', `"${cleanLine(session)}" is not the name of a session`, {
        next: 'a name has letters, digits, dots and dashes only',
      })
}
