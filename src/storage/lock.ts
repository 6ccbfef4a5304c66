/** Locks between kulprit processes: a file that names its holder, taken over when the holder is gone. */
import { createHash, randomBytes } from 'node:crypto'
import { link, readFile, rm } from 'node:fs/promises'
import { hostname, uptime } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { cleanLine } from '../model/text.ts'
import { writeNewFile } from './durable.ts'
import { errorCode, fileFailure } from './file-errors.ts'

export interface Lock {
  release(): Promise<void>
}

interface Holder {
  readonly pid: number
  readonly host: string
  /** When the lock was taken, milliseconds. */
  readonly at: number
}

const pollMs = 20

/**
 * Takes the lock, or fails naming who has it. `doing` completes "another kulprit (pid 123) is …";
 * `waitMs` is how long to wait for a live holder.
 */
export async function takeLock(file: string, doing: string, waitMs = 0): Promise<Result<Lock>> {
  const key = randomBytes(4).toString('hex')
  const own = JSON.stringify({ pid: process.pid, host: hostname(), at: Date.now(), key })
  const deadline = Date.now() + waitMs
  try {
    for (;;) {
      if (await claim(file, own)) return ok({ release: () => release(file, own) })
      const text = await readIfThere(file)
      if (text === null) continue
      const holder = parseHolder(text)
      if (holder === null || isGone(holder)) await removeStale(file, text)
      else if (Date.now() < deadline) await delay(pollMs)
      else return heldBy(holder, file, doing)
    }
  } catch (error) {
    return fileFailure(`lock ${file}`, error)
  }
}

/** A hard link appears with its content or not at all, so a reader never sees half a lock. */
async function claim(file: string, own: string): Promise<boolean> {
  const draft = besides(file)
  await writeNewFile(draft, own)
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/**
 * Several can find the same stale lock, and one of them be late: it is removed only under a lock of
 * its own, and only if it is still that one.
 */
async function removeStale(file: string, stale: string): Promise<void> {
  const digest = createHash('sha256').update(stale).digest('hex').slice(0, 12)
  const takeover = await takeLock(`${file}.${digest}`, 'taking over a lock')
  if (!takeover.ok) return delay(pollMs)
  try {
    if ((await readIfThere(file)) === stale) await rm(file, { force: true })
  } finally {
    await takeover.value.release()
  }
}

async function release(file: string, own: string): Promise<void> {
  if ((await readIfThere(file)) === own) await rm(file, { force: true })
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

function parseHolder(text: string): Holder | null {
  try {
    const { pid, host, at } = JSON.parse(text) as Partial<Record<keyof Holder, unknown>>
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof at !== 'number') return null
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, host, at } : null
  } catch {
    return null
  }
}

/** A lock from before the last boot is stale even where its pid is in use again. */
function isGone(holder: Holder): boolean {
  if (holder.host !== hostname()) return false
  const bootedAt = Date.now() - uptime() * 1000
  const clockSlackMs = 60_000
  if (holder.at < bootedAt - clockSlackMs) return true
  try {
    process.kill(holder.pid, 0)
    return false
  } catch (error) {
    return errorCode(error) === 'ESRCH'
  }
}

function heldBy(holder: Holder, file: string, doing: string): Result<never> {
  if (holder.host === hostname())
    return failed('config', `another kulprit (pid ${holder.pid}) is ${doing}`, {
      next: `finish there, or end process ${holder.pid}, and try again`,
    })
  const host = cleanLine(holder.host)
  return failed('config', `another kulprit (pid ${holder.pid} on ${host}) is ${doing}`, {
    next: `finish there; if that process is gone, remove ${file}`,
  })
}

function besides(file: string): string {
  return `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
}
