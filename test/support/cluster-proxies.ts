/** Real proxies on loopback that write down where they were asked to lead, and as whom. */
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Pair } from './cluster-secure-server.ts'

export interface TestProxy {
  readonly port: number
  /** `host:port` of every tunnel asked for. */
  readonly targets: string[]
  /** `user:password` as given with each of them; empty for none. */
  readonly users: string[]
  /** Every header of the CONNECT requests. */
  readonly headers: string[]
  readonly stop: () => Promise<void>
}

interface ProxyOptions {
  /** `user:password` without which it refuses. */
  readonly wants?: string
  /** Speak TLS. */
  readonly tls?: Pair
  /** Where every tunnel leads, whatever was asked for. */
  readonly leadTo?: number
}

/** HTTP CONNECT. */
export async function startConnectProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const { targets, users, headers, sockets } = log()
  const { tls } = options
  const server =
    tls === undefined
      ? createHttpServer()
      : createHttpsServer({ cert: readFileSync(tls.certificate), key: readFileSync(tls.key) })
  server.on('connection', (socket: Socket) => remember(sockets, socket))
  server.on('tlsClientError', () => {})
  server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const basic = request.headers['proxy-authorization']?.replace('Basic ', '') ?? ''
    const user = Buffer.from(basic, 'base64').toString()
    targets.push(request.url ?? '')
    users.push(user)
    headers.push(JSON.stringify(request.headers))
    if (options.wants !== undefined && options.wants !== user)
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n')
    else
      join(socket, request.url ?? '', options.leadTo, sockets, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        return head
      })
  })
  return listening(server, { targets, users, headers, sockets })
}

/** SOCKS5 (RFC 1928) with user and password (RFC 1929). */
export async function startSocksProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const { targets, users, headers, sockets } = log()
  const server = createServer((socket) => {
    remember(sockets, socket)
    let received = Buffer.alloc(0)
    let step: 'hello' | 'user' | 'request' | 'open' = 'hello'
    let user = ''
    socket.on('data', (chunk) => {
      if (step === 'open') return
      received = Buffer.concat([received, chunk])
      if (step === 'hello' && received.length >= 2 + (received[1] ?? 0)) {
        const methods = [...received.subarray(2, 2 + received[1]!)]
        received = received.subarray(2 + received[1]!)
        const method = options.wants === undefined ? 0 : methods.includes(2) ? 2 : 255
        // One byte at a time: nobody may count on whole answers.
        socket.write(Buffer.of(5))
        setTimeout(() => socket.write(Buffer.of(method)), 20)
        step = method === 2 ? 'user' : 'request'
      } else if (step === 'user' && received.length > 2) {
        const nameLength = received[1]!
        const wordLength = received[2 + nameLength]!
        const name = received.toString('utf8', 2, 2 + nameLength)
        const word = received.toString('utf8', 3 + nameLength, 3 + nameLength + wordLength)
        user = `${name}:${word}`
        received = received.subarray(3 + nameLength + wordLength)
        socket.write(Buffer.of(1, user === options.wants ? 0 : 1))
        step = 'request'
      } else if (step === 'request' && received.length >= 10) {
        const [host, port] = addressIn(received)
        targets.push(`${host}:${port}`)
        users.push(user)
        step = 'open'
        join(socket, `${host}:${port}`, options.leadTo, sockets, () => {
          socket.write(Buffer.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 1))
          return Buffer.alloc(0)
        })
      }
    })
  })
  return listening(server, { targets, users, headers, sockets })
}

function addressIn(request: Buffer): [host: string, port: number] {
  if (request[3] === 1) return [[...request.subarray(4, 8)].join('.'), request.readUInt16BE(8)]
  const length = request[4]!
  return [request.subarray(5, 5 + length).toString(), request.readUInt16BE(5 + length)]
}

function join(
  socket: Socket,
  target: string,
  leadTo: number | undefined,
  sockets: Set<Socket>,
  onOpen: () => Buffer,
): void {
  const port = leadTo ?? Number(target.split(':').at(-1))
  const upstream = connect(port, '127.0.0.1')
  remember(sockets, upstream)
  upstream.on('connect', () => {
    upstream.write(onOpen())
    socket.pipe(upstream).pipe(socket)
  })
}

function log() {
  return {
    targets: [] as string[],
    users: [] as string[],
    headers: [] as string[],
    sockets: new Set<Socket>(),
  }
}

function remember(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
  socket.on('error', () => socket.destroy())
}

async function listening(
  server: ReturnType<typeof createServer>,
  { sockets, ...seen }: ReturnType<typeof log>,
): Promise<TestProxy> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    ...seen,
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
