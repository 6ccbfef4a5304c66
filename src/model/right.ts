/** A right as RBAC names it. */
export interface Right {
  readonly verb: string
  /** Empty for the core group. */
  readonly group: string
  readonly resource: string
  readonly subresource: string | null
  readonly namespace: string
  /** Empty where it has no name yet. */
  readonly name: string
}
