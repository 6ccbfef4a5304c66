/** The application that a workload is part of, by the label that Kubernetes recommends. */
import type { Workload } from './workload.ts'

const partOfLabel = 'app.kubernetes.io/part-of'

/** null where it has no such label. */
export function partOf({ labels }: Pick<Workload, 'labels'>): string | null {
  return labels[partOfLabel] || null
}
