/** What the kubeconfig says about one context: all that its connection is ever made of. */
import type { Json } from '../trim/json.ts'

/** One context with its cluster and user as the file words them, every path made absolute. */
export interface ContextEntry {
  readonly name: string
  readonly namespace: string | null
  readonly cluster: Json
  /** Empty for a context without a user. */
  readonly user: Json
  /** The file that defines the user, and its name there; null without a user. */
  readonly userOrigin: { readonly file: string; readonly name: string } | null
}
