/** A disposable checkout for probes, in kulprit's own space: the user's files are not involved. */
import { access, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sha } from '../model/commit/commit.ts'
import type { Result } from '../model/failure.ts'
import { ok } from '../model/failure.ts'
import { transferEnvironment } from './environment.ts'
import type { Repository } from './open.ts'
import type { Answer } from './run.ts'
import { gitFailed, runLong } from './run.ts'
import { checkSession } from './session-name.ts'

export interface Worktree {
  readonly path: string
  /** Changed files are reset; files that a probe added stay, as with `git bisect run`. */
  readonly checkout: (
    sha: Sha,
    signal?: AbortSignal,
    onProgress?: (text: string) => void,
  ) => Promise<Result<void>>
  readonly remove: () => Promise<void>
}

/**
 * A session's worktree, which the first checkout fills. What an earlier run of the session has left
 * there is removed, since a build that was killed can falsify the next verdict; with `reuse` it stays,
 * for a person who works in it.
 */
export async function addWorktree(
  repository: Repository,
  session: string,
  { reuse = false }: { readonly reuse?: boolean } = {},
): Promise<Result<Worktree>> {
  const safe = checkSession(session)
  if (!safe.ok) return safe
  const path = join(repository.store.worktrees, session)
  const remove = (): Promise<void> => removeWorktree(repository, session)
  if (!reuse) await remove()
  await mkdir(repository.store.worktrees, { recursive: true, mode: 0o700 })
  return ok({
    path,
    remove,
    checkout: async (sha, signal = repository.options.signal, onProgress = () => undefined) => {
      const moved = await move(repository, path, sha, signal, onProgress)
      if (moved.exitCode === 0) return ok(undefined)
      // There is none yet, or it is damaged: a half-made one, or a lock that a kill has left.
      if (!signal.aborted) await remove()
      const added = await inTurn(repository, () => add(repository, path, sha, signal))
      const filled =
        added.exitCode === 0 ? await move(repository, path, sha, signal, onProgress) : added
      return filled.exitCode === 0
        ? ok(undefined)
        : gitFailed(`cannot check out ${sha.slice(0, 7)} of ${repository.name}`, filled)
    },
  })
}

/** The session's own worktree, and those of probes that ran side by side: `ID.1`, `ID.2`, … */
export async function worktreesOf(
  { store }: Repository,
  session: string,
): Promise<readonly string[]> {
  const names = await readdir(store.worktrees).catch((): string[] => [])
  return [session, ...names.filter((name) => name.startsWith(`${session}.`))]
}

/** Removes a session's worktree, whatever is in it; none is fine. */
export async function removeWorktree(repository: Repository, session: string): Promise<void> {
  const { store, change } = repository
  if (!checkSession(session).ok) return
  await rm(join(store.worktrees, session), { recursive: true, force: true, maxRetries: 3 })
  await inTurn(repository, () => change('worktree', 'prune', '--expire=now'))
}

const lastTurns = new WeakMap<Repository['store'], Promise<unknown>>()

/** Git forgets worktrees and makes new ones in one folder, which it removes in between: one at a time. */
function inTurn<T>({ store }: Repository, work: () => Promise<T>): Promise<T> {
  const turn = (lastTurns.get(store) ?? Promise.resolve()).then(work)
  lastTurns.set(
    store,
    turn.catch(() => undefined),
  )
  return turn
}

async function move(
  repository: Repository,
  path: string,
  sha: Sha,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<Answer> {
  const exists = await access(join(path, '.git')).then(
    () => true,
    () => false,
  )
  if (!exists) return { exitCode: -1, stdout: '', stderr: '' }
  const args = ['checkout', '--quiet', '--progress', '--force', '--detach', sha, '--']
  return run(repository, path, signal, args, onProgress)
}

/** Without its files, so that others need not wait for them. */
function add(repository: Repository, path: string, sha: Sha, signal: AbortSignal): Promise<Answer> {
  const { folder } = repository.store
  return run(repository, folder, signal, [
    '--git-dir=.',
    'worktree',
    'add',
    '--quiet',
    '--detach',
    '--no-checkout',
    '--',
    path,
    sha,
  ])
}

function run(
  { options, store }: Repository,
  folder: string,
  signal: AbortSignal,
  args: readonly string[],
  onProgress: (text: string) => void = () => undefined,
): Promise<Answer> {
  const env = {
    ...transferEnvironment(options.env, [], null),
    // A worktree whose `.git` a probe has deleted must not lead to a repository around the cache.
    GIT_CEILING_DIRECTORIES: store.worktrees,
  }
  return runLong(args, { folder, env, signal, onProgress })
}
