/** What every Kubernetes object has. */

/** The ownerReference with `controller: true`; kulprit keeps the word "owner" for people. */
export interface Controller {
  readonly kind: string
  readonly uid: string
}

export interface Meta {
  readonly uid: string
  readonly name: string
  /** Empty for cluster-scoped objects. */
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly createdAt: string | null
  readonly deletedAt: string | null
  readonly generation: number | null
  readonly controller: Controller | null
}
