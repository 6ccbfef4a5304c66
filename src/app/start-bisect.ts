/** Opens a bisect: chooses both ends, finds the repository, and refuses a range that would mislead. */
import type { Endpoint, Session, WorkloadRef } from '../bisect/session.ts'
import { readRange } from '../git/range.ts'
import { resolveCommit, resolveVersion } from '../git/resolve.ts'
import type { Repository } from '../git/open.ts'
import type { CommitRange } from '../model/commit.ts'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import type { Release, Workload } from '../model/workload.ts'
import { listJournals } from '../storage/journal.ts'
import { newSessionId } from '../storage/session-id.ts'
import type { Asker } from './ask.ts'
import type { Environment } from './environment.ts'
import type { Transfer } from './find-source.ts'
import { findSource } from './find-source.ts'
import { OpenBisect } from './open-bisect.ts'

export interface StartRequest {
  readonly workload: Workload | null
  /** A release number, a version or a commit; null for the workload's previous and current release. */
  readonly good: string | null
  readonly bad: string | null
  /** `--repo` and `--path`. */
  readonly given: { readonly repository: string | null; readonly path: string | null }
  readonly verifyEnds: boolean
}

export interface PreparedRange {
  readonly repository: Repository
  readonly repositoryText: string
  readonly path: string | null
  readonly good: Endpoint
  readonly bad: Endpoint
  readonly range: CommitRange
}

export async function startBisect(
  request: StartRequest,
  environment: Environment,
  asker: Asker,
  transfer: Transfer,
): Promise<Result<OpenBisect>> {
  const prepared = await prepareRange(request, environment, asker, transfer)
  if (!prepared.ok) return prepared
  const { repository, repositoryText, path, good, bad, range } = prepared.value
  const usable = checkRange(range, good, bad)
  if (!usable.ok) return usable
  const { sessions } = await listJournals(environment.folders.state)
  const { workload } = request
  const session: Session = {
    id: newSessionId(
      workload?.name ?? 'bisect',
      sessions.map((stored) => stored.session.id),
    ),
    startedAt: new Date().toISOString(),
    workload: workload === null ? null : workloadRef(workload),
    owner: workload?.owner.value ?? null,
    repository: repositoryText,
    path,
    looksFor: 'regression',
    good,
    bad,
    verifyEnds: request.verifyEnds,
  }
  return OpenBisect.start(environment.folders.state, repository, range, session)
}

/** Both ends as commits, and what lies between them; what `commits` prints and a bisect searches. */
export async function prepareRange(
  request: StartRequest,
  environment: Environment,
  asker: Asker,
  transfer: Transfer,
): Promise<Result<PreparedRange>> {
  const { workload } = request
  const ends = chooseEnds(request)
  if (!ends.ok) return ends
  const source = await findSource(
    {
      workload: workload === null ? null : workloadPath(workload),
      known: workload?.repository ?? null,
      given: request.given,
    },
    environment,
    asker,
    transfer,
  )
  if (!source.ok) return source
  const { repository, text: repositoryText, path } = source.value
  transfer.onProgress('reading the commits')
  const good = await resolveEnd(repository, ends.value.good, workload)
  if (!good.ok) return good
  const bad = await resolveEnd(repository, ends.value.bad, workload)
  if (!bad.ok) return bad
  const range = await readRange(repository, good.value.sha, bad.value.sha, path)
  if (!range.ok) return range
  return ok({
    repository,
    repositoryText,
    path,
    good: good.value,
    bad: bad.value,
    range: range.value,
  })
}

type End =
  | { readonly kind: 'release'; readonly release: Release }
  | { readonly kind: 'text'; readonly text: string }

function chooseEnds(request: StartRequest): Result<{ good: End; bad: End }> {
  const { workload } = request
  if (workload === null) {
    if (request.good === null || request.bad === null)
      return failed('usage', 'a bisect without a workload needs both ends', {
        next: 'pass --good COMMIT and --bad COMMIT',
      })
    return ok({
      good: { kind: 'text', text: request.good },
      bad: { kind: 'text', text: request.bad },
    })
  }
  const current = workload.releases.find((release) => release.current)
  const bad: End | null =
    request.bad !== null
      ? namedEnd(workload, request.bad)
      : current === undefined
        ? null
        : { kind: 'release', release: current }
  const good = request.good === null ? provenEnd(workload) : ok(namedEnd(workload, request.good))
  if (!good.ok) return good
  if (bad === null)
    return failed('usage', `the current release of ${workloadPath(workload)} is unknown`, {
      next: 'pass --bad with a release number, a version or a commit',
    })
  return ok({ good: good.value, bad })
}

/** The newest older release that is proven to have worked, as the good end. */
function provenEnd(workload: Workload): Result<End> {
  const older = workload.releases.filter((release) => !release.current)
  const currentVersion = workload.version.value
  const proven = older.find(
    (release) => release.proof === 'proven' && release.version.value !== currentVersion,
  )
  if (proven !== undefined) return ok({ kind: 'release', release: proven })
  const choices = older.map(
    (release) =>
      `${release.release} (${release.version.value ?? 'unknown version'}, ${release.proof})`,
  )
  return failed('usage', `no older release of ${workloadPath(workload)} is proven to have worked`, {
    cause: workload.previousUnknown,
    next:
      choices.length === 0
        ? 'pass --good with a version or a commit that worked'
        : `choose one with --good: ${choices.join(', ')}`,
  })
}

/** A release number, then a version that a release had, else a commit. */
function namedEnd(workload: Workload, text: string): End {
  const release =
    workload.releases.find((release) => String(release.release) === text) ??
    workload.releases.find((release) => release.version.value === text)
  return release === undefined ? { kind: 'text', text } : { kind: 'release', release }
}

async function resolveEnd(
  repository: Repository,
  end: End,
  workload: Workload | null,
): Promise<Result<Endpoint>> {
  if (end.kind === 'text') {
    const sha = await resolveCommit(repository, end.text)
    return sha.ok ? ok({ sha: sha.value, label: end.text }) : sha
  }
  const { release, version, commit } = end.release
  const label = `${version.value ?? 'unknown version'} (release ${release})`
  if (version.value === null && commit.value === null)
    return failed('git', `the version of release ${release} is unknown: ${version.source}`, {
      next: 'pass the commit it was built from with --good or --bad',
    })
  const found = await resolveVersion(
    repository,
    { version: version.value, commit: commit.value },
    workload?.name ?? '',
  )
  return found.ok ? ok({ sha: found.value.sha, label }) : found
}

/** Between such ends no search can be right. */
function checkRange(range: CommitRange, good: Endpoint, bad: Endpoint): Result<null> {
  switch (range.relation) {
    case 'equal':
      return failed(
        'git',
        `good ${good.label} and bad ${bad.label} are the same commit ${good.sha.slice(0, 10)}`,
        { next: 'the code did not change between them: look for what else did' },
      )
    case 'reversed':
      return failed('usage', `good ${good.label} is newer than bad ${bad.label}`, {
        next: 'swap --good and --bad',
      })
    case 'unrelated':
      return failed('git', `good ${good.label} and bad ${bad.label} have no common history`, {
        next: 'check that both were built from this repository, and that its history was not rewritten',
      })
    case 'ancestor':
    case 'divergent':
      return ok(null)
  }
}

function workloadRef(workload: Workload): WorkloadRef {
  const { context, namespace, kind, name } = workload
  return { context, namespace, kind, name }
}

/** `shop/deployment/cart`, as a settings rule names it. */
function workloadPath(workload: Workload): string {
  return `${workload.namespace}/${workload.kind.toLowerCase()}/${workload.name}`
}
