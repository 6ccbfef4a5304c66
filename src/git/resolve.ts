/** Names to commits: what a user typed, and what a release says it was built from. */
import type { Sha } from '../model/commit/commit.ts'
import type { Failure, Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { cleanLine } from '../model/text.ts'
import type { Repository } from './open.ts'
import type { Query } from './run.ts'

type Refusal = { readonly ok: false; readonly failure: Failure }

/**
 * The commit that a full or abbreviated hash, a tag, a branch or an expression such as `HEAD~3`
 * stands for. The clone's own names come first; what it does not know is looked up at its remote.
 * Fails where the name is unknown or could mean several commits.
 */
export async function resolveCommit(repository: Repository, text: string): Promise<Result<Sha>> {
  const name = text.trim()
  if (!isPlausible(name))
    return failed('usage', `"${cleanLine(text)}" is not the name of a commit`, {
      next: 'name a hash, a tag or a branch',
    })
  if (repository.queryClone === null && !isFullHash(name)) await followBranches(repository)
  const known = await lookUp(repository, name)
  if (known !== null) return known
  const fetched = await fetchMissing(repository, name)
  const found = fetched.ok ? await lookUp(repository, name) : null
  if (found !== null) return found
  return failed('git', `no commit "${name}" in ${repository.name}`, {
    cause: fetched.ok ? null : fetched.failure.message,
    next:
      repository.queryClone === null
        ? 'check the spelling, or that the commit has been pushed'
        : 'check the spelling, or run git fetch in the clone',
  })
}

/** What a release says about its source. */
export interface ReleaseSource {
  readonly version: string | null
  readonly commit: string | null
  /** The service's folder in a monorepo; its name, too, can be in a tag. */
  readonly path?: string | null
}

/**
 * The commit a release was built from: its commit where the repository has it, else the tag of its
 * version, this service's own tag first. `how` says which of them it was.
 */
export async function resolveVersion(
  repository: Repository,
  release: ReleaseSource,
  workloadName: string,
): Promise<Result<{ readonly sha: Sha; readonly how: string }>> {
  const candidates = sourceCandidates(release, workloadName)
  const known = await firstKnown(repository, candidates)
  if (known !== null) return known
  const hash = candidates.find(({ name }) => isFullHash(name))
  const fetched =
    candidates.length === 0 ? ok(undefined) : await fetchMissing(repository, hash?.name ?? '')
  const found = fetched.ok ? await firstKnown(repository, candidates) : null
  if (found !== null) return found
  const what =
    release.version === null ? `commit ${release.commit ?? ''}` : `version ${release.version}`
  return failed('git', `no commit for ${what} of ${workloadName} in ${repository.name}`, {
    cause:
      candidates.length === 0
        ? 'the release names neither a version nor a commit'
        : `looked for ${candidates.map(({ how }) => how).join(', ')}${fetched.ok ? '' : `; ${fetched.failure.message}`}`,
    next: 'name the commit yourself, or tag the release in the repository',
  })
}

interface Candidate {
  readonly name: string
  readonly how: string
}

function sourceCandidates(source: ReleaseSource, workload: string): Candidate[] {
  const { version, commit } = source
  const candidates: Candidate[] = []
  // A label that says `main` or `HEAD` says nothing about what was built.
  if (commit !== null && /^[0-9a-f]{7,64}$/i.test(commit))
    candidates.push({ name: commit, how: `commit ${commit}` })
  if (version !== null) {
    const bare = version.replace(/^v(?=\d)/, '')
    // Git reads `v1.2-6-gabc1234` as that commit, so it is looked up as what it is.
    const described = /-g([0-9a-f]{7,40})$/.exec(version)?.[1]
    if (described !== undefined) candidates.push({ name: described, how: `commit ${described}` })
    for (const tag of tagNames(version, bare, [workload, ...folderNames(source.path ?? '')]))
      candidates.push({ name: `refs/tags/${tag}`, how: `tag ${tag}` })
    if (/^[0-9a-f]{7,64}$/.test(version))
      candidates.push({ name: version, how: `commit ${version}` })
  }
  const names = new Set<string>()
  return candidates.filter(({ name }) => {
    const isNew = isPlausible(name) && !names.has(name)
    names.add(name)
    return isNew
  })
}

/**
 * A service's own tags come first; then those of the whole repository, and of what an image only adds
 * to a version (`1.4.2-alpine`). Last what is more often the tag of a chart: `cart-1.4.2`.
 */
function tagNames(version: string, bare: string, services: readonly string[]): string[] {
  const own = (links: readonly string[]): string[] =>
    services.flatMap((service) => links.map((link) => `${service}${link}${bare}`))
  const plain = bare.replace(variant, '')
  return [
    ...own(['-v', '/v', '@v', '@']),
    `v${bare}`,
    bare,
    version,
    ...own(['-', '/']),
    ...(plain === bare ? [] : tagNames(plain, plain, services)),
  ]
}

const variant =
  /[-_.](?:alpine|debian|ubuntu|bookworm|bullseye|buster|jammy|slim|distroless|scratch|nonroot|amd64|arm64|linux|fips)(?:[-_.\d].*)?$/i

/** `services/cart` names its tags `cart-v1.2.3`, or as Go modules do, `services/cart/v1.2.3`. */
function folderNames(path: string): string[] {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return name === '' ? [] : [name, path]
}

async function firstKnown(
  repository: Repository,
  candidates: readonly Candidate[],
): Promise<Result<{ sha: Sha; how: string }> | null> {
  for (const { name, how } of candidates) {
    const found = await lookUp(repository, name)
    if (found?.ok === true) return ok({ sha: found.value, how })
  }
  return null
}

/** A branch moves on, so a URL's refs are fetched before one is read; offline the old ones have to do. */
async function followBranches({ name, refresh, options }: Repository): Promise<void> {
  const fetched = await refresh()
  if (!fetched.ok) options.onProgress(`${name} cannot be reached: using what was fetched before`)
}

/** Brings what may be missing into the store: one commit by its hash, else all heads and tags. */
async function fetchMissing(repository: Repository, name: string): Promise<Result<void>> {
  if (!isFullHash(name)) return repository.refresh()
  const one = await repository.fetchCommit(name)
  return one.ok ? one : repository.refresh()
}

/**
 * Makes sure that the store has a commit: one that was pruned from the clone, or that a shallow or
 * partial clone has and the store does not, is fetched.
 */
export async function ensureCommit(repository: Repository, sha: Sha): Promise<Result<Sha>> {
  if ((await verified(repository.query, sha)) !== null) return ok(sha)
  const fetched = await repository.fetchCommit(sha)
  if (fetched.ok) return ok(sha)
  if (fetched.failure.kind === 'cancelled') return fetched
  return failed('git', `commit ${sha} is not in ${repository.name}`, {
    cause: fetched.failure.message,
    next: 'fetch it into the clone; if the history was rewritten, choose other ends',
  })
}

/** The commit, null where nothing has this name, a refusal where it could mean several. */
async function lookUp(repository: Repository, name: string): Promise<Result<Sha> | null> {
  const inClone = repository.queryClone === null ? [] : await named(repository.queryClone, name)
  // The store's HEAD says nothing about the remote's.
  const asksStore = inClone.length === 0 && !/^(HEAD|@)/.test(name)
  const inStore = asksStore ? await named(repository.query, name) : []
  const [sha, ...others] = inClone.length > 0 ? inClone : inStore
  if (sha === undefined) return null
  return others.length === 0 ? ensureCommit(repository, sha) : ambiguous(repository, name)
}

/** What a name stands for in one place: several where it is ambiguous. */
async function named(query: Query, name: string): Promise<Sha[]> {
  const [tag, head] =
    isFullHash(name) || name.startsWith('refs/')
      ? []
      : await Promise.all([
          verified(query, `refs/tags/${name}`),
          verified(query, `refs/heads/${name}`),
        ])
  const refs = [...new Set([tag, head])].filter((sha) => typeof sha === 'string')
  if (refs.length > 0) return refs
  const sha = await verified(query, name)
  if (sha !== null) return [sha]
  if (!isAbbreviated(name)) return []
  const objects = (await query('rev-parse', `--disambiguate=${name}`)).stdout.trim().split('\n')
  return objects.length > 1 ? objects : []
}

async function verified(query: Query, name: string): Promise<Sha | null> {
  const answer = await query('rev-parse', '--verify', '--end-of-options', `${name}^{commit}`)
  const sha = answer.stdout.trim()
  return answer.exitCode === 0 && isFullHash(sha) ? sha : null
}

function ambiguous(repository: Repository, name: string): Refusal {
  return failed('usage', `"${name}" could mean several commits in ${repository.name}`, {
    cause: isAbbreviated(name)
      ? 'several objects start with it'
      : 'a tag and a branch have this name',
    next: isAbbreviated(name)
      ? 'write more digits of the hash'
      : `write refs/tags/${name} or refs/heads/${name}`,
  })
}

function isAbbreviated(name: string): boolean {
  return /^[0-9a-f]{4,64}$/i.test(name)
}

function isFullHash(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

/** A range (`a..b`) or a search (`:/text`) is no commit; nor is what could not be shown. */
function isPlausible(name: string): boolean {
  return (
    name !== '' &&
    name.length <= 300 &&
    name === cleanLine(name) &&
    !name.includes('..') &&
    !name.includes(':') &&
    !name.startsWith('^')
  )
}
