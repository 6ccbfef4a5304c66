/** Keeps each bisect in an append-only file of its own, so that quit, crash and reboot lose no verdict. */
import { link, mkdir, readFile, readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Session } from '../bisect/session.ts'
import type { Failure, Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { appendAfter, syncToDisk, writeNewFile } from './durable.ts'
import { errorCode, fileFailure } from './file-errors.ts'
import type { Entry } from './journal-format.ts'
import { formatEntry, formatJournal, parseJournal } from './journal-format.ts'
import type { Lock } from './lock.ts'
import { takeLock } from './lock.ts'
import { isSessionId } from './session-id.ts'

export type { EndStatus, Entry } from './journal-format.ts'

/** A bisect as it is on disk, to look at. */
export interface StoredBisect {
  readonly session: Session
  readonly entries: readonly Entry[]
}

/** A bisect to go on with: no other process can, until it is closed. */
export interface Journal extends StoredBisect {
  /** Resolves once the entry is on the disk; a failure leaves the journal as it was. */
  append(entry: Entry): Promise<Result<void>>
  /** Lets other processes go on with the bisect. */
  close(): Promise<void>
  /** Forgets the bisect, and closes. */
  remove(): Promise<void>
}

const suffix = '.jsonl'
const marking = 'marking this bisect'

/** Starts with `entries`, which appear with the file. Fails where a bisect of that id exists. */
export async function createJournal(
  stateDir: string,
  session: Session,
  entries: readonly Entry[] = [],
): Promise<Result<Journal>> {
  const file = journalFile(stateDir, session.id)
  if (file === null) return noSuchBisect(session.id)
  try {
    await mkdir(bisectsFolder(stateDir), { recursive: true, mode: 0o700 })
    const lock = await takeLock(`${file}.lock`, marking)
    if (!lock.ok) return lock
    try {
      await publish(file, formatJournal(session, entries))
    } catch (error) {
      await lock.value.release()
      if (errorCode(error) === 'EEXIST')
        return failed('config', `there is already a bisect ${session.id}`, {
          next: `kulprit bisect status --session ${session.id}`,
        })
      throw error
    }
    return readLocked(file, lock.value)
  } catch (error) {
    return fileFailure(`write ${file}`, error)
  }
}

/** Fails where there is no such bisect, or another live process has it open. */
export async function openJournal(stateDir: string, id: string): Promise<Result<Journal>> {
  const file = journalFile(stateDir, id)
  if (file === null) return noSuchBisect(id)
  const stored = await readStored(file, id)
  if (!stored.ok) return stored
  const lock = await takeLock(`${file}.lock`, marking)
  return lock.ok ? readLocked(file, lock.value) : lock
}

/** The ids in use, of bisects that can't be read too. */
export async function takenIds(stateDir: string): Promise<readonly string[]> {
  try {
    const names = await readdir(bisectsFolder(stateDir))
    return names
      .filter((name) => name.endsWith(suffix))
      .map((name) => name.slice(0, -suffix.length))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

/**
 * Every bisect on disk, newest first, and why some could not be read; takes no lock. `onRead` is told
 * how many of all have been read.
 */
export async function listJournals(
  stateDir: string,
  onRead: (read: number, of: number) => void = () => undefined,
): Promise<{
  readonly sessions: readonly StoredBisect[]
  readonly unreadable: readonly Failure[]
}> {
  let names: string[]
  try {
    names = await readdir(bisectsFolder(stateDir))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { sessions: [], unreadable: [] }
    const { failure } = fileFailure(`read ${bisectsFolder(stateDir)}`, error)
    return { sessions: [], unreadable: [failure] }
  }
  const sessions: StoredBisect[] = []
  const unreadable: Failure[] = []
  const files = names.filter((name) => name.endsWith(suffix)).toSorted()
  for (const [i, name] of files.entries()) {
    onRead(i, files.length)
    const stored = await readStored(
      join(bisectsFolder(stateDir), name),
      name.slice(0, -suffix.length),
    )
    if (stored.ok) sessions.push(stored.value)
    else unreadable.push(stored.failure)
  }
  sessions.sort((a, b) => b.session.startedAt.localeCompare(a.session.startedAt))
  return { sessions, unreadable }
}

/** Read again under the lock: a verdict may have come in before it was taken. */
async function readLocked(file: string, lock: Lock): Promise<Result<Journal>> {
  const stored = await readStored(file, basename(file, suffix))
  if (stored.ok) return ok(journal(file, stored.value, lock))
  await lock.release()
  return stored
}

interface StoredFile extends StoredBisect {
  readonly wholeBytes: number
  /** With the torn last line, where there is one. */
  readonly bytes: number
}

async function readStored(file: string, id: string): Promise<Result<StoredFile>> {
  try {
    const content = await readFile(file)
    const parsed = parseJournal(content.toString('utf8'), file)
    if (!parsed.ok) return parsed
    if (parsed.value.session.id !== id)
      return failed('config', `${file}: holds the bisect ${parsed.value.session.id}`, {
        next: `rename it to ${parsed.value.session.id}${suffix}`,
      })
    return ok({ ...parsed.value, bytes: content.length })
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? noSuchBisect(id) : fileFailure(`read ${file}`, error)
  }
}

function journal(file: string, stored: StoredFile, lock: Lock): Journal {
  const entries = [...stored.entries]
  let { wholeBytes, bytes } = stored
  let lastAppend: Promise<unknown> = Promise.resolve()
  const append = async (entry: Entry): Promise<Result<void>> => {
    const line = Buffer.from(formatEntry(entry))
    try {
      await appendLine(file, line, wholeBytes, bytes)
    } catch (error) {
      return fileFailure(`write ${file}`, error)
    }
    wholeBytes += line.length
    bytes = wholeBytes
    entries.push(entry)
    return ok(undefined)
  }
  return {
    session: stored.session,
    entries,
    append: (entry) => {
      const appended = lastAppend.then(() => append(entry))
      lastAppend = appended
      return appended
    },
    close: async () => {
      await lastAppend
      await lock.release()
    },
    remove: async () => {
      await lastAppend
      await rm(file, { force: true })
      await lock.release()
    },
  }
}

/** Cuts a torn last line off first, so that it never merges with the new one. */
async function appendLine(
  file: string,
  line: Buffer,
  wholeBytes: number,
  expectedBytes: number,
): Promise<void> {
  const { size } = await stat(file)
  if (size !== expectedBytes) throw new Error('another program has changed the file meanwhile')
  await appendAfter(file, wholeBytes, line)
}

/** The file appears with its whole first line or not at all; rejects with EEXIST where there is one. */
async function publish(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`
  await rm(draft, { force: true })
  try {
    await writeNewFile(draft, text)
    await link(draft, file)
    await syncToDisk(join(file, '..'))
  } finally {
    await rm(draft, { force: true })
  }
}

function bisectsFolder(stateDir: string): string {
  return join(stateDir, 'bisects')
}

function journalFile(stateDir: string, id: string): string | null {
  return isSessionId(id) ? join(bisectsFolder(stateDir), `${id}${suffix}`) : null
}

function noSuchBisect(id: string): Result<never> {
  return failed('usage', `no bisect ${JSON.stringify(id)}`, {
    next: 'kulprit bisect status lists the open ones',
  })
}
