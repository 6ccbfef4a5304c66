/** Ranks the commits of a range by what the crash says and by what is known of the workload. */
import { suspectsOf } from '../../bisect/suspects.ts'
import { readChanges } from '../../git/changes.ts'
import { ownersOfFiles, readCodeowners } from '../../git/code-owners.ts'
import type { Repository } from '../../git/open.ts'
import type { WorkloadDetails } from '../../model/change.ts'
import { cluesIn } from '../../model/commit/clues.ts'
import type { CommitRange } from '../../model/commit/commit.ts'
import type { Result } from '../../model/failure.ts'
import { ok } from '../../model/failure.ts'
import type { Suspect } from '../../model/commit/suspect.ts'
import { cleanOutput } from '../../model/text.ts'
import type { Workload } from '../../model/workload.ts'
import { readGiven } from '../../storage/given-file.ts'

/** What the commits are compared with. */
export interface CrimeScene {
  readonly workload: Workload | null
  /** The folder that the workload is built from; null for the whole repository. */
  readonly path: string | null
  /** Cleaned lines of its log and its events. */
  readonly lines: readonly string[]
}

/** Every commit of the range, in its order. */
export async function findSuspects(
  repository: Repository,
  range: CommitRange,
  { workload, path, lines }: CrimeScene,
): Promise<Result<readonly Suspect[]>> {
  const [commits, codeowners] = await Promise.all([
    readChanges(repository, range),
    readCodeowners(repository, range.bad),
  ])
  if (!commits.ok) return commits
  return ok(
    suspectsOf({
      commits: commits.value,
      clues: cluesIn(lines),
      path,
      owner: workload?.owner.value ?? null,
      ownersOf: (file) => ownersOfFiles(codeowners, [file]),
    }),
  )
}

/** What the cluster says of a crash: the log, why the workload is ill, and its warnings. */
export function linesOf({ health }: Workload, details: WorkloadDetails | null): readonly string[] {
  const warnings = details?.events.filter(({ type }) => type === 'Warning') ?? []
  return [
    ...(details?.log?.lines ?? []),
    ...[health.reason, health.message].filter((text) => text !== null),
    ...warnings.map(({ reason, message }) => `${reason} ${message}`),
  ]
}

/** A crash's log that the user names; `-` is stdin. */
export async function readCrashLog(file: string): Promise<Result<readonly string[]>> {
  const text = await readGiven(file)
  return text.ok ? ok(cleanOutput(text.value)) : text
}
