/** Where a context's credential comes from; each kind of source has a file of its own. */
import type { Reading } from '../request/read-failure.ts'

export interface Credential {
  /** The Authorization header. */
  readonly authorization: string | null
  /** A client certificate, PEM. */
  readonly certificate: { readonly cert: string; readonly key: string } | null
}

export interface CredentialSource {
  /** However many ask at once, a plugin or an identity provider is asked once. */
  readonly get: () => Promise<Reading<Credential>>
  /** The server does not accept `credential`: whether `get` may give another one. */
  readonly refused: (credential: Credential) => boolean
  /** The person wants it tried again: what failed before, or was refused, is asked once more. */
  readonly retry: () => void
  readonly close: () => void
}

/** What never changes; null is nobody. */
export function fixed(authorization: string | null): CredentialSource {
  const credential = { authorization, certificate: null }
  return {
    get: () => Promise.resolve({ ok: true, value: credential }),
    refused: () => false,
    retry: () => {},
    close: () => {},
  }
}
