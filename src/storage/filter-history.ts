/** Keeps the filters that were in use, for the next run: a JSON list, newest first. */
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../model/failure.ts'
import { ok } from '../model/failure.ts'
import { cleanLine } from '../model/text.ts'
import { writeNewFile } from './durable.ts'
import { fileFailure } from './file-errors.ts'
import { takeLock } from './lock.ts'

export interface FilterHistory {
  /** Newest first; empty where there is none yet, or none that can be read. */
  read(): Promise<readonly string[]>
  /** `add` makes the new list out of what the file holds now, which another kulprit may have changed. */
  change(add: (filters: readonly string[]) => readonly string[]): Promise<Result<void>>
}

const waitForOthersMs = 2_000

export function filterHistory(stateDir: string): FilterHistory {
  const file = join(stateDir, 'filters.json')

  async function read(): Promise<readonly string[]> {
    try {
      const list: unknown = JSON.parse(await readFile(file, 'utf8'))
      if (!Array.isArray(list)) return []
      return list.filter((one) => typeof one === 'string').map(cleanLine)
    } catch {
      // A convenience: without it nothing is lost but some typing.
      return []
    }
  }

  return {
    read,
    async change(add) {
      try {
        await mkdir(stateDir, { recursive: true, mode: 0o700 })
        const lock = await takeLock(`${file}.lock`, 'keeping a filter', waitForOthersMs)
        if (!lock.ok) return lock
        try {
          await replace(file, `${JSON.stringify(add(await read()), null, 2)}\n`)
          return ok(undefined)
        } finally {
          await lock.value.release()
        }
      } catch (error) {
        return fileFailure(`keep the filter in ${file}`, error)
      }
    },
  }
}

/** Whole or not at all: only the holder of the lock writes the draft. */
async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`
  await rm(draft, { force: true })
  await writeNewFile(draft, text)
  await rename(draft, file)
}
