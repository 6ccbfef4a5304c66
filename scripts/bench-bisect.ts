/** Measures bisecting beside git itself, on histories made for it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { graphOf, reaching } from '../src/bisect/graph.ts'
import { mark, setFirstParent, startSearch } from '../src/bisect/mark.ts'
import { commitStates, nextStep } from '../src/bisect/next-step.ts'
import type { Search, Step } from '../src/bisect/search.ts'
import { remaining, splitRequest } from '../src/bisect/split.ts'
import type { Repository } from '../src/git/open.ts'
import { openRepository } from '../src/git/open.ts'
import { readRange } from '../src/git/range.ts'
import { resolveCommit } from '../src/git/resolve.ts'
import { suggestSplit } from '../src/git/split.ts'
import type { CommitRange, Sha } from '../src/model/commit/commit.ts'
import type { Result } from '../src/model/failure.ts'
import { median, part, row, timed } from './measure.ts'

const launcher = resolve(import.meta.dirname, '../bin/kulprit.js')
const few = 3

/** `folder` is where the histories are made; on the large one git itself takes minutes. */
export async function benchBisect(
  folder: string,
  env: Record<string, string | undefined>,
  withLarge: boolean,
): Promise<void> {
  const place = { cwd: folder, env }
  const node = await median(() => timed(process.execPath, ['-e', '0'], place), few)
  const small = { commits: 2_000, merges: 500 }
  const sizes = withLarge ? [small, { commits: 80_000, merges: 20_000 }] : [small]
  for (const { commits, merges } of sizes) {
    const at = makeHistory(join(folder, `history-${commits}`), commits, merges)
    const size = `${commits.toLocaleString('en')} commits, ${merges.toLocaleString('en')} merges`
    const git = (...args: string[]): Promise<number> => timed('git', args, { cwd: at, env })
    part(size)

    const count = await median(() => git('rev-list', '--count', 'main', '^first', '--'), few)
    const begin = ['bisect', '--repo', at, '--good', 'first', '--bad', 'main']
    const started = await median(() => timed(process.execPath, [launcher, ...begin], place), few)
    row('start to the first probe', started, '(3 × git rev-list --count + node)', 3 * count + node)

    const splits = await median(() => git('rev-list', '--bisect-vars', 'main', '^first', '--'), 1)
    const { repository, range } = await openRange(at, join(folder, 'cache'))
    for (const firstParent of [false, true]) {
      const begun = (): Search =>
        setFirstParent(startSearch({ ...range, looksFor: 'regression' }, false), firstParent)
      const what = firstParent ? 'probe, mainline first' : 'probe'
      const first = await median(async () => (await propose(begun(), repository)).ms, few)
      row(`first ${what} (the range read)`, first, 'git rev-list --bisect-vars', splits)
      const next = await median(async () => (await afterOneVerdict(begun(), repository)).ms, few)
      row(`next ${what}`, next, 'git rev-list --bisect-vars', splits)
    }
    if (commits <= 2_000) await countProbes(at, repository, range)
  }
  await benchRun(folder, env)
  await benchParallel(folder, env)
}

/** Probes that take a second, four at a time, next to git's one after another. */
async function benchParallel(
  folder: string,
  env: Record<string, string | undefined>,
): Promise<void> {
  const at = join(folder, 'history-run')
  const probe = join(folder, 'slow-probe.sh')
  writeFileSync(probe, '#!/bin/sh\nsleep 1\ntest "$(cat number)" -lt 1300\n', { mode: 0o755 })
  const ends = ['--repo', at, '--good', 'first', '--bad', 'main', '--no-verify', '-j', '4']
  const place = { cwd: folder, env }
  const own = await median(
    () => timed(process.execPath, [launcher, 'bisect', ...ends, '--run', probe], place),
    few,
  )
  const script = `git bisect start main first -- && git bisect run ${probe}; git bisect reset`
  const other = await median(() => timed('sh', ['-c', script], { cwd: at, env }), few)
  part('2,000 commits, a command that takes one second')
  row('bisect --no-verify -j 4 --run', own, 'git bisect run', other)
}

/** The whole loop with a command, next to git's own. */
async function benchRun(folder: string, env: Record<string, string | undefined>): Promise<void> {
  const at = makeHistory(join(folder, 'history-run'), 2_000, 0)
  git(at, 'reset', '--quiet', '--hard')
  const probe = join(folder, 'probe.sh')
  writeFileSync(probe, '#!/bin/sh\ntest "$(cat number)" -lt 1300\n', { mode: 0o755 })
  const ends = ['--repo', at, '--good', 'first', '--bad', 'main']
  const own = await median(
    () =>
      timed(process.execPath, [launcher, 'bisect', ...ends, '--no-verify', '--run', probe], {
        cwd: folder,
        env,
      }),
    few,
  )
  const script = `git bisect start main first -- && git bisect run ${probe}; git bisect reset`
  const other = await median(() => timed('sh', ['-c', script], { cwd: at, env }), few)
  part('2,000 commits, a command that takes no time')
  row('bisect --no-verify --run', own, '(git bisect run + 0.5 s)', other + 500)
}

async function openRange(
  path: string,
  cacheDir: string,
): Promise<{ repository: Repository; range: CommitRange }> {
  const options = {
    cacheDir,
    env: process.env,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  }
  const repository = value(await openRepository({ kind: 'folder', path }, options))
  const good = value(await resolveCommit(repository, 'first'))
  const bad = value(await resolveCommit(repository, 'main'))
  return { repository, range: value(await readRange(repository, good, bad, null)) }
}

/** The next commit to test and all that a screen shows of it. */
async function propose(
  search: Search,
  repository: Repository,
): Promise<{ step: Step; ms: number }> {
  const started = performance.now()
  const request = splitRequest(search)
  const suggested = request === null ? null : value(await suggestSplit(repository, request, null))
  const step = nextStep(search, suggested)
  commitStates(search, step)
  remaining(search)
  return { step, ms: performance.now() - started }
}

async function afterOneVerdict(
  search: Search,
  repository: Repository,
): Promise<{ step: Step; ms: number }> {
  const { step } = await propose(search, repository)
  return propose(judged(search, step, 'bad'), repository)
}

/** Probes until the culprit is named, for some culprits, next to `git bisect run` without checkouts. */
async function countProbes(at: string, repository: Repository, range: CommitRange): Promise<void> {
  const own: number[] = []
  const other: number[] = []
  for (const part of [0.05, 0.3, 0.5, 0.77, 0.99]) {
    const culprit = range.commits[Math.floor(range.commits.length * part)]?.sha ?? range.bad
    own.push(await probesTo(culprit, repository, range))
    const isBad = `git merge-base --is-ancestor ${culprit} BISECT_HEAD && exit 1 || exit 0`
    git(at, 'bisect', 'start', '--no-checkout', 'main', 'first', '--')
    spawnSync('git', ['bisect', 'run', 'sh', '-c', isBad], { cwd: at })
    other.push(git(at, 'bisect', 'log').match(/^git bisect (?:good|bad) /gm)?.length ?? 0)
    git(at, 'bisect', 'reset')
  }
  console.log(`probes for five culprits: ${own.join(', ')}; git bisect: ${other.join(', ')}`)
}

async function probesTo(culprit: Sha, repository: Repository, range: CommitRange): Promise<number> {
  let search = startSearch({ ...range, looksFor: 'regression' }, false)
  const graph = graphOf(search.range)
  const after = reaching(graph, [graph.positions.get(culprit) ?? 0])
  for (let probes = 0; ; probes++) {
    const { step } = await propose(search, repository)
    if (step.kind !== 'probe') return probes
    const isBad = after[graph.positions.get(step.sha) ?? 0] === 1
    search = judged(search, step, isBad ? 'bad' : 'good')
  }
}

function judged(search: Search, step: Step, verdict: 'good' | 'bad'): Search {
  const sha = step.kind === 'probe' ? step.sha : ''
  const evidence = { phase: 'search', durationMs: null, exitCode: null, note: null } as const
  return value(mark(search, { sha, verdict, at: new Date().toISOString(), ...evidence }))
}

/** Branches of a few commits, forked from one of the last twenty merges; `number` counts the commits. */
function makeHistory(at: string, commits: number, merges: number): string {
  git(process.cwd(), 'init', '--quiet', '--initial-branch=main', at)
  const stream: string[] = []
  const recent: number[] = []
  let made = 0
  const commit = (ref: string, parents: readonly number[]): number => {
    made++
    const [from, ...others] = parents
    stream.push(
      `commit ${ref}\nmark :${made}\ncommitter A <a@b.invalid> ${1_600_000_000 + made * 60} +0000\n`,
      'data 2\nc\n',
      from === undefined ? '' : `from :${from}\n`,
      ...others.map((other) => `merge :${other}\n`),
      `M 100644 inline number\ndata ${String(made).length}\n${made}\n\n`,
    )
    return made
  }
  let main = commit('refs/heads/main', [])
  stream.push(`reset refs/tags/first\nfrom :${main}\n\n`)
  const each = merges === 0 ? 0 : commits / merges - 1
  for (let left = merges === 0 ? commits : merges; left > 0; left--) {
    let side = recent[(made * 7919) % recent.length] ?? main
    for (let i = 0; i < each; i++) side = commit('refs/heads/side', [side])
    main = commit('refs/heads/main', merges === 0 ? [main] : [main, side])
    recent.push(main)
    if (recent.length > 20) recent.shift()
  }
  const input = stream.join('')
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: at, input })
  return at
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.message} (${result.failure.cause ?? ''})`)
  return result.value
}
