/** Which of the things that a kubeconfig says about a user proves who asks. */
import type { ContextEntry } from './context-entry.ts'
import { type CredentialSource, fixed } from './credential-source.ts'
import { pluginSpec } from './exec-credential.ts'
import { execPlugin, type PersonsTerminal } from './exec-plugin.ts'
import { text } from '../trim/field.ts'
import { isRecord, type Json, line, record } from '../trim/json.ts'
import { keepTokens, readTokens } from './keep-tokens.ts'
import type { ClusterOptions } from './kubeconfig.ts'
import { oidcProvider } from './oidc.ts'
import { readPluginPolicy } from './plugin-policy.ts'
import type { Secrets } from './secrets.ts'
import { tokenFile } from './token-file.ts'

/** For a plugin or an identity provider, whatever `--request-timeout` says. */
const limitMs = 10_000

/**
 * The one source of the user's credential, or what is wrong with it: a token or a password comes
 * before a plugin or a provider, and so does a client certificate before a plugin (client-go, rest
 * and transport). Over plain http nothing is sent at all, as by kubectl.
 */
export function chooseSource(
  entry: ContextEntry,
  server: URL,
  options: ClusterOptions,
  secrets: Secrets,
  terminal: PersonsTerminal | null,
): CredentialSource | string {
  const { user } = entry
  const token = text(user, 'token')
  const file = text(user, 'tokenFile')
  const name = text(user, 'username')
  const password = text(user, 'password')
  const { exec, 'auth-provider': provider } = user
  const hasBasic = name !== null || password !== null
  const hasCertificate =
    text(user, 'client-certificate') !== null || text(user, 'client-certificate-data') !== null

  secrets.add(token, password)
  if (server.protocol === 'http:') return fixed(null)
  if (hasBasic && (token !== null || file !== null))
    return 'its user has both a token and a password'
  if (isRecord(exec) && isRecord(provider)) return 'its user has both exec and auth-provider'
  const spec = isRecord(exec) ? pluginSpec(exec, entry.cluster) : null
  if (typeof spec === 'string') return `its credential plugin ${spec}`
  if (file !== null) return tokenFile(file, token, secrets)
  if (token !== null) return fixed(`Bearer ${token}`)
  if (hasBasic) {
    const basic = Buffer.from(`${name ?? ''}:${password ?? ''}`).toString('base64')
    secrets.add(basic)
    return fixed(`Basic ${basic}`)
  }
  if (spec !== null && !hasCertificate) {
    const { env } = options
    const policy = readPluginPolicy(env)
    return execPlugin(spec, { context: entry.name, env, policy, terminal, secrets, limitMs })
  }
  return isRecord(provider) ? providerOf(provider, entry, options, secrets) : fixed(null)
}

const removedProviders: Readonly<Record<string, string>> = {
  gcp: 'gke-gcloud-auth-plugin',
  azure: 'kubelogin',
}

function providerOf(
  provider: Json,
  { userOrigin }: ContextEntry,
  { env }: ClusterOptions,
  secrets: Secrets,
): CredentialSource | string {
  const name = line(provider['name']) ?? ''
  if (name === 'oidc')
    return oidcProvider(record(provider['config']), {
      env,
      secrets,
      limitMs,
      reread: () => (userOrigin === null ? {} : readTokens(userOrigin)),
      keep: (tokens) => userOrigin !== null && keepTokens(userOrigin, tokens),
    })
  const instead = removedProviders[name]
  return instead === undefined
    ? `kubectl and kulprit know no auth-provider "${name}"`
    : `kubectl has dropped the auth-provider "${name}"; use the credential plugin ${instead}`
}
