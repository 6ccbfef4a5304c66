/** Opens a socket to a host through a proxy: HTTP CONNECT, over TLS too, or SOCKS5. */
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, isIP, type Socket } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { proxyName, proxyUser } from './proxy.ts'

export interface Destination {
  readonly host: string
  readonly port: number
}

/** The socket, or what went wrong, which names the proxy. 0 ms is no limit. */
export async function openTunnel(
  proxy: URL,
  to: Destination,
  tls: ConnectionOptions,
  limitMs: number,
): Promise<Socket | string> {
  const signal = limitMs === 0 ? new AbortController().signal : AbortSignal.timeout(limitMs)
  try {
    return proxy.protocol === 'socks5:'
      ? await throughSocks(proxy, to, signal)
      : await throughConnect(proxy, to, tls, signal)
  } catch (error) {
    const why = signal.aborted ? 'no answer in time' : error instanceof Error ? error.message : ''
    return `proxy ${proxyName(proxy)}: ${why}`
  }
}

async function throughConnect(
  proxy: URL,
  to: Destination,
  tls: ConnectionOptions,
  signal: AbortSignal,
): Promise<Socket> {
  const authority = `${isIP(to.host) === 6 ? `[${to.host}]` : to.host}:${to.port}`
  const user = proxyUser(proxy)
  const options = {
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: Number(proxy.port || (proxy.protocol === 'https:' ? 443 : 80)),
    method: 'CONNECT',
    path: authority,
    headers: {
      host: authority,
      ...(user === null
        ? {}
        : {
            'proxy-authorization': `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`,
          }),
    },
    agent: false,
    signal,
  }
  const request =
    proxy.protocol === 'https:' ? httpsRequest({ ...options, ...tls }) : httpRequest(options)
  request.end()
  const answer = await Promise.race([
    once(request, 'connect') as Promise<[{ statusCode?: number }, Socket, Buffer]>,
    // Node reports a refused CONNECT as an ordinary response.
    once(request, 'response') as Promise<[{ statusCode?: number }]>,
  ])
  const [{ statusCode }, socket, head] = answer
  if (socket === undefined || statusCode !== 200) {
    request.destroy()
    socket?.destroy()
    throw new Error(
      statusCode === 407 ? 'it wants another user or password (407)' : `it answered ${statusCode}`,
    )
  }
  if (head !== undefined && head.length > 0) socket.unshift(head)
  return socket
}

const noAuthentication = 0
const userAndPassword = 2
const nothingAccepted = 255

/** RFC 1928 and, for user and password, RFC 1929. The proxy looks the name up, as in Go. */
async function throughSocks(proxy: URL, to: Destination, signal: AbortSignal): Promise<Socket> {
  const socket = connect({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: Number(proxy.port || 1080),
    signal,
  })
  try {
    await once(socket, 'connect')
    const answers = answersOf(socket)
    const user = proxyUser(proxy)
    socket.write(
      user === null
        ? Buffer.of(5, 1, noAuthentication)
        : Buffer.of(5, 2, noAuthentication, userAndPassword),
    )
    const [version, method] = await answers.take(2)
    if (version !== 5) throw new Error('it does not speak SOCKS5')
    if (method === nothingAccepted || (method !== noAuthentication && user === null))
      throw new Error('it wants another user or password')
    if (method === userAndPassword && user !== null) {
      socket.write(Buffer.concat([Buffer.of(1), counted(user.name), counted(user.password)]))
      const [, status] = await answers.take(2)
      if (status !== 0) throw new Error('it wants another user or password')
    }
    const port = Buffer.alloc(2)
    port.writeUInt16BE(to.port)
    socket.write(Buffer.concat([Buffer.of(5, 1, 0), addressOf(to.host), port]))
    const [, reply = 1, , kind] = await answers.take(4)
    if (reply !== 0) throw new Error(replies[reply] ?? `it answered ${reply}`)
    // The address it bound: of no use, yet in the way.
    const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await answers.take(1))[0] ?? 0)
    await answers.take(length + 2)
    answers.release()
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

const replies: Readonly<Record<number, string>> = {
  1: 'it failed',
  2: 'its rules do not allow it',
  3: 'the network cannot be reached from it',
  4: 'the host cannot be reached from it',
  5: 'the connection was refused',
}

function addressOf(host: string): Buffer {
  if (isIP(host) === 4) return Buffer.of(1, ...host.split('.').map(Number))
  return Buffer.concat([Buffer.of(3), counted(host)])
}

function counted(text: string): Buffer {
  const bytes = Buffer.from(text).subarray(0, 255)
  return Buffer.concat([Buffer.of(bytes.length), bytes])
}

/** Exactly the bytes asked for, however they arrive; `release` puts back what came too early. */
function answersOf(socket: Socket) {
  let received = Buffer.alloc(0)
  let wake = (): void => {}
  const onData = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk])
    wake()
  }
  const onEnd = (): void => wake()
  socket.on('data', onData).on('close', onEnd).on('end', onEnd).on('error', onEnd)
  return {
    take: async (length: number): Promise<Buffer> => {
      while (received.length < length) {
        if (socket.destroyed || socket.readableEnded)
          throw socket.errored ?? new Error('it hung up')
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      const taken = received.subarray(0, length)
      received = received.subarray(length)
      return taken
    },
    release: (): void => {
      socket.off('data', onData).pause()
      if (received.length > 0) socket.unshift(received)
    },
  }
}
