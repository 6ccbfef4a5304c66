/** Turns a kubeconfig entry into what a request needs: headers and a dispatcher of its own. */
import type { AgentOptions, RequestOptions } from 'node:https'
import { isDeepStrictEqual } from 'node:util'
import { type DispatcherOptions, KubeConfig } from '@kubernetes/client-node/dist/config.js'
import { Agent, type buildConnector, type Dispatcher, ProxyAgent } from 'undici'
import { isRecord, items, type Json, line, record } from './json.ts'
import type { ClusterOptions, ContextEntry } from './kubeconfig.ts'
import { type Reading, unread } from './read-failure.ts'

interface Access {
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly dispatcher: Dispatcher
}

export interface Credentials {
  /** Runs a credential plugin where one is due; at most one runs at a time. */
  readonly obtain: () => Promise<Reading<Access>>
  /** Forgets what a plugin or token file gave; false where there is nothing to ask again. */
  readonly forget: () => boolean
  /** Cuts every connection; the next request makes a new one. */
  readonly disconnect: (why: Error) => void
  /** Every secret seen so far, for keeping them out of messages. */
  readonly secrets: () => Iterable<string>
}

const pluginLimitMs = 10_000
const keepAlive = { keepAlive: true, keepAliveInitialDelay: 30_000 }
// The default windows of 256 KB make a long list wait a round trip for each of them.
const h2Options = { initialWindowSize: 8 << 20, connectionWindowSize: 32 << 20 }

export function createCredentials(
  entry: ContextEntry,
  options: ClusterOptions,
  connectTimeoutMs: number,
): Credentials {
  const impersonation = impersonationHeaders(entry.user, options)
  const renewable = isRecord(entry.user['exec']) || entry.user['tokenFile'] !== undefined
  const secrets = new Set<string>()
  let kubeConfig = kubeConfigOf(entry)
  let pending: Promise<RequestOptions> | null = null
  let current: { readonly wanted: DispatcherOptions; readonly dispatcher: Dispatcher } | null = null

  function authenticate(): Promise<RequestOptions> {
    pending ??= askClientNode(kubeConfig).finally(() => {
      pending = null
    })
    return pending
  }

  function dispatcherFor(wanted: DispatcherOptions): Dispatcher {
    if (current !== null && isDeepStrictEqual(current.wanted, wanted)) return current.dispatcher
    current?.dispatcher.close().catch(() => {})
    current = { wanted, dispatcher: createDispatcher(wanted, connectTimeoutMs) }
    return current.dispatcher
  }

  return {
    obtain: async () => {
      try {
        const given = await within(pluginLimitMs, authenticate())
        const headers = { ...authorization(given, secrets), ...impersonation }
        const cluster = kubeConfig.getCurrentCluster()
        const wanted = kubeConfig.createDispatcherOptions(cluster, given as AgentOptions)
        return { ok: true, value: { headers, dispatcher: dispatcherFor(wanted) } }
      } catch (error) {
        return credentialFailure(error, entry)
      }
    },
    forget: () => {
      if (renewable) kubeConfig = kubeConfigOf(entry)
      return renewable
    },
    disconnect: (why) => {
      current?.dispatcher.destroy(why).catch(() => {})
      current = null
    },
    secrets: () => secrets,
  }
}

/** One frozen KubeConfig that knows this context alone, so no other server can get its credentials. */
function kubeConfigOf({ cluster, user }: ContextEntry): KubeConfig {
  const plain = line(cluster['server'])?.startsWith('http://') === true
  const { tokenFile, token, exec, ...rest } = user
  const kubeConfig = new KubeConfig()
  kubeConfig.loadFromString(
    JSON.stringify({
      clusters: [
        {
          name: 'cluster',
          // Without TLS there is nothing to verify, yet client-node insists on being told.
          cluster: { ...cluster, ...(plain ? { 'insecure-skip-tls-verify': true } : {}) },
        },
      ],
      users: [
        {
          name: 'user',
          user: {
            ...rest,
            ...(isRecord(exec) ? { exec: withExecInfo(exec) } : {}),
            ...(typeof tokenFile === 'string'
              ? { 'auth-provider': { name: 'tokenFile', config: { tokenFile } } }
              : { token }),
          },
        },
      ],
      contexts: [{ name: 'context', context: { cluster: 'cluster', user: 'user' } }],
      'current-context': 'context',
    }),
  )
  Object.freeze(kubeConfig)
  return kubeConfig
}

/** Plugins read the API version they should answer in from KUBERNETES_EXEC_INFO (client-go, exec plugin). */
function withExecInfo(exec: Json): Json {
  const info = {
    apiVersion: exec['apiVersion'],
    kind: 'ExecCredential',
    spec: { interactive: false },
  }
  const variable = { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }
  return { ...exec, env: [...items(exec['env']), variable] }
}

async function askClientNode(kubeConfig: KubeConfig): Promise<RequestOptions> {
  const given: RequestOptions = {}
  await kubeConfig.applyToHTTPSOptions(given)
  return given
}

function authorization(given: RequestOptions, secrets: Set<string>): Record<string, string> {
  const header = record(given.headers)['Authorization']
  const bearer = typeof header === 'string' ? header.trim() : ''
  if (bearer !== '') {
    remember(secrets, bearer.replace(/^Bearer\s+/, ''))
    return { authorization: bearer }
  }
  if (typeof given.auth !== 'string') return {}
  remember(secrets, given.auth.slice(given.auth.indexOf(':') + 1))
  return { authorization: `Basic ${Buffer.from(given.auth).toString('base64')}` }
}

function remember(secrets: Set<string>, secret: string): void {
  // A very short "secret" would only tear holes into unrelated words.
  if (secret.length >= 4) secrets.add(secret)
}

/** `--as` replaces everything the kubeconfig says about impersonation, as in kubectl. */
function impersonationHeaders(
  user: Json,
  options: ClusterOptions,
): Record<string, string | string[]> {
  const asked = options.as !== null
  const name = asked ? options.as : line(user['as'])
  const uid = asked ? null : line(user['as-uid'])
  const groups = asked ? options.asGroups : items(user['as-groups']).flatMap((g) => line(g) ?? [])
  const extra = asked ? {} : record(user['as-user-extra'])
  return {
    ...(name === null ? {} : { 'impersonate-user': name }),
    ...(uid === null ? {} : { 'impersonate-uid': uid }),
    ...(groups.length === 0 ? {} : { 'impersonate-group': [...groups] }),
    ...Object.fromEntries(
      Object.entries(extra).map(([key, values]) => [
        `impersonate-extra-${encodeURIComponent(key.toLowerCase())}`,
        items(values).flatMap((value) => line(value) ?? []),
      ]),
    ),
  }
}

function createDispatcher(wanted: DispatcherOptions, connectTimeoutMs: number): Dispatcher {
  const timeout = connectTimeoutMs
  if (wanted.type === 'proxy' || wanted.type === 'socks') {
    const requestTls = wanted.requestTls as buildConnector.BuildOptions
    return new ProxyAgent({ uri: wanted.uri, requestTls, connectTimeout: timeout, h2Options })
  }
  const connect = (wanted.type === 'agent' ? wanted.connect : {}) as buildConnector.BuildOptions
  return new Agent({ connect: { ...keepAlive, ...connect, timeout }, h2Options })
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${limitMs / 1000} s`))
    }, limitMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function credentialFailure(error: unknown, entry: ContextEntry): Reading<never> {
  const exec = entry.user['exec']
  const said = error instanceof Error ? error.message : ''
  const { code, path } = record(error)
  if (isRecord(exec)) {
    const command = line(exec['command']) ?? ''
    return unread('CredentialPlugin', `credential plugin ${command} ${pluginProblem(error)}`, {
      state: 'expired',
    })
  }
  if (typeof path === 'string')
    return unread(
      'Credentials',
      `cannot read ${line(path)} of context "${entry.name}": ${line(code)}`,
    )
  return unread('Credentials', `context "${entry.name}" cannot be used: ${line(said)}`)
}

function pluginProblem(error: unknown): string {
  if (record(error)['code'] === 'ENOENT') return 'was not found'
  // What a plugin printed to stdout is a credential, even where it cannot be parsed.
  if (error instanceof SyntaxError || error instanceof TypeError) return 'printed no ExecCredential'
  const said = error instanceof Error ? error.message.trim().split('\n').at(-1) : ''
  return `failed: ${line(said) || 'it said nothing'}`
}
