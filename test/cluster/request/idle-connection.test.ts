/** Servers that close connections which they take for idle, in the moment in which these are used again. */
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import type { Connection } from '../../../src/cluster/request/connection.ts'
import type { Reading } from '../../../src/cluster/request/read-failure.ts'
import type { Json } from '../../../src/cluster/trim/json.ts'
import { certificate, privateKey } from '../../support/cluster-certificate.ts'
import { connectTo } from '../../support/cluster-fixtures.ts'

const never = new AbortController().signal
const trusted = { 'certificate-authority-data': btoa(certificate) }
const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

type Answer = (socket: Socket) => void

const items = '{"items":[]}'
const answer: Answer = (socket) => {
  socket.write(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${items.length}\r\n\r\n${items}`,
  )
}
const end: Answer = (socket) => socket.end()
const reset: Answer = (socket) => socket.resetAndDestroy()
const half: Answer = (socket) => {
  socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"items":[')
}

/** `answers` are what each connection does with its first request, its second and so on. */
async function serve(server: Server, event: string, answers: readonly Answer[]) {
  const seen = { first: 0, again: 0 }
  server.on(event, (socket: Socket) => {
    let asked = 0
    socket.on('error', () => {})
    socket.on('data', (bytes: Buffer) => {
      if (!bytes.includes('\r\n\r\n')) return
      seen[asked === 0 ? 'first' : 'again'] += 1
      answers[asked]?.(socket)
      asked += 1
    })
    closers.push(() => {
      socket.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.close()
  })
  return seen
}

function connection(server: Server, scheme: 'http' | 'https') {
  const { port } = server.address() as AddressInfo
  const cluster = scheme === 'https' ? { cluster: trusted } : {}
  const made = connectTo(`${scheme}://127.0.0.1:${port}`, cluster)
  closers.push(() => {
    made.close()
  })
  return made
}

/** Asks until a connection has been used again; the last answer. */
async function askAgain(
  { json }: Pick<Connection, 'json'>,
  seen: { readonly again: number },
): Promise<Reading<Json>> {
  const deadline = performance.now() + 10_000
  for (;;) {
    const asked = await json('/api/v1/pods', never)
    if (!asked.ok || seen.again > 0 || performance.now() > deadline) return asked
    await new Promise(setImmediate)
  }
}

describe('a connection that the server closes once it is used again', () => {
  test.each([
    ['with a goodbye', end],
    ['with a reset', reset],
  ])('%s: the request goes over another one', async (_, close) => {
    const server = createTcpServer()
    const seen = await serve(server, 'connection', [answer, close])
    expect(await askAgain(connection(server, 'http'), seen)).toMatchObject({ ok: true })
    expect(seen.again).toBeGreaterThan(0)
  })

  test('over TLS: likewise', async () => {
    const server = createTlsServer({ cert: certificate, key: privateKey })
    const seen = await serve(server, 'secureConnection', [answer, end])
    expect(await askAgain(connection(server, 'https'), seen)).toMatchObject({ ok: true })
    expect(seen.again).toBeGreaterThan(0)
  })
})

describe('a request is not repeated', () => {
  const lost = { ok: false, failure: { reason: 'ConnectionLost' } }

  test('where its connection was new', async () => {
    const server = createTcpServer()
    const seen = await serve(server, 'connection', [end])
    expect(await askAgain(connection(server, 'http'), seen)).toMatchObject(lost)
    expect(seen).toEqual({ first: 1, again: 0 })
  })

  test('where its connection was new, over TLS', async () => {
    const server = createTlsServer({ cert: certificate, key: privateKey })
    const seen = await serve(server, 'secureConnection', [end])
    expect(await askAgain(connection(server, 'https'), seen)).toMatchObject(lost)
    expect(seen).toEqual({ first: 1, again: 0 })
  })

  test('where its answer has begun', async () => {
    const server = createTcpServer()
    const seen = await serve(server, 'connection', [answer, half])
    expect(await askAgain(connection(server, 'http'), seen)).toMatchObject(lost)
    expect(seen.again).toBe(1)
  })
})
