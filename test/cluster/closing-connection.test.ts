/** HTTP/2 servers that are leaving, or that never really arrive: no request waits for them for ever. */
import {
  createSecureServer,
  type Http2SecureServer,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import { once } from 'node:events'
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import type { Body, Connection } from '../../src/cluster/request/connection.ts'
import { serverClosing } from '../../src/cluster/request/read-failure.ts'
import { certificate, privateKey } from '../support/cluster-certificate.ts'
import { connectTo, until } from '../support/cluster-fixtures.ts'

const pods = '/api/v1/pods'
const never = new AbortController().signal
const trusted = { 'certificate-authority-data': btoa(certificate) }
const identity = { cert: certificate, key: privateKey }
const closers: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function open(server: Server, requestTimeoutMs: number): Promise<Connection> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const parts = { cluster: trusted }
  const connection = connectTo(`https://127.0.0.1:${port}`, parts, { requestTimeoutMs })
  closers.push(() => {
    connection.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return connection
}

/**
 * Watches stay open, slow answers are left half said, and everything else is an empty list, or a refusal,
 * which comes after GOAWAY.
 */
function startServer(status = 200): {
  readonly server: Http2SecureServer
  readonly sessions: ServerHttp2Session[]
  readonly streams: ServerHttp2Stream[]
  readonly slow: ServerHttp2Stream[]
} {
  const server = createSecureServer(identity)
  const sessions: ServerHttp2Session[] = []
  const streams: ServerHttp2Stream[] = []
  const slow: ServerHttp2Stream[] = []
  server.on('session', (session) => sessions.push(session))
  server.on('stream', (stream, headers) => {
    const path = headers[':path'] ?? ''
    streams.push(stream)
    stream.on('error', () => {})
    if (status !== 200) {
      void refuse(stream, status)
      return
    }
    stream.respond({ ':status': status, 'content-type': 'application/json' })
    if (path.includes('watch=true')) return
    stream.write('{')
    if (path.includes('slow')) slow.push(stream)
    else stream.end('"items":[]}')
  })
  return { server, sessions, streams, slow }
}

async function watch(connection: Connection): Promise<AsyncIterator<Uint8Array>> {
  const wanted = { accept: 'application/json', compressed: false, endless: true }
  const answer = await connection.stream(`${pods}?watch=true`, never, wanted)
  if (!answer.ok) throw new Error(answer.failure.message)
  return (answer.value satisfies Body).chunks[Symbol.asyncIterator]()
}

async function refuse(stream: ServerHttp2Stream, status: number): Promise<void> {
  await sayGoodbye(stream.session as ServerHttp2Session)
  stream.respond({ ':status': status }, { endStream: true })
}

/** Waits until the other side has heard of it: it answers with a GOAWAY of its own. */
async function sayGoodbye(session: ServerHttp2Session | undefined): Promise<void> {
  if (session === undefined) throw new Error('nobody has connected')
  const heard = once(session, 'goaway')
  session.goaway()
  await heard
}

describe('a server that sends GOAWAY', () => {
  test('is asked over a new connection, for what it has not answered, too', async () => {
    const { server, sessions } = startServer()
    const connection = await open(server, 100_000)
    const chunks = await watch(connection)
    const asked = performance.now()
    const before = Array.from({ length: 20 }, () => connection.json(pods, never))
    const verified = connection.verify()
    await sayGoodbye(sessions[0])
    const after = Array.from({ length: 20 }, () => connection.json(pods, never))
    const answers = await Promise.all([...before, ...after])
    expect(answers.filter(({ ok }) => !ok)).toEqual([])
    expect(await verified).toBeNull()
    expect(await connection.verify()).toBeNull()
    expect(performance.now() - asked).toBeLessThan(60_000)
    expect(sessions).toHaveLength(2)
    const end = await chunks.next().catch((error: unknown) => connection.explain(error).reason)
    expect(end).toBe(serverClosing)
  })

  test('may give the answer that it says goodbye with', async () => {
    const { server, sessions } = startServer(401)
    const connection = await open(server, 100_000)
    const answer = await connection.json(pods, never)
    expect(answer).toMatchObject({ failure: { state: 'expired', status: 401 } })
    expect(sessions).toHaveLength(1)
  })

  test('may end the answer that it has begun', async () => {
    const { server, sessions, slow } = startServer()
    const connection = await open(server, 100_000)
    const answer = connection.json(`${pods}?slow`, never)
    await until('it has begun', () => slow.length > 0)
    await sayGoodbye(sessions[0])
    slow[0]?.end('"items":[]}')
    expect(await answer).toMatchObject({ ok: true })
    expect(sessions).toHaveLength(1)
  })
})

test('what is no longer wanted in the moment that it is sent is left in order', async () => {
  const { server, sessions, streams } = startServer()
  const connection = await open(server, 100_000)
  const wanted = { accept: 'application/json', compressed: false, endless: true }
  expect(await connection.verify()).toBeNull()
  for (let steps = 0; steps < 40; steps++) {
    const unwanted = new AbortController()
    const answer = connection.stream(`${pods}?watch=true`, unwanted.signal, wanted)
    for (let i = 0; i < steps; i++) await Promise.resolve()
    unwanted.abort()
    expect(await answer).toMatchObject({ ok: false })
  }
  await until('some were sent', () => streams.length > 10)
  await until('none is left open', () => streams.every(({ closed }) => closed))
  expect(sessions).toHaveLength(1)
})

describe.each([
  ['takes a connection and says nothing', () => createTcpServer((socket) => socket.resume())],
  [
    'speaks TLS, and then says nothing',
    () => createTlsServer({ ...identity, ALPNProtocols: ['h2'] }, (socket) => socket.resume()),
  ],
])('a server that %s', (_what, start) => {
  function manyAnswers(connection: Connection, signal: AbortSignal) {
    return Promise.all(Array.from({ length: 5 }, () => connection.json(pods, signal)))
  }

  test('is given up in time by all who wait, and then asked over a new connection', async () => {
    const server = start()
    let connections = 0
    server.on('connection', () => (connections += 1))
    const connection = await open(server, 100)
    for (const answer of await manyAnswers(connection, never))
      expect(answer).toMatchObject({ failure: { reason: 'Timeout', state: 'slow' } })
    const before = connections
    await connection.json(pods, never)
    expect(connections).toBeGreaterThan(before)
  })

  test('is given up at once by who no longer wants an answer', async () => {
    const server = start()
    const connected = once(server, 'connection')
    const connection = await open(server, 60_000)
    const unwanted = new AbortController()
    const answers = manyAnswers(connection, unwanted.signal)
    await connected
    unwanted.abort()
    expect((await answers).map(({ ok }) => ok)).not.toContain(true)
  })
})
