/** What is asked for the commit that a build was made from, in the order of precedence. */
import type { Build } from './build.ts'
import { buildPlaces, describedPlaces, noRules } from './build.ts'
import type { Claim, Question } from '../claim.ts'
import { claim, noClaims } from '../claim.ts'
import { appContainer } from '../kube/container.ts'
import { asCommit, deployNote } from './deploy-note.ts'
import { parseImage, readTag, tagOf } from './image.ts'
import { keyValues } from '../kube/key-values.ts'
import type { Container } from '../kube/kube.ts'
import { literalEnv } from '../kube/literal-env.ts'
import type { Found, Place } from '../place.ts'
import { findKeys, findOwnKeys, templatePlace } from '../place.ts'
import { sameRepository } from './repository-name.ts'
import type { WorkloadFacts } from '../workload-facts.ts'

const openTelemetryKeys = ['vcs.ref.head.revision', 'vcs.repository.ref.revision']
const openTelemetryAnnotations = openTelemetryKeys.map((key) => `resource.opentelemetry.io/${key}`)
const attributeKeys = [...openTelemetryKeys, 'git.commit.sha']

/** A build, with what several questions look at. */
interface Asked {
  readonly build: Build
  readonly template: Place
  readonly container: Container | null
  /** What the image's tag says. */
  readonly tag: Claim | null
}

export function askedOfCommit(build: Build): Asked {
  const container = appContainer(build.template, build.workload)
  return { build, template: templatePlace(build.template), container, tag: tagCommit(container) }
}

/**
 * The user's rules > a deployment tool's note on the template > what Datadog and OpenTelemetry are told
 * > a note on the workload > the tag. A note on the workload that the tag contradicts is left from
 * another release, or names the workflow's repository instead of the application's: then the tag is
 * believed.
 */
export const commitQuestions: readonly Question<Asked>[] = [
  ({ build }) => ruleClaims(build),
  ({ build, template }) => noteClaims(build, [template], null),
  telemetryClaims,
  ({ build, tag }) => noteClaims(build, describedPlaces(build), tag?.value ?? null),
  ({ tag }) => (tag === null ? noClaims : [tag]),
]

export const noCommit = 'no deployment tool, environment variable or image tag names a commit'

/** Whether one hash may be an abbreviation of the other. */
export function sameCommit(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && (a.startsWith(b) || b.startsWith(a))
}

function ruleClaims(build: Build): readonly Claim[] {
  const { commitKeys, tags } = build.rules ?? noRules
  if (commitKeys.length === 0 && tags.length === 0) return noClaims
  const keyed = findOwnKeys(commitKeys, buildPlaces(build)).map((found) =>
    hash(found, 'certain', 'a key of yours comes first'),
  )
  const container = appContainer(build.template, build.workload)
  const tag = container === null ? null : parseImage(container.image).tag
  for (const { regex, at } of tags) {
    const value = regex.exec(tag ?? '')?.groups?.['commit'] ?? ''
    if (value === '') continue
    const source = `image tag ${tag} of container ${container?.name}, read by ${at}`
    return [...keyed, hash({ value, source }, 'certain', 'a rule of yours comes first')]
  }
  return keyed
}

/** `contradicting`: a commit that this note has to agree with. */
function noteClaims(
  build: Build,
  places: readonly Place[],
  contradicting: string | null,
): readonly Claim[] {
  const note = deployNote(places)
  if (note === null || note.commit === null) return noClaims
  const made = claim(note.commit, note.source, 'likely', 'a deployment tool’s own note')
  const source = build.rules?.source ?? null
  if (source !== null && note.repository !== null && !sameRepository(note.repository, source))
    return [{ ...made, refused: `a commit of ${note.repository}, not of the source` }]
  if (contradicting !== null && !sameCommit(note.commit, contradicting))
    return [{ ...made, refused: 'the image’s tag says otherwise' }]
  return [made]
}

function telemetryClaims({ build, template, container }: Asked): readonly Claim[] {
  const env = literalEnv(container, 'DD_GIT_COMMIT_SHA')
  const annotated = findKeys('annotation', openTelemetryAnnotations, [template])
  const pairs = keyValues({ template: build.template, meta: build.workload }, attributeKeys)
  if (env === null && annotated.length === 0 && pairs.length === 0) return noClaims
  return [...(env === null ? [] : [env]), ...annotated, ...pairs].map((found) =>
    hash(found, 'certain', 'what its telemetry is told'),
  )
}

function tagCommit(container: Container | null): Claim | null {
  const tag = container === null ? null : parseImage(container.image).tag
  const commit = tag === null ? null : readTag(tag).commit
  if (container === null || commit === null) return null
  const source = tagOf(container.name)
  return claim(commit.value, source, commit.confidence, 'the hash in the image’s tag')
}

function hash({ value, source }: Found, confidence: 'certain' | 'likely', rule: string): Claim {
  const commit = asCommit(value)
  return commit === null
    ? { ...claim(value, source, 'none', rule), refused: 'is no hash' }
    : claim(commit, source, confidence, rule)
}

/** Why what a delivery tool synced is not taken. */
export const ofConfiguration = 'a commit of the configuration, not of the source'

/**
 * What Argo CD and Flux synced last. That is a commit of the configuration, which no bisect of the
 * source may take, unless the configuration lies in the source's own repository.
 */
export function deliveryClaims(
  { applications, deliveries }: Pick<WorkloadFacts, 'applications' | 'deliveries'>,
  source: string | null,
): readonly Claim[] {
  if (applications.length === 0 && deliveries.length === 0) return noClaims
  const refused = ofConfiguration
  const rule = 'the configuration lies in the source’s own repository'
  const found: Claim[] = []
  for (const { meta, sources, revisions } of applications)
    for (const [i, revision] of revisions.entries()) {
      const commit = asCommit(revision)
      const from = sources[i] ?? sources[0]
      if (commit === null || from === undefined || from.chart !== null) continue
      const where = `Argo CD application ${meta.name}, synced from ${from.repoUrl}`
      const made = claim(commit, where, 'weak', rule)
      const own = source !== null && sameRepository(from.repoUrl, source)
      found.push(own ? made : { ...made, refused })
    }
  for (const { tool, key, history } of deliveries) {
    const newest = history.toSorted((a, b) => b.at.localeCompare(a.at))[0]
    const commit = asCommit(/sha1:([0-9a-f]+)$/.exec(newest?.cause ?? '')?.[1])
    // Where it came from is told by another object, so it never is the source's.
    if (commit !== null)
      found.push({ ...claim(commit, `Flux ${tool} ${key}`, 'weak', rule), refused })
  }
  return found
}
