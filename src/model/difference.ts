/** Says in words how two pod templates differ, and whether two releases differ in their code. */
import type { ImageReference } from './image.ts'
import { parseImage, readTag, shortDigest } from './image.ts'
import type { Container, PodTemplate } from './kube.ts'
import { sameTemplate, withoutHash, withoutValues } from './template.ts'
import { sameCommit } from './version.ts'
import type { Change, Release } from './workload.ts'

export interface Difference {
  readonly kind: Change
  /** `image 1.8.0 → 1.9.0`. Values of variables and commands stay out: they may be secret. */
  readonly words: string
}

/**
 * Container by container in the newer template's order, then what the pod as a whole mounts. `config`
 * is a ConfigMap or Secret exchanged, or a checksum annotation that says its content changed. `other`
 * stands for what no other word covers: a container added or removed, a restart, a volume. Empty only
 * for equal templates.
 */
export function differencesBetween(older: PodTemplate, newer: PodTemplate): readonly Difference[] {
  if (sameTemplate(older, newer)) return []
  return older.valueless === newer.valueless
    ? unequalParts(older, newer)
    : unequalParts(withoutValues(older), withoutValues(newer))
}

function unequalParts(older: PodTemplate, newer: PodTemplate): readonly Difference[] {
  const [before, after] = [containersOf(older), containersOf(newer)]
  const alone = before.length === 1 && after.length === 1
  const named = [
    ...after.flatMap((container) => {
      const old = before.find(({ name }) => name === container.name)
      if (old === undefined) return [other(`${roleOf(newer, container)} added`)]
      const found = containerDifferences(old, container)
      return alone
        ? found
        : found.map(({ kind, words }) => ({ kind, words: `${container.name}: ${words}` }))
    }),
    ...before
      .filter(({ name }) => !after.some((container) => container.name === name))
      .map((container) => other(`${roleOf(older, container)} removed`)),
    ...missing(older.mounts, newer.mounts).map((mount) => config(`no longer mounts ${mount}`)),
    ...missing(newer.mounts, older.mounts).map((mount) => config(`mounts ${mount}`)),
    ...recordWords('annotation', checksums(older.annotations), checksums(newer.annotations)).map(
      config,
    ),
  ]
  return named.length > 0 ? named : restDifferences(older, newer)
}

const order: readonly Change[] = [
  'image',
  'env',
  'config',
  'resources',
  'probes',
  'command',
  'other',
]

/** The kinds of the differences, each once, the one that a human would name first in front. */
export function changesBetween(older: PodTemplate, newer: PodTemplate): Change[] {
  const kinds = new Set(differencesBetween(older, newer).map(({ kind }) => kind))
  return order.filter((kind) => kinds.has(kind))
}

/**
 * Whether the application's own code differs, by the commits and the app container's image; null
 * where nothing tells. Only a digest is beyond doubt: a tag can be pushed again, and a commit that a
 * deployment tool noted can be that of another repository.
 */
export function codeChanged(older: Release, newer: Release): boolean | null {
  const [a, b] = [imageOf(older), imageOf(newer)]
  const sameDigest = a !== null && a.digest !== null && a.digest === b?.digest
  const [from, to] = [older.commit.value, newer.commit.value]
  if (sameDigest || sameCommit(from, to)) return false
  const byImage = imageChanged(a, b)
  if (from !== null && to !== null) return byImage === false ? null : true
  return byImage ?? versionChanged(older, newer)
}

function imageChanged(a: ImageReference | null, b: ImageReference | null): boolean | null {
  if (a === null || b === null) return null
  if (a.digest !== null && b.digest !== null) return a.digest !== b.digest
  if (!isFixed(a) && !isFixed(b)) return null
  return a.repository !== b.repository || a.tag !== b.tag
}

/** Where only a moving tag is known, the digests that the pods reported, as versions, tell. */
function versionChanged(older: Release, newer: Release): boolean | null {
  const [from, to] = [older.version.value, newer.version.value]
  if (from === null || to === null) return null
  if (from !== to) return true
  return from.startsWith('sha256:') ? false : null
}

function imageOf({ image }: Release): ImageReference | null {
  return image === null ? null : parseImage(image)
}

function isFixed({ tag }: ImageReference): boolean {
  return tag !== null && readTag(tag).version !== null
}

function containersOf({ initContainers, containers }: PodTemplate): readonly Container[] {
  return [...initContainers, ...containers]
}

function roleOf(template: PodTemplate, { name, sidecar }: Container): string {
  if (sidecar) return `sidecar ${name}`
  return template.containers.some((container) => container.name === name)
    ? `container ${name}`
    : `init container ${name}`
}

function containerDifferences(older: Container, newer: Container): readonly Difference[] {
  return [
    ...imageDifference(older.image, newer.image),
    ...envWords(older, newer).map((words) => ({ kind: 'env' as const, words })),
    ...envFromWords(older.envFrom, newer.envFrom).map(config),
    ...quantityWords('request', older.requests, newer.requests),
    ...quantityWords('limit', older.limits, newer.limits),
    ...probeDifferences(older.probes, newer.probes),
    ...(older.command === newer.command
      ? []
      : [{ kind: 'command' as const, words: 'command changed' }]),
  ]
}

/** The shortest form that tells the two apart. */
function imageDifference(older: string, newer: string): readonly Difference[] {
  if (older === newer) return []
  const [a, b] = [parseImage(older), parseImage(newer)]
  const sameName = a.registry === b.registry && a.repository === b.repository
  const show = (image: ImageReference, whole: string): string => {
    const digest = image.digest === null ? null : shortDigest(image.digest)
    if (!sameName)
      return digest === null ? whole : `${whole.slice(0, whole.indexOf('@'))}@${digest}`
    if (image.tag === null) return digest ?? 'no tag'
    return a.tag === b.tag && digest !== null ? `${image.tag}@${digest}` : image.tag
  }
  return [{ kind: 'image', words: `image ${show(a, older)} → ${show(b, newer)}` }]
}

function envWords(older: Container, newer: Container): readonly string[] {
  const texts = ({ env }: Container): Record<string, string> =>
    Object.fromEntries(Object.entries(env).map(([name, { kind, text }]) => [name, kind + text]))
  return recordWords('env', texts(older), texts(newer))
}

function envFromWords(older: readonly string[], newer: readonly string[]): readonly string[] {
  const words = [
    ...missing(older, newer).map((source) => `env from ${source} removed`),
    ...missing(newer, older).map((source) => `env from ${source} added`),
  ]
  // Of two sources of one name, the later wins.
  const reordered = words.length === 0 && older.join(' ') !== newer.join(' ')
  return reordered ? ['order of env from changed'] : words
}

function quantityWords(
  bound: 'request' | 'limit',
  older: Container['limits'],
  newer: Container['limits'],
): readonly Difference[] {
  return (['cpu', 'memory'] as const)
    .filter((resource) => older[resource] !== newer[resource])
    .map((resource) => ({
      kind: 'resources',
      words: `${resource} ${bound} ${older[resource] ?? 'none'} → ${newer[resource] ?? 'none'}`,
    }))
}

function probeDifferences(older: string, newer: string): readonly Difference[] {
  if (older === newer) return []
  const what = older === '' ? 'added' : newer === '' ? 'removed' : 'changed'
  return [{ kind: 'probes', words: `probes ${what}` }]
}

/** What makes the templates unequal where nothing that has a name of its own differs. */
function restDifferences(older: PodTemplate, newer: PodTemplate): readonly Difference[] {
  const restartedAt = 'kubectl.kubernetes.io/restartedAt'
  if (older.annotations[restartedAt] !== newer.annotations[restartedAt]) return [other('restarted')]
  const words = [
    ...recordWords('label', withoutHash(older.labels), withoutHash(newer.labels)),
    ...recordWords('annotation', older.annotations, newer.annotations),
  ]
  return words.length > 0 ? words.map(other) : [other('another part of the pod template changed')]
}

function checksums(annotations: PodTemplate['annotations']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).filter(([key]) => /checksum|hash/i.test(key)),
  )
}

/** By name only: `env LOG_LEVEL changed`. */
function recordWords(
  what: string,
  older: Readonly<Record<string, string>>,
  newer: Readonly<Record<string, string>>,
): readonly string[] {
  return [...new Set([...Object.keys(older), ...Object.keys(newer)])].sort().flatMap((name) => {
    if (older[name] === newer[name]) return []
    const how =
      older[name] === undefined ? 'added' : newer[name] === undefined ? 'removed' : 'changed'
    return [`${what} ${name} ${how}`.trimStart()]
  })
}

function missing(from: readonly string[], others: readonly string[]): readonly string[] {
  return from.filter((one) => !others.includes(one))
}

function config(words: string): Difference {
  return { kind: 'config', words }
}

function other(words: string): Difference {
  return { kind: 'other', words }
}
