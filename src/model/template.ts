/** Says whether two pod templates are the same. */
import type { PodTemplate } from './kube.ts'

/** Equal as the deployment controller sees it: the label it adds itself is left out. */
export function sameTemplate(a: PodTemplate, b: PodTemplate): boolean {
  return (
    a.fingerprint === b.fingerprint &&
    sameRecord(withoutHash(a.labels), withoutHash(b.labels)) &&
    sameRecord(a.annotations, b.annotations)
  )
}

/** Without the label that the deployment controller adds itself. */
export function withoutHash(labels: PodTemplate['labels']): PodTemplate['labels'] {
  if (!('pod-template-hash' in labels)) return labels
  const { 'pod-template-hash': _, ...rest } = labels
  return rest
}

function sameRecord(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): boolean {
  if (a === b) return true
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
