/** Finds the bisect that a command means, and opens it where it stands. */
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { readRange } from '../../git/range.ts'
import { countedEntries } from '../../storage/counted-entries.ts'
import { idOnArrival } from '../../storage/hand-over.ts'
import type { EndStatus, Entry, StoredBisect } from '../../storage/journal.ts'
import { openJournal } from '../../storage/journal.ts'
import type { SessionSummary } from '../../state/question.ts'
import type { Asker } from '../ask.ts'
import { nobody } from '../ask.ts'
import { workloadPath } from './choose-ends.ts'
import type { Environment } from '../environment.ts'
import type { Transfer } from './find-source.ts'
import { findSource } from './find-source.ts'
import { OpenBisect } from './open-bisect.ts'
import { readJournals } from './read-journals.ts'

/** Opens a stored bisect: its repository may have moved, and is then asked for. */
export async function resumeBisect(
  stored: StoredBisect,
  environment: Environment,
  asker: Asker,
  transfer: Transfer,
): Promise<Result<OpenBisect>> {
  const { session, entries } = stored
  const source = await findSource(
    { workload: null, known: null, given: { repository: session.repository, path: session.path } },
    environment,
    asker,
    transfer,
  )
  if (!source.ok) return source
  return OpenBisect.resume(environment.folders.state, source.value.repository, session, entries)
}

/**
 * Keeps a bisect that a colleague handed over. Where its source is on this machine is for `repository`
 * to say; else for the source folders, where a clone has the same remote; a clone is made only where
 * the user says so, since the URL is the colleague's word.
 */
export async function receiveBisect(
  { session, entries }: StoredBisect,
  repository: string | null,
  environment: Environment,
  asker: Asker,
  transfer: Transfer,
): Promise<Result<OpenBisect>> {
  const { workload, path } = session
  const url = session.remote ?? session.repository
  const source = await findSource(
    {
      workload: workload === null ? null : workloadPath(workload),
      known: { url, path, probe: null, source: 'the file', confidence: 'likely' },
      given: { repository, path },
    },
    environment,
    asker,
    transfer,
  )
  if (!source.ok) return source
  const range = await readRange(source.value.repository, session.good.sha, session.bad.sha, path)
  if (!range.ok) return range
  const stateDir = environment.folders.state
  const id = await idOnArrival(stateDir, session.id)
  const here = { ...session, id, repository: source.value.text }
  return OpenBisect.start(stateDir, source.value.repository, range.value, here, entries)
}

/** Forgets a bisect that is not open; where its repository is gone, at least its journal. */
export async function forgetBisect(id: string, environment: Environment): Promise<Result<void>> {
  const stored = await findSession(id, environment)
  if (!stored.ok) return stored
  const transfer = { signal: environment.signal, onProgress: () => undefined }
  const bisect = await resumeBisect(stored.value, environment, nobody, transfer)
  if (bisect.ok) return bisect.value.reset()
  const journal = await openJournal(environment.folders.state, id)
  return journal.ok ? ok(await journal.value.remove()) : journal
}

/**
 * `--session ID`; without it the lone bisect that still probes, or, where none does, the newest.
 * Several are a usage failure that lists them.
 */
export async function findSession(
  id: string | null,
  environment: Environment,
  onProgress: Transfer['onProgress'] = () => undefined,
): Promise<Result<StoredBisect>> {
  const { sessions, unreadable } = await readJournals(environment, { onProgress })
  if (id !== null) {
    const stored = sessions.find((stored) => stored.session.id === id)
    if (stored !== undefined) return ok(stored)
    const damaged = unreadable.find((failure) => failure.message.includes(`${id}.jsonl`))
    return damaged === undefined
      ? failed('usage', `no bisect "${id}"`, { next: listed(sessions) })
      : { ok: false, failure: damaged }
  }
  const open = sessions.filter((stored) => statusOf(stored) === 'probing')
  if (open.length > 1)
    return failed('usage', `${open.length} bisects are open`, {
      next: `choose one with --session: ${open.map(describe).join(', ')}`,
    })
  const chosen = open[0] ?? sessions[0]
  return chosen === undefined
    ? failed('usage', 'no bisect is open', {
        cause: unreadable[0]?.message ?? null,
        next: listed(sessions),
      })
    : ok(chosen)
}

function statusOf(stored: StoredBisect): 'probing' | EndStatus {
  return endOf(stored)?.status ?? 'probing'
}

/** How it ended; null where something came after that. */
function endOf({ entries }: StoredBisect): Extract<Entry, { type: 'ended' }> | null {
  const last = countedEntries(entries).findLast(({ type }) => type !== 'available')
  return last?.type === 'ended' ? last : null
}

/** One line of the list of bisects; the candidates are known once it has ended. */
export function summaryOf(stored: StoredBisect): SessionSummary {
  return {
    session: stored.session,
    status: statusOf(stored),
    verdicts: countedEntries(stored.entries).filter((entry) => entry.type === 'mark').length,
    candidates: endOf(stored)?.candidates ?? null,
  }
}

function describe({ session }: StoredBisect): string {
  return `${session.id} (${session.good.label} → ${session.bad.label})`
}

function listed(sessions: readonly StoredBisect[]): string {
  return sessions.length === 0
    ? 'start one with kulprit bisect WORKLOAD'
    : `there are ${sessions.map((stored) => stored.session.id).join(', ')}`
}
