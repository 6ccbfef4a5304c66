/** What is asked for the version of a build, in the order of precedence. */
import type { Build } from './build.ts'
import { buildPlaces, describedPlaces, noRules } from './build.ts'
import type { Claim, Question } from '../claim.ts'
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
const openTelemetry = 'resource.opentelemetry.io/service.version'
const telemetry = 'what its telemetry reports comes before the image’s tag'

/** A build, with what most questions look at. */
interface Asked {
  readonly build: Build
  readonly template: Place
  readonly container: Container | null
  readonly image: ImageReference | null
}

export function askedOfVersion(build: Build): Asked {
  const container = appContainer(build.template, build.workload)
  return {
    build,
    template: templatePlace(build.template),
    container,
    image: container === null ? null : parseImage(container.image),
  }
}

/**
 * The user's rules > Datadog's or OpenTelemetry's key on the template > a tag that does not move >
 * `app.kubernetes.io/version` > a bare `version` label > the digest. Helm's
 * `app.kubernetes.io/version` survives an overridden image tag, so the tag outranks it.
 */
export const versionQuestions: readonly Question<Asked>[] = [
  ruleClaims,
  ({ template }) => keyed('label', 'tags.datadoghq.com/version', template, 'certain', telemetry),
  ({ template }) => keyed('annotation', openTelemetry, template, 'certain', telemetry),
  variableClaims,
  attributeClaims,
  tagClaims,
  labelClaims,
  digestClaims,
  chartClaims,
]

function ruleClaims({ build, container, image }: Asked): readonly Claim[] {
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

function variableClaims({ container }: Asked): readonly Claim[] {
  const env = literalEnv(container, 'DD_VERSION')
  return env === null ? noClaims : [claim(env.value, env.source, 'certain', telemetry)]
}

/** Charts give one version to everything that they deploy, other people's images included. */
function attributeClaims({ build, image }: Asked): readonly Claim[] {
  const found = keyValues({ template: build.template, meta: build.workload }, attributeKeys)
  if (found.length === 0) return noClaims
  return found.map(({ value, source }) => {
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

function tagClaims({ container, image }: Asked): readonly Claim[] {
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
function labelClaims({ build, template, image }: Asked): readonly Claim[] {
  const key = 'app.kubernetes.io/version'
  const byHelm =
    build.template.labels['helm.sh/chart'] !== undefined ||
    build.workload.labels['helm.sh/chart'] !== undefined ||
    build.workload.labels['app.kubernetes.io/managed-by'] === 'Helm'
  const rule = byHelm
    ? 'the chart’s appVersion, which an overridden tag leaves as it is'
    : 'the label made for it'
  const bare = 'a bare version label often is a mesh’s subset'
  return [
    ...keyed('label', key, template, byHelm ? 'weak' : 'likely', rule),
    ...describedPlaces(build).flatMap((place) => keyed('label', key, place, 'weak', rule)),
    ...buildPlaces(build).flatMap((place) => keyed('label', 'version', place, 'weak', bare)),
  ].map((labelled) => unlessContradicted(labelled, image))
}

/** Never the version: named so that nobody wonders. */
function chartClaims({ build }: Asked): readonly Claim[] {
  return findKeys('label', ['helm.sh/chart'], buildPlaces(build)).map(({ value, source }) => ({
    ...claim(value, source, 'none', ''),
    refused: 'the version of the chart',
  }))
}

function digestClaims({ build, container, image }: Asked): readonly Claim[] {
  if (container === null || image === null) return noClaims
  const rule = 'the digest at least tells two images apart'
  if (image.digest !== null) {
    const source = `image digest of container ${container.name}`
    return [claim(shortDigest(image.digest), source, 'weak', rule)]
  }
  const [running, ...others] = build.digests
  if (running === undefined || others.length > 0) return noClaims
  const moves = image.tag === null || readTag(image.tag).version === null
  const source = `digest of the running container ${container.name}${moves ? `; ${movingTag(image)}` : ''}`
  return [claim(shortDigest(running), source, 'weak', rule)]
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
