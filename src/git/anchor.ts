/** What a session keeps in kulprit's own store: refs that hold its commits there, and its worktree. */
import type { Sha } from '../model/commit/commit.ts'
import type { Result } from '../model/failure.ts'
import { ok } from '../model/failure.ts'
import type { Repository } from './open.ts'
import { gitFailed } from './run.ts'
import { checkSession } from './session-name.ts'
import { removeWorktree, worktreesOf } from './worktree.ts'

/** Keeps the commits of a session. */
export async function anchor(
  { change, name }: Repository,
  session: string,
  shas: readonly Sha[],
): Promise<Result<void>> {
  const safe = checkSession(session)
  if (!safe.ok) return safe
  for (const sha of shas) {
    const answer = await change('update-ref', `refs/kulprit/${session}/${sha}`, sha)
    if (answer.exitCode !== 0) return gitFailed(`cannot keep commit ${sha} of ${name}`, answer)
  }
  return ok(undefined)
}

/** Lets go of the commits and removes the worktree; a session that has neither is fine. */
export async function release(repository: Repository, session: string): Promise<Result<void>> {
  const safe = checkSession(session)
  if (!safe.ok) return safe
  const { query, change, name } = repository
  for (const worktree of await worktreesOf(repository, session))
    await removeWorktree(repository, worktree)
  const refs = await query('for-each-ref', '--format=%(refname)', `refs/kulprit/${session}/`)
  for (const ref of refs.stdout.split('\n').filter((line) => line !== '')) {
    const answer = await change('update-ref', '-d', ref)
    if (answer.exitCode !== 0) return gitFailed(`cannot release ${session} in ${name}`, answer)
  }
  return ok(undefined)
}
