/** Everything that claims to be the version of a build, in the order of precedence. */
import type { Build } from './build.ts'
import { buildPlaces, describedPlaces, noRules } from './build.ts'
import type { Claim } from '../claim.ts'
import { claim, noClaims } from '../claim.ts'
import { appContainer } from '../kube/container.ts'
import type { ImageReference } from './image.ts'
import { parseImage, readTag, shortDigest, tagOf } from './image.ts'
import { keyValues } from '../kube/key-values.ts'
import type { Container } from '../kube/kube.ts'
import { literalEnv } from '../kube/literal-env.ts'
import type { Place } from '../place.ts'
import { findKeys, findOwnKeys, templatePlace } from '../place.ts'
import type { Confidence } from '../resolved.ts'

const attributeKeys = ['service.version', 'version']
const telemetry = 'what its telemetry reports comes before the image’s tag'

/**
 * The user's rules > Datadog's or OpenTelemetry's key on the template > a tag that does not move >
 * `app.kubernetes.io/version` > a bare `version` label > the digest. Helm's
 * `app.kubernetes.io/version` survives an overridden image tag, so the tag outranks it.
 */
export function* versionClaims(build: Build): Generator<Claim> {
  const template = templatePlace(build.template)
  const container = appContainer(build.template, build.workload)
  const image = container === null ? null : parseImage(container.image)
  yield* ruleClaims(build, container, image)
  yield* keyed('label', 'tags.datadoghq.com/version', template, 'certain', telemetry)
  const openTelemetry = 'resource.opentelemetry.io/service.version'
  yield* keyed('annotation', openTelemetry, template, 'certain', telemetry)
  const env = literalEnv(container, 'DD_VERSION')
  if (env !== null) yield claim(env.value, env.source, 'certain', telemetry)
  yield* attributeClaims(build, image)
  yield* tagClaims(container, image)
  for (const labelled of labelClaims(build, template)) yield unlessContradicted(labelled, image)
  yield* digestClaims(container, image, build.digests)
  yield* chartClaims(build)
}

function ruleClaims(
  build: Build,
  container: Container | null,
  image: ImageReference | null,
): readonly Claim[] {
  const { versionKeys, tags } = build.rules ?? noRules
  if (versionKeys.length === 0 && tags.length === 0) return noClaims
  const keyed = findOwnKeys(versionKeys, buildPlaces(build)).map(({ value, source }) =>
    claim(value, source, 'certain', 'a key of yours comes first'),
  )
  for (const { regex, at } of tags) {
    const version = regex.exec(image?.tag ?? '')?.groups?.['version'] ?? ''
    if (version === '') continue
    const source = `image tag ${image?.tag} of container ${container?.name}, read by ${at}`
    return [...keyed, claim(version, source, 'certain', 'a rule of yours comes first')]
  }
  return keyed
}

/** Charts give one version to everything that they deploy, other people's images included. */
function attributeClaims(build: Build, image: ImageReference | null): readonly Claim[] {
  const pair = { template: build.template, meta: build.workload }
  return keyValues(pair, attributeKeys).map(({ value, source }) => {
    const sure = agree(numberOf(value), numberOf(image?.tag ?? '')) === true
    const made = claim(value, source, sure ? 'certain' : 'likely', telemetry)
    return unlessContradicted(made, image)
  })
}

function unlessContradicted(made: Claim, image: ImageReference | null): Claim {
  return agree(numberOf(made.value), numberOf(image?.tag ?? '')) === false
    ? { ...made, refused: `the image’s tag ${image?.tag} says otherwise` }
    : made
}

/** `1.27` of `v1.27-alpine`; null for what does not begin with a number, or with a date. */
function numberOf(text: string): readonly string[] | null {
  return /^v?(\d{1,4}(?:\.\d+)*)(?![\w])/.exec(text)?.[1]?.split('.') ?? null
}

/** Whether one begins with the other; null where that cannot be told. */
function agree(a: readonly string[] | null, b: readonly string[] | null): boolean | null {
  if (a === null || b === null) return null
  return a.slice(0, b.length).every((part, i) => part === b[i])
}

function tagClaims(container: Container | null, image: ImageReference | null): readonly Claim[] {
  if (container === null || image === null || image.tag === null) return noClaims
  const { version } = readTag(image.tag)
  const source = tagOf(container.name)
  const rule = 'a tag that does not move says what runs'
  return [
    version === null
      ? { ...claim(image.tag, source, 'none', rule), refused: 'such a tag moves' }
      : claim(version.value, source, version.confidence, rule),
  ]
}

/** The chart's `appVersion` where Helm wrote it: right only while nobody overrides the image's tag. */
function* labelClaims(build: Build, template: Place): Generator<Claim> {
  const key = 'app.kubernetes.io/version'
  const byHelm =
    build.template.labels['helm.sh/chart'] !== undefined ||
    build.workload.labels['helm.sh/chart'] !== undefined ||
    build.workload.labels['app.kubernetes.io/managed-by'] === 'Helm'
  const rule = byHelm
    ? 'the chart’s appVersion, which an overridden tag leaves as it is'
    : 'the label made for it'
  yield* keyed('label', key, template, byHelm ? 'weak' : 'likely', rule)
  for (const place of describedPlaces(build)) yield* keyed('label', key, place, 'weak', rule)
  const bare = 'a bare version label often is a mesh’s subset'
  for (const place of buildPlaces(build)) yield* keyed('label', 'version', place, 'weak', bare)
}

/** Never the version: named so that nobody wonders. */
function* chartClaims(build: Build): Generator<Claim> {
  for (const found of findKeys('label', ['helm.sh/chart'], buildPlaces(build)))
    yield { ...claim(found.value, found.source, 'none', ''), refused: 'the version of the chart' }
}

function* digestClaims(
  container: Container | null,
  image: ImageReference | null,
  digests: readonly string[],
): Generator<Claim> {
  if (container === null || image === null) return
  const rule = 'the digest at least tells two images apart'
  if (image.digest !== null) {
    const source = `image digest of container ${container.name}`
    yield claim(shortDigest(image.digest), source, 'weak', rule)
    return
  }
  const [running, ...others] = digests
  if (running === undefined || others.length > 0) return
  const moves = image.tag === null || readTag(image.tag).version === null
  const source = `digest of the running container ${container.name}${moves ? `; ${movingTag(image)}` : ''}`
  yield claim(shortDigest(running), source, 'weak', rule)
}

/** Why there is no version at all. */
export function noVersion({ template, workload, digests }: Build): string {
  const container = appContainer(template, workload)
  if (container === null) return 'the pod template has no container'
  const moving = movingTag(parseImage(container.image))
  return digests.length === 0
    ? `${moving}, and no pod reports a digest`
    : `${moving}, and the pods run ${digests.length} different images under it`
}

function movingTag(image: ImageReference): string {
  return image.tag === null
    ? 'the image has no tag, which means latest'
    : `the image tag ${image.tag} moves`
}

function keyed(
  field: 'label' | 'annotation',
  key: string,
  place: Place,
  confidence: Confidence,
  rule: string,
): readonly Claim[] {
  if ((field === 'label' ? place.labels : place.annotations)[key] === undefined) return noClaims
  return findKeys(field, [key], [place]).map(({ value, source }) =>
    claim(value, source, confidence, rule),
  )
}
