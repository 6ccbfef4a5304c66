import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '../../src/bisect/session.ts'
import type { Result } from '../../src/model/failure.ts'
import { ok } from '../../src/model/failure.ts'
import { exportBisect, idOnArrival, parseHandOver } from '../../src/storage/hand-over.ts'
import { createJournal, listJournals } from '../../src/storage/journal.ts'
import { failure, value } from '../support/git-repository.ts'
import { storedEntries, storedSession } from '../support/storage-bisects.ts'

const stored = { session: storedSession, entries: storedEntries }
const text = exportBisect(stored)
const file = '/tmp/cart.jsonl'

let state: string
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'kulprit-hand-over-'))
})
afterEach(() => rm(state, { recursive: true, force: true }))

async function receive(given: string): Promise<Result<Session>> {
  const parsed = parseHandOver(given, file)
  if (!parsed.ok) return parsed
  const { session, entries } = parsed.value
  const id = await idOnArrival(state, session.id)
  const journal = value(await createJournal(state, { ...session, id }, entries))
  await journal.close()
  return ok(journal.session)
}

/** The exported text with its first line changed. */
function withHeader(
  change: (header: { format: number; session: Record<string, unknown> }) => void,
) {
  const [first = '', ...rest] = text.split('\n')
  const header = JSON.parse(first)
  change(header)
  return [JSON.stringify(header), ...rest].join('\n')
}

describe('a bisect handed over', () => {
  test('arrives whole: its ends, verdicts, notes, choices and options', async () => {
    expect(value(await receive(text))).toEqual(storedSession)
    expect((await listJournals(state)).sessions).toMatchObject([stored])
  })

  test('is the journal as it is on disk', async () => {
    await value(await createJournal(state, storedSession, storedEntries)).close()
    expect(await readFile(join(state, 'bisects', 'cart-k3f9.jsonl'), 'utf8')).toBe(text)
  })

  test('never carries a command along, neither in what is written nor in what is read', () => {
    const limit = { type: 'testable', only: 'built', tiers: [], asks: 'touch /tmp/owned' } as const
    const written = exportBisect({ session: storedSession, entries: [limit] })
    expect(written).not.toContain('owned')
    const forged = written.replace('"asks":null', '"asks":"touch /tmp/owned"')
    expect(forged).toContain('owned')
    expect(value(parseHandOver(forged, file)).entries).toEqual([{ ...limit, asks: null }])
  })

  test('gets another id where its own is taken, and leaves the other bisect alone', async () => {
    value(await receive(text))
    const again = value(await receive(text))
    expect(again.id).toMatch(/^cart-[a-z0-9]{4}$/)
    expect(again).toEqual({ ...storedSession, id: again.id })
    expect((await listJournals(state)).sessions).toHaveLength(2)
  })

  test('may have gone through an editor or a mail program', async () => {
    for (const changed of [`\uFEFF${text}`, text.trimEnd(), text.replaceAll('\n', '\r\n')])
      expect((await receive(changed)).ok).toBe(true)
  })

  test('can be one of the first kulprit, which knew fewer things', async () => {
    const old = withHeader((header) => {
      header.format = 1
      delete header.session['remote']
      delete header.session['imageForm']
    }).replaceAll(',"note":null', '')
    expect(value(await receive(old)).remote).toBeNull()
    expect((await listJournals(state)).sessions[0]?.entries).toEqual(storedEntries)
  })
})

describe('what is no whole bisect is refused, and nothing is kept', () => {
  const hostile = (key: string, input: unknown) =>
    withHeader((header) => {
      header.session[key] = input
    })
  const [first = '', second = ''] = text.split('\n')

  test.each<[string, string, string]>([
    ['nothing', '', `${file}:1: damaged bisect journal`],
    ['another file', '{"name":"cart"}\n', `${file}:1: damaged bisect journal`],
    ['one that was cut off', text.slice(0, -20), `${file}:20: damaged bisect journal`],
    ['one with a hole', `${first}\n\n${second}\n`, `${file}:2: damaged bisect journal`],
    [
      'an entry of no known type',
      `${first}\n{"type":"run"}\n`,
      `${file}:2: damaged bisect journal`,
    ],
    [
      'a verdict on what is no commit',
      text.replace('1'.repeat(40), '--output=/tmp/x'),
      `${file}:2: damaged bisect journal`,
    ],
    ['an id that climbs', hostile('id', '../../x'), `${file}:1: damaged bisect journal`],
    ['an id that is an option', hostile('id', '-rf'), `${file}:1: damaged bisect journal`],
    ['an absolute id', hostile('id', '/etc/passwd'), `${file}:1: damaged bisect journal`],
    [
      'a repository that moves the cursor',
      hostile('repository', 'x\u001B[2J'),
      `${file}:1: damaged`,
    ],
    ['a path with a line break', hostile('path', 'a\nb'), `${file}:1: damaged bisect journal`],
    ['a time that hides text', hostile('startedAt', '(\u001B[2J) 2026'), `${file}:1: damaged`],
    [
      'an end that is no commit',
      hostile('good', { sha: 'HEAD', label: 'x' }),
      `${file}:1: damaged`,
    ],
    [
      'one of a newer kulprit',
      withHeader((header) => {
        header.format = 99
      }),
      `${file}: written by a newer kulprit`,
    ],
  ])('%s', async (_, given, message) => {
    const refused = failure(await receive(given))
    expect(refused.message).toContain(message)
    expect(refused.next).not.toBeNull()
    expect(await readdir(state)).toEqual([])
  })

  test('text that could draw on the screen is cleaned', async () => {
    const session = value(await receive(hostile('owner', 'payments\u001B[31m')))
    expect(session.owner).toBe('payments�[31m')
  })
})
