/** Finds which commits can be tested: those released, tagged, or named in a list of images. */
import type { Tier } from '../../bisect/search.ts'
import type { Asker } from '../ask.ts'
import { endsOf } from './ask-for-build.ts'
import { cancelled } from '../environment.ts'
import { count } from '../../state/format.ts'
import type { Transfer } from './find-source.ts'
import { heldCommits, readBeside, readTags } from '../../git/builds.ts'
import type { Repository } from '../../git/open.ts'
import { resolveVersion } from '../../git/resolve.ts'
import type { CommitRange, Sha } from '../../model/commit/commit.ts'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { parseImageList } from '../../model/version/image-list.ts'
import type { Workload } from '../../model/workload.ts'
import { readGiven } from '../../storage/given-file.ts'
import type { Entry } from '../../storage/journal.ts'

/** What the user asked for; at least one of them is given. */
export interface BuildsRequest {
  readonly only: Tier
  /** A file of images or commits, `-` for stdin. */
  readonly images: string | null
  /** A shell command that answers for one commit. */
  readonly imageCommand: string | null
}

/** Each line that is not of the range costs a question to git. */
const mostLookedUp = 2000

/** The journal's entry; fails where nothing could be tested. */
export async function findBuilds(
  request: BuildsRequest,
  repository: Repository,
  range: CommitRange,
  workload: Workload | null,
  asker: Asker,
  onProgress: Transfer['onProgress'],
): Promise<Result<Extract<Entry, { type: 'testable' }>>> {
  const { only, images, imageCommand } = request
  const tags = await readTags(repository)
  if (!tags.ok) return tags
  const found = new Map<Sha, Tier>()
  const add = (sha: Sha, tier: Tier): void => void (found.has(sha) || found.set(sha, tier))
  const releases = workload?.particulars.releases() ?? []
  for (const [i, { version, commit }] of releases.entries()) {
    onProgress(`${i} of ${count(releases.length, 'release')} looked up`)
    if (version.value === null && commit.value === null) continue
    const built = { version: version.value, commit: commit.value }
    const resolved = await resolveVersion(repository, built, workload?.name ?? '')
    if (resolved.ok) add(resolved.value.sha, 'deployed')
  }
  // A tag says that a version was released, not that its image is still there.
  if (only === 'tagged' || only === 'any')
    for (const [name, sha] of tags.value) if (mayBeOf(workload, range, name)) add(sha, 'tagged')
  if (images !== null) {
    const text = await readGiven(images)
    if (!text.ok) return text
    onProgress('looking up what the list names')
    const listed = await commitsOf(text.value, repository, range, tags.value)
    const trusted = await checkList(images, listed, asker)
    if (!trusted.ok) return trusted
    for (const sha of listed.shas) add(sha, 'built')
  }
  const useful = await ofUse(found, repository, range)
  if (!useful.ok) return useful
  if (useful.value.length === 0 && imageCommand === null && only !== 'any')
    return asker.keyOf === null
      ? failed('usage', `--only ${only}: no commit can be tested`, {
          next:
            only === 'deployed'
              ? 'name a WORKLOAD that has releases, or give --images FILE'
              : 'give --images FILE or --image-command CMD',
        })
      : failed('usage', 'that leaves no commit that can be tested', {
          next: `choose another way with ${asker.keyOf('search.choose')}: a list of images, say`,
        })
  return ok({ type: 'testable', only, tiers: useful.value, asks: imageCommand })
}

/** Where a path limits the search, a tag such as `cart-v1.2` says nothing of another service. */
function mayBeOf(workload: Workload | null, { touching }: CommitRange, tag: string): boolean {
  if (workload === null || touching === null) return true
  return tag.includes(workload.name) || /^(?:v|rel(?:ease)?)?[-/_.]?\d/i.test(tag)
}

/** A list of another repository, or of tags that tell nothing, must not pass for one of no builds. */
async function checkList(
  file: string,
  { shas, unknown }: { readonly shas: readonly Sha[]; readonly unknown: number },
  asker: Asker,
): Promise<Result<null>> {
  const name = file === '-' ? 'stdin' : file
  if (shas.length === 0)
    return failed('usage', `${name} names no commit of the repository`, {
      cause: unknown === 0 ? 'it is empty' : `none of its ${unknown} lines does`,
      next: 'a line is a commit, an image whose tag has one, or a tag of the repository',
    })
  if (unknown === 0) return ok(null)
  const lines = [`${unknown} of ${unknown + shas.length} lines do not, and are passed over.`]
  const goOn = await asker.confirm(`Not all of ${name} names commits`, lines, 'go on')
  return goOn ? ok(null) : cancelled('the bisect')
}

/** Ends and merge bases, commits of the range, and those beside it that contain some of it. */
async function ofUse(
  found: ReadonlyMap<Sha, Tier>,
  repository: Repository,
  range: CommitRange,
): Promise<Result<readonly (readonly [Sha, Tier])[]>> {
  const inRange = new Set(range.commits.map(({ sha }) => sha))
  const beside = await readBeside(repository, endsOf(range), inRange, [...found.keys()])
  if (!beside.ok) return beside
  const ends = [range.good, range.bad, ...range.mergeBases]
  return ok(
    [...found].filter(([sha]) => inRange.has(sha) || beside.value.has(sha) || ends.includes(sha)),
  )
}

async function commitsOf(
  text: string,
  repository: Repository,
  range: CommitRange,
  tags: ReadonlyMap<string, Sha>,
): Promise<{ readonly shas: readonly Sha[]; readonly unknown: number }> {
  const sorted = range.commits.map(({ sha }) => sha).toSorted()
  const shas: Sha[] = []
  const others: string[] = []
  let unknown = 0
  for (const { digits, name } of parseImageList(text)) {
    const tag = tags.get(name) ?? tags.get(`v${name}`)
    const known = digits === null ? undefined : startingWith(sorted, digits)
    if (known !== undefined) shas.push(known)
    else if (tag !== undefined) shas.push(tag)
    else if (digits !== null && others.length < mostLookedUp) others.push(digits)
    else unknown++
  }
  const held = await heldCommits(repository, others)
  return { shas: [...shas, ...held], unknown: unknown + others.length - held.length }
}

/** By halves, in a sorted list; undefined where none or several do. */
function startingWith(sorted: readonly Sha[], digits: string): Sha | undefined {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((sorted[middle] ?? '') < digits) from = middle + 1
    else to = middle
  }
  const [first, second] = [sorted[from], sorted[from + 1]]
  if (first?.startsWith(digits) !== true) return undefined
  return second?.startsWith(digits) === true ? undefined : first
}
