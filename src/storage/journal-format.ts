/** The text of a bisect journal: a first line that describes the session, then one line per entry. */
import type { Flaky, Mark, Phase, Tier, Verdict } from '../bisect/search.ts'
import { tiers } from '../bisect/testable.ts'
import type { Endpoint, Session, WorkloadRef } from '../bisect/session.ts'
import type { Sha } from '../model/commit/commit.ts'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import type { Suspect } from '../model/commit/suspect.ts'
import { cleanLine } from '../model/text.ts'
import { isSessionId } from './session-id.ts'
import { parseJson, record } from './json-value.ts'

/** Rises whenever an older kulprit could misread the file. */
const journalFormat = 3

export type Entry =
  | { readonly type: 'mark'; readonly mark: Mark }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  /** A commit to test next, whatever splits best. */
  | { readonly type: 'chosen'; readonly sha: Sha }
  /** A remark kept with the newest verdict on a commit; an empty one removes it. */
  | { readonly type: 'note'; readonly sha: Sha; readonly text: string }
  | { readonly type: 'verifyEnds'; readonly on: boolean }
  | { readonly type: 'firstParent'; readonly on: boolean }
  /** The path limit was dropped. */
  | { readonly type: 'widened' }
  /**
   * Only some commits can be tested: those in `tiers`, and those for which `asks`, a shell command,
   * exits with 0; null where nothing is asked.
   */
  | {
      readonly type: 'testable'
      readonly only: Tier
      readonly tiers: readonly (readonly [Sha, Tier])[]
      readonly asks: string | null
    }
  /** Any commit can be tested again. */
  | { readonly type: 'unlimited' }
  /** A verdict is a proof again. */
  | { readonly type: 'steady' }
  /** Verdicts are evidence, weighed until one commit is probable enough. */
  | ({ readonly type: 'flaky' } & Flaky)
  /** What the command has answered for a commit. */
  | { readonly type: 'available'; readonly sha: Sha; readonly built: boolean }
  /** The last entry that changed the search does not count: what to test after it could not be found out. */
  | { readonly type: 'withdrawn' }
  /** How suspect the commits were when the bisect began. */
  | { readonly type: 'suspects'; readonly items: readonly Suspect[] }
  /** No probe is left; an entry after it (an undo) opens the search again. */
  | { readonly type: 'ended'; readonly status: EndStatus; readonly candidates: number }

export type EndStatus = 'found' | 'indeterminate' | 'aborted'

export interface JournalText {
  readonly session: Session
  readonly entries: readonly Entry[]
  /** Bytes up to the end of the last whole line: where the next entry belongs. */
  readonly wholeBytes: number
}

/** The whole text of a journal: also what is handed to a colleague. */
export function formatJournal(session: Session, entries: readonly Entry[]): string {
  const header = JSON.stringify({ kulprit: 'bisect', format: journalFormat, session })
  return `${header}\n${entries.map(formatEntry).join('')}`
}

export function formatEntry(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`
}

/**
 * Reads a journal; `file` is named in failures. A last line without its newline was being written
 * when its writer died, so it was never confirmed to anybody: it is dropped.
 */
export function parseJournal(text: string, file: string): Result<JournalText> {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const [first, ...rest] = whole.split('\n').slice(0, -1)
  const header = record(parseJson(first ?? ''))
  if (header?.['kulprit'] !== 'bisect') return broken(file, 1, 'not the start of a bisect')
  const format = header['format']
  if (typeof format === 'number' && format > journalFormat)
    return failed('config', `${file}: written by a newer kulprit`, {
      cause: `its format is ${format}, this kulprit reads up to ${journalFormat}`,
      next: 'update kulprit',
    })
  const isKnown = typeof format === 'number' && Number.isInteger(format) && format > 0
  const session = isKnown ? readSession(header['session']) : null
  if (session === null) return broken(file, 1, 'the description of the session is incomplete')
  const entries: Entry[] = []
  for (const [i, line] of rest.entries()) {
    const entry = readEntry(parseJson(line))
    if (entry === null) return broken(file, i + 2, 'not an entry of a bisect')
    entries.push(entry)
  }
  return ok({ session, entries, wholeBytes: Buffer.byteLength(whole) })
}

function broken(file: string, line: number, cause: string): Result<never> {
  return failed('config', `${file}:${line}: damaged bisect journal`, {
    cause,
    next: `correct the line, or remove ${file} to forget this bisect`,
  })
}

function readEntry(input: unknown): Entry | null {
  const entry = record(input)
  switch (entry?.['type']) {
    case 'undo':
    case 'redo':
    case 'widened':
    case 'withdrawn':
    case 'unlimited':
    case 'steady':
      return { type: entry['type'] }
    case 'chosen':
      return isSha(entry['sha']) ? { type: 'chosen', sha: entry['sha'] } : null
    case 'note': {
      const { sha, text } = entry
      return isSha(sha) && typeof text === 'string'
        ? { type: 'note', sha, text: cleanLine(text) }
        : null
    }
    case 'verifyEnds':
    case 'firstParent': {
      const { type, on } = entry
      return typeof on === 'boolean' ? { type, on } : null
    }
    case 'ended': {
      const { status, candidates } = entry
      if (status !== 'found' && status !== 'indeterminate' && status !== 'aborted') return null
      return typeof candidates === 'number' ? { type: 'ended', status, candidates } : null
    }
    case 'available': {
      const { sha, built } = entry
      return isSha(sha) && typeof built === 'boolean' ? { type: 'available', sha, built } : null
    }
    case 'flaky': {
      const { confidence, failRate, falseFailRate } = entry
      return isRate(confidence) && isRateOrNull(failRate) && isRateOrNull(falseFailRate)
        ? { type: 'flaky', confidence, failRate, falseFailRate }
        : null
    }
    case 'testable':
      return readTestable(entry)
    case 'suspects':
      return readSuspects(entry['items'])
    case 'mark': {
      const mark = readMark(entry['mark'])
      return mark === null ? null : { type: 'mark', mark }
    }
    default:
      return null
  }
}

function readTestable({ only, tiers: listed, asks }: Record<string, unknown>): Entry | null {
  if (!isTier(only) || !Array.isArray(listed) || !isTextOrNull(asks)) return null
  const read: [Sha, Tier][] = []
  for (const pair of listed as readonly unknown[]) {
    const [sha, tier] = Array.isArray(pair) ? (pair as readonly unknown[]) : []
    if (!isSha(sha) || !isTier(tier)) return null
    read.push([sha, tier])
  }
  return { type: 'testable', only, tiers: read, asks }
}

function readSuspects(items: unknown): Entry | null {
  if (!Array.isArray(items)) return null
  const read: Suspect[] = []
  for (const item of items as readonly unknown[]) {
    const { sha, score, reasons } = record(item) ?? {}
    if (!isSha(sha) || typeof score !== 'number' || !Array.isArray(reasons)) return null
    const texts = (reasons as readonly unknown[]).filter((text) => typeof text === 'string')
    read.push({ sha, score, reasons: texts.map(cleanLine) })
  }
  return { type: 'suspects', items: read }
}

function readMark(input: unknown): Mark | null {
  const mark = record(input)
  if (mark === null) return null
  const { sha, verdict, phase, at, durationMs, exitCode } = mark
  if (!isSha(sha) || !isVerdict(verdict) || !isPhase(phase) || !isTime(at)) return null
  if (!isNumberOrNull(durationMs) || !isNumberOrNull(exitCode)) return null
  const note = mark['note'] ?? null
  if (!isTextOrNull(note)) return null
  return {
    sha,
    verdict,
    phase,
    at,
    durationMs,
    exitCode,
    note: note === null ? null : cleanLine(note),
  }
}

function readSession(input: unknown): Session | null {
  const session = record(input)
  if (session === null) return null
  const { id, startedAt, workload, owner, repository, path, looksFor, verifyEnds } = session
  const good = readEndpoint(session['good'])
  const bad = readEndpoint(session['bad'])
  // Older journals say neither where the repository comes from nor how images are named.
  const remote = session['remote'] ?? null
  const imageForm = session['imageForm'] ?? null
  const ref = workload === null ? null : readWorkload(workload)
  if (typeof id !== 'string' || !isSessionId(id) || !isTime(startedAt)) return null
  if (good === null || bad === null || ref === undefined) return null
  if (!isTextOrNull(owner) || !isTextOrNull(remote)) return null
  if (imageForm !== null && !isClean(imageForm)) return null
  if (path !== null && !isClean(path)) return null
  if (!isClean(repository)) return null
  if (looksFor !== 'regression' && looksFor !== 'fix') return null
  if (typeof verifyEnds !== 'boolean') return null
  return {
    id,
    startedAt,
    workload: ref,
    owner: owner === null ? null : cleanLine(owner),
    repository,
    remote: remote === null ? null : cleanLine(remote),
    imageForm,
    path,
    looksFor,
    good,
    bad,
    verifyEnds,
  }
}

function readEndpoint(input: unknown): Endpoint | null {
  const { sha, label } = record(input) ?? {}
  return isSha(sha) && typeof label === 'string' ? { sha, label: cleanLine(label) } : null
}

function readWorkload(input: unknown): WorkloadRef | undefined {
  const { context, namespace, kind, name } = record(input) ?? {}
  if (typeof context !== 'string' || typeof namespace !== 'string') return undefined
  if (typeof kind !== 'string' || typeof name !== 'string') return undefined
  return {
    context: cleanLine(context),
    namespace: cleanLine(namespace),
    kind: cleanLine(kind),
    name: cleanLine(name),
  }
}

function isSha(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value)
}

function isVerdict(value: unknown): value is Verdict {
  return value === 'good' || value === 'bad' || value === 'skip'
}

function isPhase(value: unknown): value is Phase {
  return value === 'verify' || value === 'search'
}

function isRate(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}

function isRateOrNull(value: unknown): value is number | null {
  return value === null || isRate(value)
}

function isTier(value: unknown): value is Tier {
  return tiers.some((tier) => tier === value)
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && /^[\dT:.-]+Z$/.test(value) && !Number.isNaN(Date.parse(value))
}

function isNumberOrNull(value: unknown): value is number | null {
  return value === null || typeof value === 'number'
}

/** A folder, URL or path: cleaning one would name another. */
function isClean(value: unknown): value is string {
  return typeof value === 'string' && value === cleanLine(value)
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string'
}
