/** When a ConfigMap's content changed last, and by whom: read from its metadata, never from its content. */

export interface ConfigTime {
  readonly namespace: string
  readonly name: string
  /** null where the cluster does not tell. */
  readonly changedAt: string | null
  /** The field manager: `kubectl-edit`, `argocd-controller`. */
  readonly changedBy: string | null
  readonly createdAt: string | null
}
