/** Reads what tells more of a difference between two releases: the commits, and when ConfigMaps changed. */
import { parts } from '../parts.ts'
import type { Connection } from '../../cluster/request/connection.ts'
import { creditCommits } from '../../git/code-owners.ts'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import type { DiffCommits, DiffContext, ReleaseDiff } from '../../model/release/release-diff.ts'
import type { Workload } from '../../model/workload.ts'
import { nobody } from '../ask.ts'
import type { Environment } from '../environment.ts'
import type { SourceRequest, Transfer } from '../bisects/find-source.ts'
import { prepareRange } from '../bisects/start-bisect.ts'

/** Nothing here fails as a whole: each part says itself why it could not be read. */
export async function readDiffContext(
  workload: Workload,
  diff: ReleaseDiff,
  given: SourceRequest['given'],
  connection: Connection | undefined,
  environment: Environment,
  transfer: Transfer,
): Promise<DiffContext> {
  const { readConfigTimes } = await parts.cluster()
  const [configs, commits] = await Promise.all([
    connection === undefined || diff.configMaps.length === 0
      ? { times: [], problems: [] }
      : readConfigTimes(connection, workload.namespace, diff.configMaps, transfer.signal),
    diff.codeChanged === false ? null : readCommits(workload, diff, given, environment, transfer),
  ])
  return { commits, configTimes: configs.times, problems: configs.problems }
}

async function readCommits(
  workload: Workload,
  { from, to }: ReleaseDiff,
  given: SourceRequest['given'],
  environment: Environment,
  transfer: Transfer,
): Promise<Result<DiffCommits>> {
  if (from.release === to.release)
    return failed('usage', `release ${from.release} is compared with itself`)
  const ends = { good: String(from.release), bad: String(to.release), goodWorkload: null }
  const prepared = await prepareRange({ workload, given, ...ends }, environment, nobody, transfer)
  if (!prepared.ok) return prepared
  const { repository, repositoryText, range } = prepared.value
  const { touching, commits, good, bad } = range
  const shown = commits.filter(({ sha }) => touching === null || touching.has(sha))
  return ok({
    repository: repositoryText,
    from: good,
    to: bad,
    items: await creditCommits(repository, shown, bad),
    takenBack: range.relation === 'reversed',
    excluded: commits.length - shown.length,
  })
}
