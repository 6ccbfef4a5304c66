/** The control plane itself: it is built once, listens on loopback alone, and leaves nothing behind. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { available } from '../cluster.ts'
import { until } from '../until.ts'

describe.skipIf(!available)('npm run control-plane', () => {
  const started: ChildProcess[] = []
  let cache: string

  beforeAll(() => {
    // With the same programs, but apart from the control planes of the other tests, which also clean up.
    cache = mkdtempSync(join(tmpdir(), 'kulprit-harness-'))
    const programs = dirname(inject('controlPlane')?.kubectl ?? '')
    mkdirSync(join(cache, 'kulprit/control-plane'), { recursive: true })
    symlinkSync(programs, join(cache, 'kulprit/control-plane', basename(programs)))
  })

  afterEach(async () => {
    for (const process of started.splice(0))
      if (process.exitCode === null && process.signalCode === null) await end(process)
  })

  /** Its run's folder, once it has said what to export; it builds nothing, since all is built. */
  async function start(): Promise<{ process: ChildProcess; folder: string }> {
    const child = spawn(process.execPath, [resolve('test/control-plane/start.ts')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, XDG_CACHE_HOME: cache },
    })
    started.push(child)
    let said = ''
    let steps = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      steps += text
    })
    const file = await until('it says what to export', () => {
      return /^export KUBECONFIG=(.+)\n$/.exec(said)?.[1] ?? null
    })
    await until('it says that it is ready', () => steps.includes('ready after'))
    expect(steps).not.toMatch(/build|built/)
    return { process: child, folder: dirname(file) }
  }

  async function end(child: ChildProcess): Promise<void> {
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  }

  it('runs the programs that are built, and removes everything when it ends', async () => {
    const { process: child, folder } = await start()
    const pids = pidsOf(folder)
    expect(pids).toHaveLength(5)
    await end(child)
    expect(existsSync(folder)).toBe(false)
    expect(pids.filter(isAlive)).toEqual([])
  })

  it('cleans up at the next start after it was killed', async () => {
    const first = await start()
    const pids = pidsOf(first.folder)
    const gone = once(first.process, 'exit')
    first.process.kill('SIGKILL')
    await gone
    expect(pids.filter(isAlive)).toEqual(pids)
    await start()
    expect(existsSync(first.folder)).toBe(false)
    await until('its programs are gone', () => pids.filter(isAlive).length === 0)
  })

  it.skipIf(process.platform !== 'linux')('listens on 127.0.0.1 alone', async () => {
    const { folder } = await start()
    const addresses = pidsOf(folder).flatMap(listeningAddresses)
    expect(addresses.length).toBeGreaterThanOrEqual(3)
    expect(new Set(addresses)).toEqual(new Set(['127.0.0.1']))
  })
})

function pidsOf(folder: string): number[] {
  const pids = join(folder, 'pids')
  return readdirSync(pids).map((name) => Number(readFileSync(join(pids, name), 'utf8')))
}

/** A program that ended and was not yet waited for counts as gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  if (process.platform !== 'linux') return true
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** From /proc: the sockets of a process, looked up among those that listen. */
function listeningAddresses(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
      } catch {
        return []
      }
    }),
  )
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === '0A' && sockets.has(fields[9] ?? ''))
      .map((fields) => addressOf(fields[1] ?? '')),
  )
}

/** `0100007F:1F90` is 127.0.0.1; anything longer is of IPv6 and given as it is. */
function addressOf(field: string): string {
  const hex = field.split(':')[0] ?? ''
  const bytes = hex.match(/../g) ?? []
  return bytes.length === 4
    ? bytes
        .toReversed()
        .map((byte) => Number.parseInt(byte, 16))
        .join('.')
    : hex
}
