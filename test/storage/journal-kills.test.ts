import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listJournals, openJournal } from '../../src/storage/journal.ts'
import { storedEntries, storedSession } from '../support/storage-bisects.ts'
import { runScript } from '../support/storage-processes.ts'

/**
 * Keeps a bisect like kulprit does, and kills itself with SIGKILL at the n-th operation that changes
 * or syncs a file: instead of it, in the middle of what it writes, or right after it.
 */
const script = `
  import { writeSync } from 'node:fs'
  import { open } from 'node:fs/promises'
  import { createJournal } from './src/storage/journal.ts'
  const [state, session, entries, at, when] = process.argv.slice(1)
  const die = () => process.kill(process.pid, 'SIGKILL')
  const some = await open('/dev/null')
  const handle = Object.getPrototypeOf(some)
  await some.close()
  let count = 0
  for (const name of ['write', 'writeFile', 'truncate', 'sync']) {
    const real = handle[name]
    handle[name] = async function (...args) {
      const mine = ++count === Number(at)
      if (mine && when === 'before') die()
      if (mine && when === 'torn' && name.startsWith('write')) {
        const bytes = Buffer.from(args[0])
        const from = typeof args[3] === 'number' ? args[3] : 0
        writeSync(this.fd, bytes, 0, bytes.length >> 1, from)
        die()
      }
      const result = await real.apply(this, args)
      if (mine) die()
      return result
    }
  }
  const journal = await createJournal(state, JSON.parse(session))
  if (!journal.ok) throw new Error(journal.failure.message)
  writeSync(1, 'c')
  for (const entry of JSON.parse(entries)) {
    const appended = await journal.value.append(entry)
    if (!appended.ok) throw new Error(appended.failure.message)
    writeSync(1, '.')
  }
  await journal.value.close()
  writeSync(1, '!')`

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kulprit-kills-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const written = storedEntries.slice(0, 4)

/** What a killed writer had confirmed; null where it lived to the end. */
async function killedAt(state: string, at: number, when: string): Promise<string | null> {
  const args = [state, JSON.stringify(storedSession), JSON.stringify(written), String(at), when]
  const printed = await runScript(script, args).ended()
  return printed.endsWith('!') ? null : printed
}

test.each(['before', 'torn', 'after'])(
  'a kill %s any write of a journal loses nothing that was confirmed, and leaves it usable',
  { timeout: 600_000 },
  async (when) => {
    let kills = 0
    for (;;) {
      const state = join(folder, `${when}-${kills}`)
      const confirmed = await killedAt(state, kills + 1, when)
      if (confirmed === null) break
      kills++

      const { sessions, unreadable } = await listJournals(state)
      expect(unreadable).toEqual([])
      const [stored] = sessions
      // Until the first line is there as a whole, there is no bisect at all.
      expect(sessions).toHaveLength(confirmed === '' && stored === undefined ? 0 : 1)
      if (stored === undefined) continue
      const entries = stored.entries.length
      expect(stored.entries).toEqual(written.slice(0, entries))
      expect([confirmed.length - 1, confirmed.length]).toContain(entries)

      const journal = await openJournal(state, storedSession.id)
      const appended = journal.ok ? await journal.value.append({ type: 'undo' }) : journal
      expect(appended.ok).toBe(true)
      const after = await listJournals(state)
      expect(after.sessions[0]?.entries).toEqual([...stored.entries, { type: 'undo' }])
    }
    // Each entry is cut to size, written and synced.
    expect(kills).toBeGreaterThan(3 * written.length)
  },
)
