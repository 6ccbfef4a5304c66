/** Opens a bisect: chooses both ends, finds the repository, and refuses a range that would mislead. */
import type { Flaky } from '../../bisect/search.ts'
import type { Endpoint, Session, WorkloadRef } from '../../bisect/session.ts'
import { readRange } from '../../git/range.ts'
import { resolveCommit, resolveVersion } from '../../git/resolve.ts'
import type { Repository } from '../../git/open.ts'
import type { CommitRange, Sha } from '../../model/commit/commit.ts'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { imageFormOf } from '../../model/version/image-form.ts'
import type { Workload } from '../../model/workload.ts'
import type { Entry } from '../../storage/journal.ts'
import { newSessionId } from '../../storage/session-id.ts'
import type { Asker } from '../ask.ts'
import type { AskedEnds, End, Ends } from './choose-ends.ts'
import { checkCode, chooseEnds, workloadPath } from './choose-ends.ts'
import type { Environment } from '../environment.ts'
import { cancelled } from '../environment.ts'
import type { Transfer } from './find-source.ts'
import { findSource } from './find-source.ts'
import { readJournals } from './read-journals.ts'
import type { BuildsRequest } from './find-builds.ts'
import { findBuilds } from './find-builds.ts'
import { findSuspects } from './find-suspects.ts'
import { OpenBisect } from './open-bisect.ts'

export interface StartRequest extends AskedEnds {
  /** `--repo` and `--path`. */
  readonly given: { readonly repository: string | null; readonly path: string | null }
}

export interface SearchOptions {
  /** Whether to test both ends before the search. */
  readonly verifyEnds: boolean
  /** Whether to search the mainline first, then inside the merge that made the difference. */
  readonly firstParent: boolean
  /** Present where only some commits can be tested. */
  readonly builds?: BuildsRequest
  /** Present where the symptom does not always show. */
  readonly flaky?: Flaky
  /** Lines of the crash's log and events, by which the commits are ranked; absent where there are none. */
  readonly crash?: readonly string[]
}

export interface PreparedRange {
  readonly repository: Repository
  readonly repositoryText: string
  readonly path: string | null
  readonly good: Endpoint
  readonly bad: Endpoint
  readonly range: CommitRange
  readonly imageForm: string | null
}

export async function startBisect(
  request: StartRequest,
  options: SearchOptions,
  environment: Environment,
  asker: Asker,
  transfer: Transfer,
): Promise<Result<OpenBisect>> {
  const ends = chooseEnds(request, asker)
  if (!ends.ok) return ends
  const code = await checkCode(ends.value, asker)
  if (!code.ok) return code
  const prepared = await prepareEnds(ends.value, request, environment, asker, transfer, true)
  if (!prepared.ok) return prepared
  const { repository, repositoryText, path, good, bad, range, imageForm } = prepared.value
  const usable = await checkRange(range, good, bad, asker)
  if (!usable.ok) return usable
  const { sessions } = await readJournals(environment, transfer)
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
    remote: repository.remote,
    imageForm,
    path,
    looksFor: range.relation === 'reversed' ? 'fix' : 'regression',
    good,
    bad,
    verifyEnds: options.verifyEnds,
  }
  const decided: Entry[] = options.firstParent ? [{ type: 'firstParent', on: true }] : []
  if (options.builds !== undefined) {
    const found = await findBuilds(
      options.builds,
      repository,
      range,
      workload,
      asker,
      transfer.onProgress,
    )
    if (!found.ok) return found
    decided.push(found.value)
  }
  if (options.crash !== undefined) {
    transfer.onProgress('ranking the commits')
    const scene = { workload, path, lines: options.crash }
    const suspects = await findSuspects(repository, range, scene)
    if (!suspects.ok) return suspects
    decided.push({ type: 'suspects', items: suspects.value })
  }
  if (options.flaky !== undefined) decided.push({ type: 'flaky', ...options.flaky })
  return OpenBisect.start(environment.folders.state, repository, range, session, decided)
}

/** Both ends as commits, and what lies between them; what `commits` prints and a bisect searches. */
export async function prepareRange(
  request: StartRequest,
  environment: Environment,
  asker: Asker,
  transfer: Transfer,
): Promise<Result<PreparedRange>> {
  const ends = chooseEnds(request, asker)
  return ends.ok ? prepareEnds(ends.value, request, environment, asker, transfer) : ends
}

async function prepareEnds(
  ends: Ends,
  request: StartRequest,
  environment: Environment,
  asker: Asker,
  transfer: Transfer,
  /** Whether flags name the ends of a bisect: without one they are those of a comparison. */
  forBisect = false,
): Promise<Result<PreparedRange>> {
  const { workload } = request
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
  const good = await askForCommit(repository, ends.good, workload, asker, forBisect)
  if (!good.ok) return good
  const bad = await askForCommit(repository, ends.bad, workload, asker, forBisect)
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
    imageForm: formOf(ends.bad, bad.value.sha) ?? formOf(ends.good, good.value.sha),
  })
}

function formOf(end: End, sha: Sha): string | null {
  return end.kind === 'release' && end.release.image !== null
    ? imageFormOf(end.release.image, sha)
    : null
}

/** The commit of an end; whoever is there is asked for one that cannot be found. */
async function askForCommit(
  repository: Repository,
  end: End,
  workload: Workload | null,
  asker: Asker,
  forBisect: boolean,
): Promise<Result<Endpoint>> {
  const found = await resolveEnd(repository, end, workload, forBisect)
  if (found.ok || found.failure.kind === 'cancelled' || !asker.interactive) return found
  const label = end.kind === 'text' ? end.text : releaseLabel(end)
  let { failure } = found
  for (;;) {
    const reply = await asker.ask(
      {
        title: `Which commit is ${label}?`,
        lines: [found.failure.message, 'The tag, branch or hash of a commit.'],
        input: { kind: 'text', initial: '', placeholder: 'for example v1.8.0' },
      },
      failure === found.failure ? null : failure.message,
    )
    if (reply === null) return cancelled(forBisect ? 'the bisect' : 'reading the commits')
    const named = await resolveText(repository, reply, workload)
    if (named.ok) return ok({ sha: named.value, label })
    ;({ failure } = named)
  }
}

async function resolveEnd(
  repository: Repository,
  end: End,
  workload: Workload | null,
  forBisect: boolean,
): Promise<Result<Endpoint>> {
  if (end.kind === 'text') {
    const sha = await resolveText(repository, end.text, workload)
    return sha.ok ? ok({ sha: sha.value, label: end.text }) : sha
  }
  const { version, commit } = end.release
  if (version.value === null && commit.value === null)
    return failed('git', `the version of ${end.name} is unknown: ${version.source}`, {
      next: forBisect
        ? 'pass the commit it was built from with --good or --bad'
        : 'name the commit it was built from',
    })
  const found = await resolveVersion(
    repository,
    {
      version: version.value,
      commit: commit.value,
      path: workload?.repository.path ?? null,
    },
    workload?.name ?? '',
  )
  return found.ok ? ok({ sha: found.value.sha, label: releaseLabel(end) }) : found
}

/** A name that git knows, or else a version, which its tag may call otherwise: `1.8.0` is `cart-v1.8.0`. */
async function resolveText(
  repository: Repository,
  text: string,
  workload: Workload | null,
): Promise<Result<Sha>> {
  const commit = await resolveCommit(repository, text)
  if (commit.ok || workload === null) return commit
  const source = { version: text, commit: null, path: workload.repository.path }
  const version = await resolveVersion(repository, source, workload.name)
  return version.ok ? ok(version.value.sha) : commit
}

function releaseLabel({ release, name }: Extract<End, { kind: 'release' }>): string {
  return `${release.version.value ?? 'unknown version'} (${name})`
}

/** Between some ends no search can be right. */
async function checkRange(
  range: CommitRange,
  good: Endpoint,
  bad: Endpoint,
  asker: Asker,
): Promise<Result<null>> {
  switch (range.relation) {
    case 'equal':
      return failed(
        'git',
        `good ${good.label} and bad ${bad.label} are the same commit ${good.sha.slice(0, 10)}`,
        { next: 'the code did not change between them: look for what else did' },
      )
    case 'reversed': {
      const lines = [`good ${good.label} is newer than bad ${bad.label}`]
      const goOn = await asker.confirm('Look for the commit that fixed it?', lines, 'find the fix')
      return goOn ? ok(null) : cancelled('the bisect')
    }
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
