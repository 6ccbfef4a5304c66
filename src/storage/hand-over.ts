/** A bisect as one text, to hand to a colleague: the journal itself, which says its version. */
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import type { Entry, StoredBisect } from './journal.ts'
import { takenIds } from './journal.ts'
import { formatJournal, parseJournal } from './journal-format.ts'
import { newSessionId } from './session-id.ts'

export function exportBisect({ session, entries }: StoredBisect): string {
  return formatJournal(session, entries.map(withoutCommand))
}

/** A command runs for whoever wrote it, never for whoever was handed the file; its answers stay. */
function withoutCommand(entry: Entry): Entry {
  return entry.type === 'testable' ? { ...entry, asks: null } : entry
}

/**
 * Reads what `exportBisect` wrote. `file` is where the text came from, for failures: anything but a
 * whole journal is refused, and so is one of a newer kulprit.
 */
export function parseHandOver(text: string, file: string): Result<StoredBisect> {
  // Mail and editors like to add a byte order mark and to drop the last line break.
  const whole = text.replace(/^\uFEFF/, '').replace(/\n?$/, '\n')
  const parsed = parseJournal(whole, file)
  if (parsed.ok)
    return ok({
      session: parsed.value.session,
      entries: parsed.value.entries.map(withoutCommand),
    })
  const { kind, message, cause, next } = parsed.failure
  const sendAgain = 'ask for the file again: kulprit bisect export writes it'
  return failed(kind, message, { cause, next: next === 'update kulprit' ? next : sendAgain })
}

/** The id a bisect keeps on this machine: its own, or another where that is taken. */
export async function idOnArrival(stateDir: string, id: string): Promise<string> {
  const taken = await takenIds(stateDir)
  return taken.includes(id) ? newSessionId(id.replace(/-[^-]{4}$/, ''), taken) : id
}
