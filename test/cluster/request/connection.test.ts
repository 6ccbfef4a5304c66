import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, connect } from '../../../src/cluster/request/connection.ts'
import { loadKubeconfig } from '../../../src/cluster/login/kubeconfig.ts'
import { certificate, privateKey } from '../../support/cluster-certificate.ts'
import { FaultServer } from '../../support/cluster-fault-server.ts'
import {
  clusterOptions,
  connectTo,
  temporaryFolder,
  until,
  writeKubeconfig,
} from '../../support/cluster-fixtures.ts'

const pods = '/api/v1/pods'
const signal = new AbortController().signal
const closers: (() => unknown)[] = []
let server: FaultServer

beforeEach(async () => {
  server = new FaultServer()
  await server.start()
})

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  await server.stop()
})

function open(...args: Parameters<typeof connectTo>): Connection {
  const connection = connectTo(...args)
  closers.push(() => {
    connection.close()
  })
  return connection
}

function toServer(
  parts: Parameters<typeof connectTo>[1] = {},
  changes: Parameters<typeof connectTo>[2] = {},
): Connection {
  return open(`http://127.0.0.1:${server.port}`, parts, changes)
}

function lastHeaders() {
  return server.requests.at(-1)?.headers
}

describe('choosing a context', () => {
  function opening(content: object, context: string | null) {
    const path = join(temporaryFolder(), 'config')
    writeFileSync(path, JSON.stringify(content))
    const options = clusterOptions({ kubeconfig: path })
    const kubeconfig = loadKubeconfig(options)
    if (!kubeconfig.ok) throw new Error(kubeconfig.failure.message)
    return { path, connection: connect(kubeconfig.value, context, options) }
  }

  const contexts = [
    { name: 'a', context: { cluster: 'c', namespace: 'shop' } },
    { name: 'b', context: { cluster: 'c' } },
  ]
  const clusters = [{ name: 'c', cluster: { server: 'https://api.example.com:6443/k8s/c-1' } }]

  test('the current one is the default', () => {
    const { connection } = opening({ clusters, contexts, 'current-context': 'a' }, null)
    expect(connection).toMatchObject({
      ok: true,
      value: { context: 'a', namespace: 'shop', server: 'api.example.com:6443' },
    })
  })

  test('none is current: the known ones are named', () => {
    const { connection, path } = opening({ clusters, contexts }, null)
    expect(connection).toMatchObject({
      ok: false,
      failure: {
        kind: 'config',
        message: `no current context in ${path}`,
        next: 'pass --context; known contexts: a, b',
      },
    })
  })

  test('an unknown one: the known ones are named', () => {
    const { connection } = opening({ clusters, contexts }, 'c')
    expect(connection).toMatchObject({ failure: { next: 'known contexts: a, b' } })
  })

  test.each(['', 'api.example.com:6443', 'ftp://api'])('a server address like "%s"', (address) => {
    const broken = [{ name: 'c', cluster: { server: address } }]
    const { connection } = opening({ clusters: broken, contexts }, 'a')
    expect(connection).toMatchObject({
      failure: { message: `context "a" has no usable server address: "${address}"` },
    })
  })
})

describe('what is sent', () => {
  test('a GET with kulprit’s name, over plain http too', async () => {
    const answer = await toServer().json(pods, signal)
    expect(answer).toMatchObject({ ok: true, value: { items: [] } })
    expect(lastHeaders()?.['user-agent']).toBe('kulprit/9.9.9')
    expect(lastHeaders()?.authorization).toBeUndefined()
  })

  test('a path in the server’s address comes first', async () => {
    await open(`http://127.0.0.1:${server.port}/k8s/clusters/c-1/`).json(pods, signal)
    expect(server.requests.at(-1)?.path).toBe('/k8s/clusters/c-1/api/v1/pods')
  })
})

describe('what goes wrong', () => {
  test('control characters in what the server says become visible', async () => {
    server.fault = () => ({ status: 500, message: 'a\u001b]52;c;x\u0007b\nc' })
    const answer = await toServer().json(pods, signal)
    expect(answer).toMatchObject({
      failure: { message: `127.0.0.1:${server.port} answered 500: a�]52;c;x�b c` },
    })
  })

  test('a host that does not exist', async () => {
    const answer = await open('https://no-such-host.invalid').json(pods, signal)
    expect(answer).toMatchObject({ failure: { reason: 'DNS' } })
  })

  test('no answer in time', async () => {
    server.fault = () => 'hang'
    const answer = await toServer({}, { requestTimeoutMs: 1000 }).json(pods, signal)
    expect(answer).toMatchObject({
      failure: { reason: 'Timeout', message: `no answer in time from 127.0.0.1:${server.port}` },
    })
  })

  describe('a body that', () => {
    async function toHalf(start: (response: ServerResponse) => void): Promise<Connection> {
      const half = createServer((_request, response) => {
        start(response)
      })
      await new Promise<void>((resolve) => half.listen(0, '127.0.0.1', resolve))
      closers.push(() => {
        half.closeAllConnections()
        half.close()
      })
      const { port } = half.address() as AddressInfo
      return open(`http://127.0.0.1:${port}`, {}, { requestTimeoutMs: 1000 })
    }

    function stops(response: ServerResponse): void {
      response.write('{"items":[')
    }

    function drips(response: ServerResponse): void {
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => {
        clearInterval(timer)
      })
    }

    test.each([
      ['stops halfway', stops],
      ['drips', drips],
    ])('%s', async (_what, then) => {
      const connection = await toHalf((response) => {
        response.writeHead(200, { 'content-length': '1000000' })
        then(response)
      })
      expect(await connection.json(pods, signal)).toMatchObject({ failure: { reason: 'Timeout' } })
    })

    test.each([
      ['stops halfway', stops],
      ['drips', drips],
    ])('%s does not hide a refusal, which its status tells', async (_what, then) => {
      const connection = await toHalf((response) => {
        response.writeHead(403, { 'content-length': '1000000' })
        then(response)
      })
      const wanted = { accept: 'application/json', compressed: false, endless: true }
      const answers = [connection.json(pods, signal), connection.stream(pods, signal, wanted)]
      for (const answer of await Promise.all(answers))
        expect(answer).toMatchObject({ failure: { state: 'forbidden', status: 403 } })
    })
  })

  test('a certificate file that is not there', async () => {
    const connection = toServer({ cluster: { 'certificate-authority': '/no/such/ca.crt' } })
    expect(await connection.json(pods, signal)).toMatchObject({
      failure: {
        reason: 'Credentials',
        message: 'context "test" cannot be used: cannot read /no/such/ca.crt: no such file',
      },
    })
  })
})

describe('over TLS', () => {
  let port = 0
  let sockets = 0

  beforeEach(async () => {
    sockets = 0
    const secure = createSecureServer({ cert: certificate, key: privateKey, allowHTTP1: true })
    secure.on('request', (_request, response) => {
      response.end('{"items":[]}')
    })
    secure.on('secureConnection', (socket) => {
      sockets += 1
      closers.push(() => socket.destroy())
    })
    secure.on('error', () => {})
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
    port = (secure.address() as AddressInfo).port
    closers.push(() => secure.close())
  })

  test('the kubeconfig’s authority is trusted, for a context without a user too', async () => {
    const cluster = { 'certificate-authority-data': btoa(certificate) }
    expect(await open(`https://127.0.0.1:${port}`, { cluster }).json(pods, signal)).toMatchObject({
      ok: true,
    })
    const path = writeKubeconfig(`https://127.0.0.1:${port}`, { cluster })
    const config = JSON.parse(readFileSync(path, 'utf8'))
    delete config.contexts[0].context.user
    writeFileSync(path, JSON.stringify(config))
    const options = clusterOptions({ kubeconfig: path })
    const kubeconfig = loadKubeconfig(options)
    const connection = kubeconfig.ok ? connect(kubeconfig.value, null, options) : null
    if (connection?.ok !== true) throw new Error('no connection')
    closers.push(() => {
      connection.value.close()
    })
    expect(await connection.value.json(pods, signal)).toMatchObject({ ok: true })
  })

  test('requests share a connection', async () => {
    const cluster = { 'certificate-authority-data': btoa(certificate) }
    const connection = open(`https://127.0.0.1:${port}`, { cluster })
    await connection.json(pods, signal)
    await Promise.all(Array.from({ length: 20 }, () => connection.json(pods, signal)))
    expect(sockets).toBe(1)
  })

  test('an unknown authority is refused, and named', async () => {
    const answer = await open(`https://127.0.0.1:${port}`).json(pods, signal)
    expect(answer).toMatchObject({
      failure: {
        reason: 'TLS',
        message: `no secure connection to 127.0.0.1:${port}: self-signed certificate`,
      },
    })
  })

  test('unless the kubeconfig says not to check', async () => {
    const cluster = { 'insecure-skip-tls-verify': true }
    const answer = await open(`https://127.0.0.1:${port}`, { cluster }).json(pods, signal)
    expect(answer.ok).toBe(true)
  })
})

describe('a sign of life', () => {
  test('is any answer, a refusal too', async () => {
    server.fault = () => ({ status: 403 })
    expect(await toServer().verify()).toBeNull()
  })

  test.each([
    { fault: 'hang', state: 'slow', reason: 'Timeout' },
    { fault: 'reset', state: 'unreachable', reason: 'ConnectionLost' },
  ] as const)('that does not come ($fault) cuts what waits, for that reason', async (expected) => {
    const { fault, ...failure } = expected
    const connection = toServer({}, { requestTimeoutMs: 1000 })
    const watch = await connection.stream(`${pods}?watch=true&resourceVersion=0`, signal, {
      ...{ accept: 'application/json', compressed: false, endless: true },
    })
    if (!watch.ok) throw new Error(watch.failure.message)
    let ended: unknown = null
    Readable.from(watch.value.chunks)
      .toArray()
      .catch((error: unknown) => {
        ended = error
      })
    server.fault = () => fault
    expect(await connection.verify()).toMatchObject(failure)
    await until('the watch ended', () => ended !== null)
    expect(connection.explain(ended)).toMatchObject(failure)
  })
})
