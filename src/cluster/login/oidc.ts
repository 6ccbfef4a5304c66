/** The kubeconfig's `auth-provider: oidc`: an id token, and a refresh token for when it has expired. */
import type { Credential, CredentialSource } from './credential-source.ts'
import { text } from '../trim/field.ts'
import { type Json, line, record } from '../trim/json.ts'
import { type Reading, unread } from '../request/read-failure.ts'
import { refreshLogin, type RefreshSurroundings } from './refresh-login.ts'

interface OidcSurroundings extends RefreshSurroundings {
  /** The provider's configuration as the kubeconfig says it now: kubectl may have refreshed it. */
  readonly reread: () => Json
  /** Keeps new tokens where kubectl would; a failure to do so is its own affair. */
  readonly keep: (tokens: {
    readonly idToken: string
    readonly refreshToken: string | null
  }) => void
}

/** Clocks differ: client-go takes a token for expired this much sooner. */
const leewayMs = 10_000
const calmMs = 5_000

/** The rules are those of client-go's oidc plugin (plugin/pkg/client/auth/oidc). */
export function oidcProvider(config: Json, surroundings: OidcSurroundings): CredentialSource {
  const { secrets, limitMs } = surroundings
  let known = config
  let current: { readonly token: string; readonly credential: Credential } | null = null
  let pending: Promise<Reading<Credential>> | null = null
  let failure: { readonly value: Reading<Credential>; readonly until: number } | null = null
  let refusedToken: string | null = null

  function fails(what: string): Reading<never> {
    const issuer = line(known['idp-issuer-url']) ?? ''
    return unread('IdentityProvider', secrets.redact(`identity provider ${issuer} ${what}`), {
      state: 'expired',
    })
  }

  function use(token: string): Reading<Credential> {
    secrets.add(token)
    if (current?.token !== token)
      current = { token, credential: { authorization: `Bearer ${token}`, certificate: null } }
    return { ok: true, value: current.credential }
  }

  function usable(token: string | null): token is string {
    return token !== null && token !== refusedToken && !hasExpired(token)
  }

  async function obtain(): Promise<Reading<Credential>> {
    // Somebody else may have refreshed it, and with it have used up our refresh token.
    known = { ...known, ...surroundings.reread() }
    const inFile = text(known, 'id-token')
    if (usable(inFile)) return use(inFile)
    const refreshToken = text(known, 'refresh-token')
    if (refreshToken === null)
      return fails('gave an id token that is no longer valid, and no refresh token')
    secrets.add(refreshToken, text(known, 'client-secret'))
    try {
      const answer = await refreshLogin(known, refreshToken, surroundings)
      const idToken = text(answer, 'id_token')
      if (idToken === null) return fails('refreshed the login without giving an id token')
      const next = text(answer, 'refresh_token')
      secrets.add(idToken, next)
      known = { ...known, 'id-token': idToken, 'refresh-token': next ?? refreshToken }
      surroundings.keep({ idToken, refreshToken: next })
      return use(idToken)
    } catch (error) {
      const why = error instanceof Error ? (line(error.message) ?? '') : ''
      return fails(`did not refresh the login: ${why || `no answer within ${limitMs / 1000} s`}`)
    }
  }

  async function run(): Promise<Reading<Credential>> {
    const result = await obtain()
    failure = result.ok ? null : { value: result, until: performance.now() + calmMs }
    return result
  }

  return {
    get: () => {
      const token = current?.token ?? text(known, 'id-token')
      if (usable(token)) return Promise.resolve(use(token))
      if (failure !== null && performance.now() < failure.until)
        return Promise.resolve(failure.value)
      pending ??= run().finally(() => {
        pending = null
      })
      return pending
    },
    refused: (credential) => {
      if (current === null || current.credential !== credential) return true
      // One refresh for a refused token; where its successor is refused too, a person has to act.
      if (refusedToken !== null || text(known, 'refresh-token') === null) return false
      refusedToken = current.token
      return true
    },
    retry: () => {
      failure = null
      refusedToken = null
    },
    close: () => {},
  }
}

/** `exp` of a JSON web token; what is none has expired. */
function hasExpired(token: string): boolean {
  const payload = token.split('.')[1]
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
    const expires = record(claims)['exp']
    return typeof expires !== 'number' || Date.now() + leewayMs >= expires * 1000
  } catch {
    return true
  }
}
