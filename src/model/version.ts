/** The version and the commit of what runs, each with the place it was read from. */
import { appContainer } from './container.ts'
import { asCommit, deployNote } from './deploy-note.ts'
import type { ImageReference } from './image.ts'
import { parseImage, readTag, shortDigest } from './image.ts'
import type { Container, Meta, PodTemplate, WorkloadKind } from './kube.ts'
import type { Place } from './place.ts'
import { findKey, templatePlace, workloadPlace } from './place.ts'
import type { Resolved } from './resolved.ts'
import { resolved, unknown } from './resolved.ts'

/** One build of a workload: a release's template, and what is known around it. */
export interface Build {
  readonly kind: WorkloadKind
  readonly template: PodTemplate
  readonly workload: Meta
  /**
   * Whether the workload's own labels and annotations describe this build. They outlive a rollback
   * and have no history, so they say nothing about an old release.
   */
  readonly described: boolean
  /** Digests that the pods of this build report for the app's container, each once. */
  readonly digests: readonly string[]
}

/**
 * Datadog's or OpenTelemetry's key on the template > a tag that does not move >
 * `app.kubernetes.io/version` > a bare `version` label > the digest. Helm's
 * `app.kubernetes.io/version` survives an overridden image tag, so the tag outranks it.
 */
export function versionOf(build: Build): Resolved {
  const template = templatePlace(build.template)
  const container = appContainer(build.template, build.workload)
  return (
    label('tags.datadoghq.com/version', [template], 'certain') ??
    openTelemetryVersion(template) ??
    literalEnv(container, 'DD_VERSION') ??
    tagVersion(container) ??
    label('app.kubernetes.io/version', [template], 'likely') ??
    label('app.kubernetes.io/version', described(build), 'weak') ??
    label('version', [template, ...described(build)], 'weak') ??
    digestVersion(container, build.digests)
  )
}

/**
 * A deployment tool's note on the template > `DD_GIT_COMMIT_SHA` > a note on the workload > the tag.
 * A note on the workload that the tag contradicts is left from another release, or names the
 * workflow's repository instead of the application's: then the tag is believed.
 */
export function commitOf(build: Build): Resolved {
  const container = appContainer(build.template, build.workload)
  const onTemplate = noted([templatePlace(build.template)])
  const fromEnv = literalEnv(container, 'DD_GIT_COMMIT_SHA')
  const env = asCommit(fromEnv?.value)
  const onWorkload = noted(described(build))
  const fromTag = tagCommit(container)
  if (onTemplate !== null) return onTemplate
  if (fromEnv !== null && env !== null) return { ...fromEnv, value: env }
  if (onWorkload !== null && (fromTag === null || sameCommit(onWorkload.value, fromTag.value)))
    return onWorkload
  return fromTag ?? unknown('no deployment tool, environment variable or image tag names a commit')
}

/** Whether one hash may be an abbreviation of the other. */
export function sameCommit(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && (a.startsWith(b) || b.startsWith(a))
}

/**
 * Whether two builds differ in more than configuration. Only what the templates and their images say
 * is compared, since that alone has a history.
 */
export function differs(a: Build, b: Build): boolean {
  const [one, two] = [identity(a), identity(b)]
  return (
    one.tag !== two.tag ||
    unequal(one.version, two.version) ||
    unequal(one.digest, two.digest) ||
    (one.commit !== null && two.commit !== null && !sameCommit(one.commit, two.commit))
  )
}

function identity(build: Build) {
  const container = appContainer(build.template, build.workload)
  const image = container === null ? null : parseImage(container.image)
  const bare = { ...build, described: false }
  return {
    version: versionOf({ ...bare, digests: [] }).value,
    commit: commitOf(bare).value,
    tag: image?.tag ?? null,
    digest: image?.digest ?? oneDigest(build.digests),
  }
}

function unequal(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b
}

function described(build: Build): Place[] {
  return build.described ? [workloadPlace(build.kind, build.workload)] : []
}

function label(
  key: string,
  places: readonly Place[],
  confidence: 'certain' | 'likely' | 'weak',
): Resolved | null {
  const found = findKey('label', [key], places)
  return found === null ? null : resolved(found.value, found.source, confidence)
}

function openTelemetryVersion(template: Place): Resolved | null {
  const found = findKey('annotation', ['resource.opentelemetry.io/service.version'], [template])
  return found === null ? null : resolved(found.value, found.source, 'certain')
}

function literalEnv(container: Container | null, name: string): Resolved | null {
  const env = container?.env[name]
  if (container === null || env?.kind !== 'literal') return null
  const value = env.text.trim()
  // `$(NAME)` is filled in by the kubelet, out of sight.
  if (value === '' || value.includes('$(')) return null
  return resolved(value, `environment variable ${name} of container ${container.name}`, 'certain')
}

function tagVersion(container: Container | null): Resolved | null {
  const tag = container === null ? null : parseImage(container.image).tag
  const version = tag === null ? null : readTag(tag).version
  if (container === null || version === null) return null
  return resolved(version.value, `image tag of container ${container.name}`, version.confidence)
}

function tagCommit(container: Container | null): Resolved | null {
  const tag = container === null ? null : parseImage(container.image).tag
  const commit = tag === null ? null : readTag(tag).commit
  if (container === null || commit === null) return null
  return resolved(commit.value, `image tag of container ${container.name}`, commit.confidence)
}

function digestVersion(container: Container | null, digests: readonly string[]): Resolved {
  if (container === null) return unknown('the pod template has no container')
  const image = parseImage(container.image)
  const moving = movingTag(image)
  if (image.digest !== null)
    return resolved(
      shortDigest(image.digest),
      `image digest of container ${container.name}`,
      'weak',
    )
  const running = oneDigest(digests)
  if (running !== null)
    return resolved(
      shortDigest(running),
      `digest of the running container ${container.name}; ${moving}`,
      'weak',
    )
  return unknown(
    digests.length === 0
      ? `${moving}, and no pod reports a digest`
      : `${moving}, and the pods run ${digests.length} different images under it`,
  )
}

function movingTag(image: ImageReference): string {
  return image.tag === null
    ? 'the image has no tag, which means latest'
    : `the image tag ${image.tag} moves`
}

function oneDigest(digests: readonly string[]): string | null {
  return digests.length === 1 ? (digests[0] ?? null) : null
}

function noted(places: readonly Place[]): Resolved | null {
  const note = deployNote(places)
  return note === null || note.commit === null ? null : resolved(note.commit, note.source, 'likely')
}
