/** Who owns the files of a commit by the CODEOWNERS of the repository, and which request it came with. */
import type { Codeowners } from '../model/owner/codeowners.ts'
import { codeownersFiles, ownersOf, parseCodeowners } from '../model/owner/codeowners.ts'
import type { Commit, CreditedCommit, Sha } from '../model/commit/commit.ts'
import { readFile } from './commit.ts'
import { commitUrl, pullRequestOf } from './forge.ts'
import type { Repository } from './open.ts'

/** As it was in that commit; null where it has none. */
export async function readCodeowners(repository: Repository, sha: Sha): Promise<Codeowners | null> {
  const texts = await Promise.all(codeownersFiles.map((path) => readFile(repository, sha, path)))
  const found = texts.flatMap((text) => (text.ok && text.value !== null ? [text.value] : []))[0]
  return found === undefined ? null : parseCodeowners(found)
}

export function ownersOfFiles(
  codeowners: Codeowners | null,
  files: readonly string[],
): readonly string[] {
  if (codeowners === null) return []
  return [...new Set(files.flatMap((file) => ownersOf(codeowners, file)))]
}

/** The commits with the owners of their files, by the CODEOWNERS at `at`, and their pages. */
export async function creditCommits(
  repository: Repository,
  commits: readonly Commit[],
  at: Sha,
): Promise<readonly CreditedCommit[]> {
  const codeowners = await readCodeowners(repository, at)
  const { remote } = repository
  return commits.map((commit) => ({
    ...commit,
    owners: ownersOfFiles(codeowners, commit.files),
    pullRequest: pullRequestOf([commit.subject], remote),
    url: remote === null ? null : commitUrl(remote, commit.sha),
  }))
}
