/** Says in words how two pod templates differ. */
import type { ImageReference } from '../version/image.ts'
import { parseImage, shortDigest } from '../version/image.ts'
import type { Container, EnvValue, PodTemplate } from '../kube/kube.ts'
import { shownValue } from '../kube/shown-value.ts'
import { sameTemplate, withoutHash, withoutValues } from '../kube/template.ts'
import { readOnce } from '../read-once.ts'
import type { Change } from '../workload.ts'

export interface Difference {
  readonly kind: Change
  /** `image 1.8.0 → 1.9.0`. Values of variables and commands stay out: they may be secret. */
  readonly words: string
  /** The container that it is in; null where it is the whole pod. */
  readonly container: string | null
  /** What differs: `image`, `env LOG_LEVEL`, `memory limit`, `mount configMap/cart`. */
  readonly subject: string
  /** What it was and what it is, as far as it may be shown; null where it is not there or not known. */
  readonly from: string | null
  readonly to: string | null
}

/**
 * Container by container in the newer template's order, then what the pod as a whole mounts. `config`
 * is a ConfigMap or Secret exchanged, or a checksum annotation that says its content changed. `other`
 * stands for what no other word covers: a container added or removed, a restart, a volume. Empty only
 * for equal templates.
 */
export function differencesBetween(older: PodTemplate, newer: PodTemplate): readonly Difference[] {
  if (sameTemplate(older, newer)) return []
  if (older.valueless !== true && newer.valueless !== true) return unequalParts(older, newer)
  return unequalParts(withoutValues(older), withoutValues(newer)).map((difference) =>
    difference.kind === 'env' ? { ...difference, from: null, to: null } : difference,
  )
}

function unequalParts(older: PodTemplate, newer: PodTemplate): readonly Difference[] {
  const [before, after] = [containersOf(older), containersOf(newer)]
  const alone = before.length === 1 && after.length === 1
  const named = [
    ...after.flatMap((container) => {
      const { name } = container
      const old = before.find((one) => one.name === name)
      if (old === undefined) return [gained('other', roleOf(newer, container), container)]
      const found = containerDifferences(old, container)
      return found.map((one) => ({
        ...one,
        container: name,
        words: alone ? one.words : `${name}: ${one.words}`,
      }))
    }),
    ...before
      .filter(({ name }) => !after.some((container) => container.name === name))
      .map((container) => lost('other', roleOf(older, container), container)),
    ...missing(older.mounts, newer.mounts).map((mount) =>
      config(`no longer mounts ${mount}`, `mount ${mount}`, 'mounted', null),
    ),
    ...missing(newer.mounts, older.mounts).map((mount) =>
      config(`mounts ${mount}`, `mount ${mount}`, null, 'mounted'),
    ),
    ...checksumDifferences(older.annotations, newer.annotations),
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
export function changesBetween(older: PodTemplate, newer: PodTemplate): readonly Change[] {
  if (isNewImage(older, newer)) return newImage
  const kinds = new Set(differencesBetween(older, newer).map(({ kind }) => kind))
  return changesOf([...kinds].join(' '))
}

const newImage: readonly Change[] = ['image']

/**
 * Whether they differ in the image of their only container and in nothing else that has a name, as most
 * releases do: templates that were decoded from the same bytes share what those say.
 */
function isNewImage(older: PodTemplate, newer: PodTemplate): boolean {
  const [a] = older.containers
  const [b] = newer.containers
  return (
    a !== undefined &&
    b !== undefined &&
    older.containers.length + newer.containers.length === 2 &&
    older.initContainers.length + newer.initContainers.length === 0 &&
    a.image !== b.image &&
    a.name === b.name &&
    a.env === b.env &&
    a.envFrom === b.envFrom &&
    a.requests === b.requests &&
    a.limits === b.limits &&
    a.probes === b.probes &&
    a.command === b.command &&
    older.annotations === newer.annotations &&
    older.mounts.length === newer.mounts.length &&
    older.mounts.every((mount, i) => mount === newer.mounts[i])
  )
}

/** Of a whole fleet's releases most have one of a few lists. */
const changesOf = readOnce((kinds): readonly Change[] => {
  const words = kinds.split(' ')
  return order.filter((kind) => words.includes(kind))
})

function containersOf({ initContainers, containers }: PodTemplate): readonly Container[] {
  return initContainers.length === 0 ? containers : [...initContainers, ...containers]
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
    ...envDifferences(older, newer),
    ...envFromDifferences(older.envFrom, newer.envFrom),
    ...quantityDifferences('request', older.requests, newer.requests),
    ...quantityDifferences('limit', older.limits, newer.limits),
    ...probeDifferences(older.probes, newer.probes),
    ...(older.command === newer.command ? [] : [part('command', 'command changed', 'command')]),
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
  return [moved('image', 'image', show(a, older), show(b, newer))]
}

function envDifferences(older: Container, newer: Container): readonly Difference[] {
  // Templates that were decoded from the same bytes share what those say.
  if (older.env === newer.env) return []
  const texts = ({ env }: Container): Record<string, string> =>
    Object.fromEntries(Object.entries(env).map(([name, { kind, text }]) => [name, kind + text]))
  const shown = (name: string, value: EnvValue | undefined): string | null =>
    value === undefined ? null : shownValue(name, value)
  return changedKeys(texts(older), texts(newer)).map(([name, how]) => {
    const [from, to] = [shown(name, older.env[name]), shown(name, newer.env[name])]
    return { ...part('env', `env ${name} ${how}`, `env ${name}`), from, to }
  })
}

function envFromDifferences(
  older: readonly string[],
  newer: readonly string[],
): readonly Difference[] {
  if (older === newer) return []
  const found = [
    ...missing(older, newer).map((source) =>
      config(`env from ${source} removed`, `env from ${source}`, 'read', null),
    ),
    ...missing(newer, older).map((source) =>
      config(`env from ${source} added`, `env from ${source}`, null, 'read'),
    ),
  ]
  // Of two sources of one name, the later wins.
  const reordered = found.length === 0 && older.join(' ') !== newer.join(' ')
  return reordered
    ? [config('order of env from changed', 'order of env from', older.join(' '), newer.join(' '))]
    : found
}

function quantityDifferences(
  bound: 'request' | 'limit',
  older: Container['limits'],
  newer: Container['limits'],
): readonly Difference[] {
  if (older === newer) return []
  return (['cpu', 'memory'] as const)
    .filter((resource) => older[resource] !== newer[resource])
    .map((resource) =>
      moved(
        'resources',
        `${resource} ${bound}`,
        older[resource] ?? 'none',
        newer[resource] ?? 'none',
      ),
    )
}

function probeDifferences(older: string, newer: string): readonly Difference[] {
  if (older === newer) return []
  const what = older === '' ? 'added' : newer === '' ? 'removed' : 'changed'
  return [part('probes', `probes ${what}`, 'probes')]
}

/** What makes the templates unequal where nothing that has a name of its own differs. */
function restDifferences(older: PodTemplate, newer: PodTemplate): readonly Difference[] {
  const restartedAt = 'kubectl.kubernetes.io/restartedAt'
  const [from = null, to = null] = [older.annotations[restartedAt], newer.annotations[restartedAt]]
  if (from !== to) return [{ ...part('other', 'restarted', 'restart'), from, to }]
  const parts = [
    ...recordParts('label', withoutHash(older.labels), withoutHash(newer.labels)),
    ...recordParts('annotation', older.annotations, newer.annotations),
  ]
  return parts.length > 0
    ? parts
    : [part('other', 'another part of the pod template changed', 'pod template')]
}

function checksumDifferences(
  older: PodTemplate['annotations'],
  newer: PodTemplate['annotations'],
): readonly Difference[] {
  if (older === newer) return []
  return recordParts('annotation', checksums(older), checksums(newer)).map((part) => ({
    ...part,
    kind: 'config',
  }))
}

function checksums(annotations: PodTemplate['annotations']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).filter(([key]) => /checksum|hash/i.test(key)),
  )
}

type Texts = Readonly<Record<string, string>>

function changedKeys(
  older: Texts,
  newer: Texts,
): (readonly [name: string, how: 'added' | 'removed' | 'changed'])[] {
  if (older === newer) return []
  return [...new Set([...Object.keys(older), ...Object.keys(newer)])]
    .filter((name) => older[name] !== newer[name])
    .sort()
    .map((name) => [
      name,
      older[name] === undefined ? 'added' : newer[name] === undefined ? 'removed' : 'changed',
    ])
}

/** Labels and annotations, in words by name only. */
function recordParts(what: string, older: Texts, newer: Texts): readonly Difference[] {
  const shown = (name: string, text: string | undefined): string | null =>
    text === undefined ? null : shownValue(name, { kind: 'literal', text })
  return changedKeys(older, newer).map(([name, how]) => ({
    ...part('other', `${what} ${name} ${how}`, `${what} ${name}`),
    from: shown(name, older[name]),
    to: shown(name, newer[name]),
  }))
}

const none: readonly string[] = []

function missing(from: readonly string[], others: readonly string[]): readonly string[] {
  if (from.every((one) => others.includes(one))) return none
  return from.filter((one) => !others.includes(one))
}

function part(kind: Change, words: string, subject: string): Difference {
  return { kind, words, container: null, subject, from: null, to: null }
}

function moved(kind: Change, subject: string, from: string, to: string): Difference {
  return { ...part(kind, `${subject} ${from} → ${to}`, subject), from, to }
}

function config(
  words: string,
  subject: string,
  from: string | null,
  to: string | null,
): Difference {
  return { ...part('config', words, subject), from, to }
}

function gained(kind: Change, subject: string, { name, image }: Container): Difference {
  return { ...part(kind, `${subject} added`, subject), container: name, to: image }
}

function lost(kind: Change, subject: string, { name, image }: Container): Difference {
  return { ...part(kind, `${subject} removed`, subject), container: name, from: image }
}
