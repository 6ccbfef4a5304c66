/** Compares pod templates: whether they are the same, and in what they differ. */
import type { Container, PodTemplate } from './kube.ts'
import type { Change } from './workload.ts'

/** Equal as the deployment controller sees it: the label it adds itself is left out. */
export function sameTemplate(a: PodTemplate, b: PodTemplate): boolean {
  return (
    a.fingerprint === b.fingerprint &&
    sameRecord(withoutHash(a.labels), withoutHash(b.labels)) &&
    sameRecord(a.annotations, b.annotations)
  )
}

/**
 * What a human would name first, in a fixed order. `other` stands for a difference that none of the
 * words covers: a restart, a volume, a container added or removed. `config` is a ConfigMap or Secret
 * exchanged, or a checksum annotation that says its content changed.
 */
export function changesBetween(older: PodTemplate, newer: PodTemplate): Change[] {
  if (sameTemplate(older, newer)) return []
  const differs = (read: (container: Container) => string) =>
    pairs(older, newer).some(([a, b]) => read(a) !== read(b))
  const changes: Change[] = []
  if (differs((container) => container.image)) changes.push('image')
  if (differs((container) => stable(container.env))) changes.push('env')
  if (
    differs((container) => stable(container.envFrom)) ||
    stable(older.mounts) !== stable(newer.mounts) ||
    stable(checksums(older)) !== stable(checksums(newer))
  )
    changes.push('config')
  if (differs((container) => stable([container.requests, container.limits])))
    changes.push('resources')
  if (differs((container) => container.probes)) changes.push('probes')
  if (differs((container) => container.command)) changes.push('command')
  if (changes.length === 0 || names(older) !== names(newer)) changes.push('other')
  return changes
}

function all(template: PodTemplate): Container[] {
  return [...template.initContainers, ...template.containers]
}

function names(template: PodTemplate): string {
  return stable(all(template).map((container) => container.name))
}

/** Containers that both templates have, by name. */
function pairs(older: PodTemplate, newer: PodTemplate): [Container, Container][] {
  return all(newer).flatMap((container) => {
    const before = all(older).find((other) => other.name === container.name)
    return before === undefined ? [] : [[before, container] as [Container, Container]]
  })
}

function checksums(template: PodTemplate): [string, string][] {
  return Object.entries(template.annotations).filter(([key]) => /checksum|hash/i.test(key))
}

function withoutHash(labels: Readonly<Record<string, string>>): Record<string, string> {
  const { 'pod-template-hash': _, ...rest } = labels
  return rest
}

function sameRecord(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}

/** JSON whose object keys are sorted: objects come in the order in which their author wrote them. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
