/** Where a culprit came from and where it went: its pull request, its code owners, the releases with it. */
import type { CulpritTrace } from '../../bisect/session.ts'
import { ownersOfFiles, readCodeowners } from '../../git/code-owners.ts'
import { containing, readCommit } from '../../git/commit.ts'
import type { Repository } from '../../git/open.ts'
import { resolveVersion } from '../../git/resolve.ts'
import { normalUrl } from '../../git/source.ts'
import type { Commit, Sha } from '../../model/commit/commit.ts'
import type { Release, Workload } from '../../model/workload.ts'
import { count } from '../../state/format.ts'
import type { OpenBisect } from './open-bisect.ts'

/** Each release whose commit is not known costs questions to git. */
const mostResolved = 200

/** Nothing here stops a bisect: what can't be found out is left out. */
export async function traceCulprit(
  { repository, session }: Pick<OpenBisect, 'repository' | 'session'>,
  culprit: Commit,
  workloads: readonly Workload[],
  onProgress: (text: string) => void = () => undefined,
): Promise<CulpritTrace> {
  const { remote } = session
  const isBuiltFromIt = (workload: Workload): boolean => {
    const { url } = workload.repository
    const isOurs =
      workload.context === session.workload?.context &&
      workload.namespace === session.workload.namespace &&
      workload.kind === session.workload.kind &&
      workload.name === session.workload.name
    if (isOurs) return true
    return (
      url !== null &&
      (url === session.repository || (remote !== null && normalUrl(url) === normalUrl(remote)))
    )
  }
  const [detail, codeOwners, releases] = await Promise.all([
    readCommit(repository, culprit.sha),
    findCodeOwners(repository, culprit),
    traceReleases(repository, culprit.sha, workloads.filter(isBuiltFromIt), onProgress),
  ])
  return {
    commitUrl: detail.ok ? detail.value.url : null,
    pullRequest: detail.ok ? detail.value.pullRequest : null,
    codeOwners,
    releases,
  }
}

async function findCodeOwners(
  repository: Repository,
  { sha, files }: Commit,
): Promise<readonly string[]> {
  return ownersOfFiles(await readCodeowners(repository, sha), files)
}

async function traceReleases(
  repository: Repository,
  culprit: Sha,
  workloads: readonly Workload[],
  onProgress: (text: string) => void,
): Promise<CulpritTrace['releases']> {
  const known = workloads.flatMap((workload) =>
    workload.particulars.releases().map((release) => ({ workload, release })),
  )
  const found: { workload: Workload; release: Release; sha: Sha }[] = []
  const asked = known.slice(0, mostResolved)
  for (const [i, { workload, release }] of asked.entries()) {
    onProgress(`${i} of ${count(asked.length, 'release')}`)
    const { version, commit } = release
    if (version.value === null && commit.value === null) continue
    const built = { version: version.value, commit: commit.value }
    const resolved = await resolveVersion(repository, built, workload.name)
    if (resolved.ok) found.push({ workload, release, sha: resolved.value.sha })
  }
  const holders = await containing(
    repository,
    culprit,
    found.map(({ sha }) => sha),
  )
  return found.map(({ workload: { context, namespace, kind, name }, release, sha }) => ({
    workload: { context, namespace, kind, name },
    release: release.release,
    version: release.version.value,
    contains: holders.has(sha),
    current: release.current,
  }))
}
