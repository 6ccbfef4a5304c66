/** A worktree for a person to work in: it stays, and what was added there too. */
import { addWorktree } from '../../git/worktree.ts'
import type { Sha } from '../../model/commit/commit.ts'
import type { Result } from '../../model/failure.ts'
import { ok } from '../../model/failure.ts'
import type { Transfer } from './find-source.ts'
import type { OpenBisect } from './open-bisect.ts'

/** Its folder. */
export async function checkOutOf(
  { repository, session }: OpenBisect,
  sha: Sha,
  { signal, onProgress }: Transfer,
): Promise<Result<string>> {
  const worktree = await addWorktree(repository, session.id, { reuse: true })
  if (!worktree.ok) return worktree
  const checkedOut = await worktree.value.checkout(sha, signal, onProgress)
  return checkedOut.ok ? ok(worktree.value.path) : checkedOut
}
