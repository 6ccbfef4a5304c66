/** Keeps what kulprit has seen of a cluster's releases, in one append-only file for each cluster. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Result } from '../model/failure.ts'
import { ok } from '../model/failure.ts'
import type { ReleaseMemory, RememberedRelease } from '../model/release/release-memory.ts'
import { appendAfter, syncToDisk, writeNewFile } from './durable.ts'
import { errorCode, fileFailure } from './file-errors.ts'
import { takeLock } from './lock.ts'
import type { SeenRelease } from './release-journal-format.ts'
import { formatHeader, formatSeen, parseReleases } from './release-journal-format.ts'

/** Which cluster: contexts of the same name may reach different ones, so the server counts too. */
interface Cluster {
  readonly context: string
  /** Host and port. */
  readonly server: string
}

export interface ReleaseJournal {
  /** Empty where nothing was seen yet. A damaged line is left out: what was seen can be seen again. */
  read(): Promise<Result<ReleaseMemory>>
  /**
   * Adds what was seen, and answers all that is remembered now, that of other processes too. Nothing
   * is lost to a kill: a line that was being written is cut off by the next writer.
   */
  remember(seen: readonly SeenRelease[]): Promise<Result<ReleaseMemory>>
}

/** Of each workload the newest releases are kept, of each cluster the workloads seen last. */
export const releasesKept = 20
export const workloadsKept = 5_000

const waitForOthersMs = 5_000
/** Rewritten without what is outdated once it has this many lines more than it needs. */
const slackLines = 1_000

/** What the file held when it was read or written last. */
interface Known {
  /** In the order in which workloads were last seen. */
  readonly memory: Map<string, readonly RememberedRelease[]>
  lines: number
  /** Up to the end of the last whole line. */
  wholeBytes: number
  /** Of the file, with a torn last line, and which file it is: another process may have changed it. */
  size: number
  inode: number
}

export function releaseJournal(stateDir: string, cluster: Cluster): ReleaseJournal {
  const file = fileOf(stateDir, cluster)
  let known: Known | null = null

  async function load(): Promise<Result<Known>> {
    const there = await statIfThere(file)
    if (known !== null && there?.size === known.size && there.ino === known.inode) return ok(known)
    const text = there === null ? '' : await readFile(file, 'utf8')
    const parsed = parseReleases(text, file)
    if (!parsed.ok) return parsed
    const { seen, wholeBytes } = parsed.value
    known = {
      memory: new Map(),
      lines: seen.length,
      wholeBytes,
      size: Buffer.byteLength(text),
      inode: there?.ino ?? 0,
    }
    for (const one of seen) keep(known.memory, one)
    return ok(known)
  }

  async function write(seen: readonly SeenRelease[]): Promise<Result<ReleaseMemory>> {
    const loaded = await load()
    if (!loaded.ok) return loaded
    const now = loaded.value
    // Whatever fails from here on, the file is read again.
    known = null
    for (const one of seen) keep(now.memory, one)
    now.lines += seen.length
    const needed = [...now.memory.values()].reduce((sum, { length }) => sum + length, 0)
    if (now.wholeBytes === 0 || now.lines > needed + slackLines) {
      const all = [...now.memory].flatMap(([workload, releases]) =>
        releases.map((release) => ({ workload, release })),
      )
      await replace(file, formatHeader(cluster) + all.map(formatSeen).join(''))
      now.lines = all.length
    } else await appendAfter(file, now.wholeBytes, Buffer.from(seen.map(formatSeen).join('')))
    const { size, ino } = await stat(file)
    known = { ...now, wholeBytes: size, size, inode: ino }
    return ok(new Map(now.memory))
  }

  return {
    async read() {
      try {
        const loaded = await load()
        return loaded.ok ? ok(new Map(loaded.value.memory)) : loaded
      } catch (error) {
        return fileFailure(`read ${file}`, error)
      }
    },
    async remember(seen) {
      try {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 })
        const doing = 'noting the releases of this cluster'
        const lock = await takeLock(`${file}.lock`, doing, waitForOthersMs)
        if (!lock.ok) return lock
        try {
          return await write(seen)
        } finally {
          await lock.value.release()
        }
      } catch (error) {
        return fileFailure(`write ${file}`, error)
      }
    },
  }
}

/** The last line on a release counts, and the workload moves to the end of the map. */
function keep(
  memory: Map<string, readonly RememberedRelease[]>,
  { workload, release }: SeenRelease,
): void {
  const before = memory.get(workload) ?? []
  const at = before.findIndex((one) => releaseKey(one) === releaseKey(release))
  const after = at < 0 ? [...before, release] : before.with(at, release)
  memory.delete(workload)
  memory.set(workload, after.slice(-releasesKept))
  const [oldest] = memory.keys()
  if (memory.size > workloadsKept && oldest !== undefined) memory.delete(oldest)
}

/** Of kinds that Kubernetes numbers, an object made anew starts from 1; its new uid tells. */
function releaseKey({ uid, release, template }: RememberedRelease): string {
  return `${release} ${template.fingerprint} ${uid}`
}

async function statIfThere(file: string): Promise<{ size: number; ino: number } | null> {
  try {
    return await stat(file)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

/** The new file takes the old one's place as a whole or not at all. */
async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`
  await rm(draft, { force: true })
  try {
    await writeNewFile(draft, text)
    await rename(draft, file)
    await syncToDisk(dirname(file))
  } finally {
    await rm(draft, { force: true })
  }
}

function fileOf(stateDir: string, { context, server }: Cluster): string {
  const name = createHash('sha256')
    .update(JSON.stringify([context, server]))
    .digest('hex')
  return join(stateDir, 'releases', `${name.slice(0, 16)}.jsonl`)
}
