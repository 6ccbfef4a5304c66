/** One context's credentials: what each request carries, and the connections it may go over. */
import type { Dispatcher } from 'undici'
import { chooseSource } from './choose-source.ts'
import type { ContextEntry } from './context-entry.ts'
import type { Credential } from './credential-source.ts'
import { createDispatcher, onGoAway } from '../request/dispatcher.ts'
import type { PersonsTerminal } from './exec-plugin.ts'
import { text } from '../trim/field.ts'
import { impersonationHeaders } from './impersonation.ts'
import type { Json } from '../trim/json.ts'
import type { ClusterOptions } from './kubeconfig.ts'
import { environmentProxy, parseProxyUrl, proxyUser } from '../request/proxy.ts'
import { type Reading, unread } from '../request/read-failure.ts'
import { createSecrets } from './secrets.ts'
import { type TlsMaterial, tlsSource } from './tls-material.ts'

/** After GOAWAY, for what the server has accepted: above all the refusal that it says goodbye with. */
const answersMs = 1000

/** The connections of one credential. */
interface Lines {
  readonly dispatcher: Dispatcher
  /** Aborts when the server has closed a connection: what has no answer yet must be asked anew. */
  readonly closing: AbortSignal
  /** Aborts when everything is cut: undici loses sight of a connection after GOAWAY. */
  readonly cut: AbortSignal
  readonly credential: Credential
  readonly material: TlsMaterial
}

export interface Access extends Lines {
  readonly headers: Readonly<Record<string, string | string[]>>
}

export interface Credentials {
  /** May run a credential plugin or refresh a login; at most one of them at a time. */
  readonly obtain: () => Promise<Reading<Access>>
  /** The server answered `access` with 401: whether it is worth asking with what `obtain` gives now. */
  readonly refused: (access: Access) => boolean
  /** No further request goes over these connections; those that are under way may end. */
  readonly abandon: (access: Access) => void
  /** The person wants it tried again. */
  readonly retry: () => void
  /** Cuts every connection; the next request makes a new one. */
  readonly disconnect: (why: Error) => void
  readonly close: () => void
  readonly redact: (message: string) => string
}

/**
 * Everything is read from `entry` alone, which never changes: a credential cannot get to the server of
 * another context. `server` is where they go, and no redirect is followed.
 */
export function createCredentials(
  entry: ContextEntry,
  server: URL,
  options: ClusterOptions,
  connectTimeoutMs: number,
  terminal: PersonsTerminal | null,
): Credentials {
  const secrets = createSecrets()
  const impersonation = impersonationHeaders(entry.user, options)
  // undici joins the values of a header in HTTP/2, and two groups would become one.
  const hasSeveralValues = Object.values(impersonation).some(
    (value) => Array.isArray(value) && value.length > 1,
  )
  const proxy = proxyOf(entry.cluster, server, options.env)
  const tls = tlsSource(entry.cluster, entry.user)
  const source = chooseSource(entry, server, options, secrets, terminal)
  const open = new Set<Dispatcher>()
  let current: Lines | null = null
  let cutting = new AbortController()
  if (proxy instanceof URL) secrets.add(proxy.password, proxyUser(proxy)?.password ?? null)

  function wrong(why: string): Reading<never> {
    return unread('Credentials', secrets.redact(`context "${entry.name}" cannot be used: ${why}`))
  }

  function linesFor(credential: Credential, material: TlsMaterial): Lines {
    const { certificate } = credential
    const isSame =
      current?.material === material && isSameCertificate(current.credential, credential)
    if (current !== null && isSame) return current
    // Requests on the old connections end in their own time, a watch after some minutes.
    if (current !== null) retire(current.dispatcher)
    const dispatcher = createDispatcher({
      tls: { ...material.server, ...certificate },
      proxyTls: proxy instanceof URL ? material.proxy() : {},
      proxy: proxy instanceof URL ? proxy : null,
      limitMs: connectTimeoutMs,
      http2: !hasSeveralValues,
    })
    open.add(dispatcher)
    const closing = new AbortController()
    onGoAway(dispatcher, (goodbye) => {
      abandon(dispatcher)
      setTimeout(() => {
        closing.abort(goodbye)
      }, answersMs).unref()
    })
    const signals = { closing: closing.signal, cut: cutting.signal }
    current = { credential, material, dispatcher, ...signals }
    return current
  }

  function abandon(dispatcher: Dispatcher): void {
    if (current?.dispatcher !== dispatcher) return
    current = null
    retire(dispatcher)
  }

  function retire(dispatcher: Dispatcher): void {
    const gone = (): void => void open.delete(dispatcher)
    dispatcher.close().then(gone, gone)
  }

  function disconnect(why: Error): void {
    cutting.abort(why)
    cutting = new AbortController()
    for (const dispatcher of open) dispatcher.destroy(why).catch(() => {})
    open.clear()
    current = null
  }

  return {
    obtain: async () => {
      if (typeof source === 'string') return wrong(source)
      if (typeof impersonation === 'string') return wrong(impersonation)
      if (typeof proxy === 'string') return wrong(proxy)
      const material = tls.read()
      if (!material.ok) return wrong(material.failure.message)
      const credential = await source.get()
      if (!credential.ok) return credential
      const { authorization } = credential.value
      return {
        ok: true,
        value: {
          ...linesFor(credential.value, material.value),
          headers: { ...(authorization === null ? {} : { authorization }), ...impersonation },
          credential: credential.value,
        },
      }
    },
    refused: ({ credential, material, dispatcher }) => {
      if (typeof source === 'string') return false
      tls.distrust()
      const now = tls.read()
      const isRenewed = source.refused(credential) || (now.ok && now.value !== material)
      // The server closes the connections over which it refused somebody.
      if (isRenewed) abandon(dispatcher)
      return isRenewed
    },
    abandon: ({ dispatcher }) => {
      abandon(dispatcher)
    },
    retry: () => {
      if (typeof source !== 'string') source.retry()
    },
    disconnect,
    close: () => {
      if (typeof source !== 'string') source.close()
      disconnect(new Error('closed'))
    },
    redact: secrets.redact,
  }
}

function isSameCertificate(
  { certificate: a }: Credential,
  { certificate: b }: Credential,
): boolean {
  return a === b || (a !== null && b !== null && a.cert === b.cert && a.key === b.key)
}

function proxyOf(cluster: Json, server: URL, env: NodeJS.ProcessEnv): URL | string | null {
  const given = text(cluster, 'proxy-url')
  if (given === null) return environmentProxy(server, env)
  return parseProxyUrl(given) ?? 'its proxy-url must begin with http://, https:// or socks5://'
}
