/** Real git repositories for tests: made by fast-import, in temporary folders, free of the developer's settings. */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Commit, CommitRange, Sha } from '../../src/model/commit/commit.ts'
import type { OpenOptions, Repository } from '../../src/git/open.ts'
import { openRepository } from '../../src/git/open.ts'
import type { Failure, Result } from '../../src/model/failure.ts'

export const gitEnvironment: Record<string, string> = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
}

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kulprit-git-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What git answers, trimmed; throws where it fails. */
export function git(folder: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
    cwd: folder,
    env: gitEnvironment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  }).trim()
}

/** The same where failing is part of the test. */
export function gitStatus(folder: string, ...args: string[]): { code: number; text: string } {
  const { status, stdout, stderr } = spawnSync('git', args, {
    cwd: folder,
    env: gitEnvironment,
    encoding: 'utf8',
  })
  return { code: status ?? -1, text: stdout + stderr }
}

export interface PlannedCommit {
  /** Places of the parents in the plan, earlier than this one. */
  readonly parents: readonly number[]
  readonly files?: Readonly<Record<string, string>>
  readonly subject?: string
  readonly author?: string
  /** Seconds since 1970. */
  readonly time?: number
}

/** Commits of a plan, in its order; `main` is the last one. */
export function makeRepository(folder: string, plan: readonly PlannedCommit[]): Sha[] {
  git(folder, 'init', '--quiet', '--initial-branch=main', '.')
  const marks = join(folder, '.git', 'plan-marks')
  const text = (content: string): string => `data ${Buffer.byteLength(content)}\n${content}\n`
  const stream = plan.map((commit, at) => {
    const when = `${commit.time ?? 1_700_000_000 + at * 60} +0000`
    const [first, ...others] = commit.parents
    const files = Object.entries(commit.files ?? { [`file-${at}`]: `${at}` })
    return [
      first === undefined ? 'reset refs/heads/main\n' : '',
      `commit refs/heads/main\nmark :${at + 1}\n`,
      `author ${commit.author ?? 'Ada <ada@example.com>'} ${when}\n`,
      `committer Ada <ada@example.com> ${when}\n`,
      text(commit.subject ?? `change ${at}`),
      first === undefined ? '' : `from :${first + 1}\n`,
      ...others.map((parent) => `merge :${parent + 1}\n`),
      ...files.map(([path, content]) => `M 100644 inline ${path}\n${text(content)}`),
      '\n',
    ].join('')
  })
  execFileSync('git', ['fast-import', '--quiet', '--force', `--export-marks=${marks}`], {
    cwd: folder,
    env: gitEnvironment,
    input: stream.join(''),
  })
  const shas: Sha[] = []
  for (const line of readFileSync(marks, 'utf8').trim().split('\n')) {
    const [mark = '', sha = ''] = line.split(' ')
    shas[Number(mark.slice(1)) - 1] = sha
  }
  return shas
}

/** A straight line of commits. */
export function line(length: number): PlannedCommit[] {
  return Array.from({ length }, (_, at) => ({ parents: at === 0 ? [] : [at - 1] }))
}

/** Every file below a folder with what is in it: equal maps are equal folders. */
export function contents(folder: string, under = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const name of readdirSync(join(folder, under)).sort()) {
    const path = join(under, name)
    const kind = lstatSync(join(folder, path))
    if (kind.isDirectory()) {
      found.set(`${path}/`, '')
      for (const entry of contents(folder, path)) found.set(...entry)
    } else {
      const bytes = kind.isSymbolicLink()
        ? readlinkSync(join(folder, path))
        : readFileSync(join(folder, path))
      found.set(path, createHash('sha256').update(bytes).digest('hex'))
    }
  }
  return found
}

export function openOptions(cacheDir: string, change: Partial<OpenOptions> = {}): OpenOptions {
  return {
    cacheDir,
    env: gitEnvironment,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...change,
  }
}

export async function openFolder(
  path: string,
  cacheDir: string,
  change: Partial<OpenOptions> = {},
): Promise<Repository> {
  return value(await openRepository({ kind: 'folder', path }, openOptions(cacheDir, change)))
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.message} (${result.failure.cause ?? ''})`)
  return result.value
}

export function failure(result: Result<unknown>): Failure {
  if (result.ok) throw new Error(`expected a failure, got ${JSON.stringify(result.value)}`)
  return result.failure
}

/** A range as the search sees it, without a repository: commits are named by their place in the plan. */
export function plannedRange(
  plan: readonly PlannedCommit[],
  good: number,
  bad: number,
  touching: ReadonlySet<Sha> | null = null,
): CommitRange {
  const inBad = ancestorsOf(plan, bad)
  const inGood = ancestorsOf(plan, good)
  const commits = plan
    .map((commit, at): Commit => ({
      sha: shaOf(at),
      parents: commit.parents.map(shaOf),
      author: 'Ada',
      email: 'ada@example.com',
      date: '2024-01-01T00:00:00Z',
      subject: `change ${at}`,
      files: [],
    }))
    .filter((_, at) => inBad.has(at) && !inGood.has(at))
    .toReversed()
  const relation = inBad.has(good) ? 'ancestor' : 'divergent'
  return { good: shaOf(good), bad: shaOf(bad), relation, mergeBases: [], commits, touching }
}

/** The hash that `plannedRange` gives to a place. */
export function shaOf(place: number): Sha {
  return place.toString(16).padStart(7, '0').padEnd(40, 'f')
}

/** The place of a hash that `shaOf` made. */
export function placeOf(sha: Sha): number {
  return Number.parseInt(sha.slice(0, 7), 16)
}

/** Places that can be reached from `start`, itself included: the oracle, written the plainest way. */
export function ancestorsOf(plan: readonly PlannedCommit[], start: number): Set<number> {
  const found = new Set([start])
  for (const at of found) for (const parent of plan[at]?.parents ?? []) found.add(parent)
  return found
}
