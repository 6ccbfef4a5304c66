/** The processes of one control plane: started, written down, and stopped by pid. */
import { execFileSync, spawn } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { until } from './until.ts'

export interface Child {
  readonly name: string
  readonly pid: number
  /** The end of what it wrote. */
  readonly log: () => string
  readonly running: () => boolean
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>
}

const ownerFile = 'owner.pid'
const pidsFolder = 'pids'

/** A folder for one run, readable by this user alone. Runs that a crash left behind are ended first. */
export function createRunFolder(runs: string): string {
  mkdirSync(runs, { recursive: true, mode: 0o700 })
  endStaleRuns(runs)
  // Under its real name only when it says whose it is: without an owner it would be taken for a stale one.
  const unfinished = mkdtempSync(join(dirname(runs), 'run-'))
  mkdirSync(join(unfinished, pidsFolder))
  writeFileSync(join(unfinished, ownerFile), String(process.pid))
  const folder = join(runs, basename(unfinished))
  renameSync(unfinished, folder)
  // Also where a test runner leaves without its last rites.
  process.once('exit', () => {
    endRun(folder)
  })
  return folder
}

/** The program's arguments have to name the run's folder, so that its pid can be recognized later. */
export function startChild(
  folder: string,
  name: string,
  program: string,
  args: readonly string[],
): Child {
  const logFile = join(folder, `${name}.log`)
  const log = openSync(logFile, 'a')
  const child = spawn(program, args, {
    cwd: folder,
    // A group of its own: Ctrl-C reaches the harness alone, which then stops all in order.
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let ended = false
  let failure = ''
  child.once('error', (error) => {
    ended = true
    failure = error.message
  })
  child.once('exit', () => {
    ended = true
  })
  const pid = child.pid ?? 0
  const pidFile = join(folder, pidsFolder, name)
  writeFileSync(pidFile, String(pid))
  return {
    name,
    pid,
    log: () => failure + readFileSync(logFile, 'utf8').slice(-4000),
    running: () => !ended,
    stop: async (signal = 'SIGTERM') => {
      if (!ended) child.kill(signal)
      await until(`${name} ends after ${signal}`, () => ended)
      rmSync(pidFile, { force: true })
    },
  }
}

/** Ends what is left of runs whose harness is gone, and removes their folders. */
function endStaleRuns(runs: string): void {
  for (const run of readdirSync(runs)) {
    const folder = join(runs, run)
    const owner = readPid(join(folder, ownerFile))
    if (owner === null || !isAlive(owner)) endRun(folder)
  }
}

/** Ends what is still running and removes the folder. Nothing in it outlives the run, so nothing has to end in good order. */
export function endRun(folder: string): void {
  for (const name of namesIn(join(folder, pidsFolder))) {
    const pid = readPid(join(folder, pidsFolder, name))
    // The number may belong to another program by now.
    if (pid !== null && commandLine(pid).includes(folder)) kill(pid)
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Empty where another harness has just removed it. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

function readPid(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return Number.isInteger(pid) && pid > 1 ? pid : null
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Empty where there is no such process. */
function commandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}
