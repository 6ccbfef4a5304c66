/** The one pool of connections to one server, directly or through a proxy. */
import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { type ConnectionOptions, TLSSocket } from 'node:tls'
import { Agent, buildConnector, type Dispatcher } from 'undici'
import { openTunnel } from './tunnel.ts'

export interface Route {
  readonly tls: ConnectionOptions
  /** What the proxy itself is trusted by, where it speaks TLS. */
  readonly proxyTls: ConnectionOptions
  readonly proxy: URL | null
  /** For opening a connection; 0 is no limit. */
  readonly limitMs: number
  /** False for HTTP/1.1, one request a connection. */
  readonly http2: boolean
}

// Silence of the network becomes an error of the socket.
const keepAlive = { keepAlive: true, keepAliveInitialDelay: 30_000 }
// The default windows of 256 KB make a long list wait a round trip for each of them.
const h2Options = { initialWindowSize: 8 << 20, connectionWindowSize: 32 << 20 }

export function createDispatcher({ tls, proxyTls, proxy, limitMs, http2 }: Route): Dispatcher {
  const secured = {
    ...keepAlive,
    ...tls,
    timeout: limitMs,
    allowH2: http2,
    // A resumed session would not verify a certificate that has changed; client-go resumes none either.
    maxCachedSessions: 0,
  } as buildConnector.BuildOptions
  const connect = buildConnector(secured)
  const direct: typeof connect = (options, done) => {
    connect(options, (...[error, socket]) => {
      if (error !== null) done(error, null)
      else {
        noteClosing(socket)
        done(null, socket)
      }
    })
  }
  if (proxy === null) return new Agent({ connect: direct, h2Options })

  // By CONNECT where the server speaks plain http, too: one way through a proxy is enough.
  async function throughProxy(
    proxy: URL,
    options: buildConnector.Options,
    done: buildConnector.Callback,
  ): Promise<void> {
    const { hostname, protocol } = options
    const port = Number(options.port || (protocol === 'https:' ? 443 : 80))
    const host = hostname.replace(/^\[|\]$/g, '')
    const socket = await openTunnel(proxy, { host, port }, proxyTls, limitMs)
    if (typeof socket === 'string') done(new Error(socket), null)
    else if (protocol === 'https:') direct({ ...options, httpSocket: socket }, done)
    else {
      noteClosing(socket)
      done(null, socket)
    }
  }
  return new Agent({
    connect: (options, done) => void throughProxy(proxy, options, done),
    h2Options,
  })
}

/** How many requests went over a connection. */
const requestsOver = new WeakMap<Socket, number>()

subscribe('undici:client:sendHeaders', (message) => {
  const { socket } = message as { readonly socket: Socket }
  requestsOver.set(socket, (requestsOver.get(socket) ?? 0) + 1)
})

const closedInUse = new WeakSet<Error>()

/**
 * Whether the error ended a connection of HTTP/1 over which an earlier request had been answered: the
 * server took it for idle, and closed it in the moment in which it was used again. What has no answer
 * yet may be asked anew, as Go's net/http does (transport.go, `shouldRetryRequest`).
 */
export function isClosedInUse(error: unknown): boolean {
  return error instanceof Error && closedInUse.has(error)
}

function noteClosing(socket: Socket): void {
  const isHttp2 = socket instanceof TLSSocket && socket.alpnProtocol === 'h2'
  if (isHttp2) return
  socket.on('error', (error: Error) => {
    if ((requestsOver.get(socket) ?? 0) > 1) closedInUse.add(error)
  })
}

/**
 * After GOAWAY undici keeps what it is asked for, and what the server has turned away, until the streams
 * that were accepted have ended, and a watch does not end.
 */
export function onGoAway(dispatcher: Dispatcher, listener: (error: Error) => void): void {
  dispatcher.on('disconnect', (_origin, _targets, error) => {
    if (error.message.includes('GOAWAY')) listener(error)
  })
}
