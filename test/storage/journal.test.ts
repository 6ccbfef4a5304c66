import {
  appendFile,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Result } from '../../src/model/failure.ts'
import type { Entry } from '../../src/storage/journal.ts'
import { createJournal, listJournals, openJournal } from '../../src/storage/journal.ts'
import { storedMark as mark, storedSession as session } from '../support/storage-bisects.ts'
import { runScript, until } from '../support/storage-processes.ts'

let state: string
let file: string

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'kulprit-journal-'))
  file = join(state, 'bisects', 'cart-k3f9.jsonl')
})
afterEach(async () => {
  await rm(state, { recursive: true, force: true })
})

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.message}: ${result.failure.cause ?? ''}`)
  return result.value
}

async function journalWith(...entries: Entry[]): Promise<void> {
  const journal = must(await createJournal(state, session))
  for (const entry of entries) must(await journal.append(entry))
  await journal.close()
}

async function reopened() {
  const journal = must(await openJournal(state, session.id))
  await journal.close()
  return { session: journal.session, entries: journal.entries }
}

describe('a bisect journal', () => {
  test('gives back the session and every entry in order', async () => {
    const entries: Entry[] = [mark('1'), mark('2', 'bad'), { type: 'undo' }, { type: 'redo' }]
    await journalWith(...entries, { type: 'widened' })
    expect(await reopened()).toEqual({ session, entries: [...entries, { type: 'widened' }] })
  })

  test('is readable by its owner only', async () => {
    await journalWith()
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  test('keeps the order of appends that are not waited for', async () => {
    const journal = must(await createJournal(state, session))
    await Promise.all(['1', '2', '3'].map((digit) => journal.append(mark(digit))))
    await journal.close()
    expect((await reopened()).entries).toEqual([mark('1'), mark('2'), mark('3')])
  })

  test('drops a last line that was cut off at any byte, and the next entry does not merge with it', async () => {
    await journalWith(mark('1'))
    const whole = (await readFile(file)).length
    await appendFile(file, `${JSON.stringify(mark('2', 'bad'))}\n`)
    const full = await readFile(file)
    for (let length = whole; length < full.length; length += 7) {
      await writeFile(file, full.subarray(0, length))
      const journal = must(await openJournal(state, session.id))
      expect(journal.entries).toEqual([mark('1')])
      must(await journal.append(mark('3')))
      await journal.close()
      expect((await reopened()).entries).toEqual([mark('1'), mark('3')])
    }
  })

  test('keeps every confirmed verdict of a process that is killed', async () => {
    const script = `
      import { createJournal, openJournal } from './src/storage/journal.ts'
      const [state, session, entry] = process.argv.slice(1)
      const created = await createJournal(state, JSON.parse(session))
      const journal = created.ok ? created : await openJournal(state, JSON.parse(session).id)
      if (!journal.ok) throw new Error(journal.failure.message)
      for (;;) if ((await journal.value.append(JSON.parse(entry))).ok) process.stdout.write('.')`
    let confirmed = 0
    for (let round = 0; round < 3; round++) {
      const writer = runScript(script, [state, JSON.stringify(session), JSON.stringify(mark('1'))])
      await until(() => writer.printed().length > 5 + round, 'some verdicts')
      await writer.kill()
      confirmed += writer.printed().length
      expect((await reopened()).entries.length).toBeGreaterThanOrEqual(confirmed)
      confirmed = (await reopened()).entries.length
    }
  })

  test('says that a journal of a newer kulprit needs a newer kulprit', async () => {
    await journalWith()
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('"format":3', '"format":4'))
    expect(await openJournal(state, session.id)).toMatchObject({
      ok: false,
      failure: { message: `${file}: written by a newer kulprit`, next: 'update kulprit' },
    })
  })

  test('reads what older kulprits wrote', async () => {
    await journalWith(mark('1'))
    const text = await readFile(file, 'utf8')
    for (const format of [1, 2]) {
      await writeFile(file, text.replace('"format":3', `"format":${format}`))
      expect((await reopened()).entries).toEqual([mark('1')])
    }
  })

  test('names the damaged line', async () => {
    await journalWith(mark('1'), mark('2'))
    const lines = (await readFile(file, 'utf8')).split('\n')
    await writeFile(file, [lines[0], '{"type":"mark","mark":{}}', lines[2], ''].join('\n'))
    const opened = await openJournal(state, session.id)
    expect(opened.ok ? '' : opened.failure.message).toBe(`${file}:2: damaged bisect journal`)
  })

  test('refuses to append where another program wrote meanwhile', async () => {
    const journal = must(await createJournal(state, session))
    await appendFile(file, `${JSON.stringify(mark('1'))}\n`)
    const appended = await journal.append(mark('2'))
    expect(appended.ok ? '' : appended.failure.cause).toContain('another program')
    await journal.close()
    expect((await reopened()).entries).toEqual([mark('1')])
  })

  test('fails rather than writes to a journal that was removed', async () => {
    const journal = must(await createJournal(state, session))
    await rm(file)
    expect((await journal.append(mark('1'))).ok).toBe(false)
    expect(journal.entries).toEqual([])
    await journal.close()
  })

  test('is forgotten without a trace', async () => {
    const journal = must(await createJournal(state, session))
    await journal.remove()
    expect(await readdir(join(state, 'bisects'))).toEqual([])
    const opened = await openJournal(state, session.id)
    expect(opened.ok ? '' : opened.failure.message).toBe('no bisect "cart-k3f9"')
  })

  test.each(['../cart', '', 'a/b', '.hidden', 'Cart'])(
    'takes no path for an id: %j',
    async (id) => {
      expect(await openJournal(state, id)).toMatchObject({ ok: false, failure: { kind: 'usage' } })
    },
  )

  test('is not created twice', async () => {
    await journalWith(mark('1'))
    const again = await createJournal(state, session)
    expect(again.ok ? '' : again.failure.message).toBe('there is already a bisect cart-k3f9')
    expect((await reopened()).entries).toEqual([mark('1')])
  })
})

describe('the lock of a bisect', () => {
  test('names the process that has it open', async () => {
    const journal = must(await createJournal(state, session))
    expect(await openJournal(state, session.id)).toMatchObject({
      ok: false,
      failure: { message: `another kulprit (pid ${process.pid}) is marking this bisect` },
    })
    await journal.close()
    expect((await openJournal(state, session.id)).ok).toBe(true)
  })

  test('is taken over from a process that was killed', async () => {
    await journalWith()
    const script = `
      import { openJournal } from './src/storage/journal.ts'
      const journal = await openJournal(process.argv[1], 'cart-k3f9')
      console.log(journal.ok)
      setInterval(() => {}, 1000)`
    const other = runScript(script, [state])
    await until(() => other.printed() === 'true\n', 'the other process has it open')
    const refused = await openJournal(state, session.id)
    expect(refused.ok ? '' : refused.failure.message).toContain(`(pid ${other.pid})`)
    await other.kill()
    expect((await openJournal(state, session.id)).ok).toBe(true)
  })

  test('is taken over by one of several that try at once', async () => {
    await journalWith()
    for (let round = 0; round < 20; round++) {
      await writeFile(
        `${file}.lock`,
        JSON.stringify({ pid: 2 ** 30, host: hostname(), at: Date.now() }),
      )
      const tries = await Promise.all(
        Array.from({ length: 5 }, () => openJournal(state, session.id)),
      )
      const open = tries.filter((opened) => opened.ok)
      expect(open).toHaveLength(1)
      for (const opened of open) await opened.value.close()
    }
  })

  test('from before the last boot is stale, even where its pid is in use again', async () => {
    await journalWith()
    await writeFile(`${file}.lock`, JSON.stringify({ pid: process.pid, host: hostname(), at: 1 }))
    expect((await openJournal(state, session.id)).ok).toBe(true)
  })

  test('of another host is respected', async () => {
    await journalWith()
    await writeFile(`${file}.lock`, JSON.stringify({ pid: 7, host: 'elsewhere', at: Date.now() }))
    const opened = await openJournal(state, session.id)
    expect(opened.ok ? '' : opened.failure.message).toContain('(pid 7 on elsewhere)')
    expect(opened.ok ? '' : opened.failure.next).toContain(`remove ${file}.lock`)
  })

  test('that a crash left empty is taken over', async () => {
    await journalWith()
    await writeFile(`${file}.lock`, '')
    expect((await openJournal(state, session.id)).ok).toBe(true)
  })
})

describe('the list of bisects', () => {
  test('is empty where there never was one', async () => {
    expect(await listJournals(join(state, 'nowhere'))).toEqual({ sessions: [], unreadable: [] })
  })

  test('has the newest first, and why others cannot be read', async () => {
    await journalWith(mark('1'))
    const later = { ...session, id: 'web-x2y4', startedAt: '2026-03-02T08:00:00Z' }
    const open = must(await createJournal(state, later))
    const broken = join(state, 'bisects', 'old-aaaa.jsonl')
    await writeFile(broken, 'x\n')
    const { sessions, unreadable } = await listJournals(state)
    expect(sessions.map((stored) => [stored.session.id, stored.entries.length])).toEqual([
      ['web-x2y4', 0],
      ['cart-k3f9', 1],
    ])
    expect(unreadable.map((failure) => failure.message)).toEqual([
      `${broken}:1: damaged bisect journal`,
    ])
    await open.close()
  })

  test('says how many of all are read', async () => {
    await journalWith(mark('1'))
    const later = must(await createJournal(state, { ...session, id: 'web-x2y4' }))
    const told: string[] = []
    await listJournals(state, (read, of) => told.push(`${read} of ${of}`))
    expect(told).toEqual(['0 of 2', '1 of 2'])
    await later.close()
  })

  test('reports a journal that was cut off in its first line', async () => {
    await journalWith()
    await truncate(file, 20)
    expect((await listJournals(state)).unreadable).toHaveLength(1)
  })
})
