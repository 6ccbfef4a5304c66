/** An API server over TLS that writes down what it was sent, with authorities of its own making. */
import { mkdtempSync, readFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { type Authority, createAuthority, issueCertificate } from '../control-plane/certificates.ts'

interface SeenOverTls {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Names and values by turns, as they were sent. */
  readonly raw: readonly string[]
  /** Common name of the client's certificate, where it sent one. */
  readonly client: string | null
  /** What the client called the server in TLS. */
  readonly serverName: string | false | null
}

type Answer = { readonly status: number; readonly headers?: object; readonly body?: string }

export interface SecureServer {
  readonly url: string
  readonly host: string
  readonly port: number
  readonly seen: SeenOverTls[]
  readonly sockets: Set<TLSSocket>
  /** What it answers; without it an empty list. */
  answer: (request: SeenOverTls) => Answer | null
  readonly stop: () => Promise<void>
}

let shared: { readonly folder: string; readonly authority: Authority } | null = null

/** Made once for all tests of a file. */
export function testAuthority(): { readonly folder: string; readonly authority: Authority } {
  if (shared === null) {
    const folder = mkdtempSync(join(tmpdir(), 'kulprit-authority-'))
    shared = { folder, authority: createAuthority(folder, 'authority') }
  }
  return shared
}

export interface Pair {
  readonly certificate: string
  readonly key: string
}

/** Files `NAME.crt` and `NAME.key` beside the authority's. */
export function certificateFor(name: string, subject = `/CN=${name}`): Pair {
  const { folder, authority } = testAuthority()
  const files = { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) }
  issueCertificate(authority, subject, files)
  return files
}

let serverPair: Pair | null = null

export async function startSecureServer(): Promise<SecureServer> {
  serverPair ??= certificateFor('server')
  const seen: SeenOverTls[] = []
  const sockets = new Set<TLSSocket>()
  const server = createSecureServer({
    cert: readFileSync(serverPair.certificate),
    key: readFileSync(serverPair.key),
    ca: readFileSync(testAuthority().authority.certificate),
    allowHTTP1: true,
    requestCert: true,
    rejectUnauthorized: false,
  })
  server.on('secureConnection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  server.on('tlsClientError', () => {})
  server.on('request', (request, response) => handle(request, response))

  function handle(request: Http2ServerRequest, response: Http2ServerResponse): void {
    const tls = (request.stream?.session?.socket ?? request.socket) as TLSSocket
    const subject = tls.getPeerCertificate()?.subject as { CN?: string } | undefined
    const one: SeenOverTls = {
      path: request.url,
      headers: request.headers,
      raw: [...request.rawHeaders],
      client: subject?.CN ?? null,
      serverName: tls.servername,
    }
    seen.push(one)
    const answer = result.answer(one) ?? { status: 200, body: '{"kind":"List","items":[]}' }
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      ...answer.headers,
    } as never)
    // As an API server does (apiserver, withAuthentication): HTTP/2 clients have to connect anew.
    if (answer.status === 401) request.stream?.session?.close()
    response.end(answer.body ?? `{"kind":"Status","message":"status ${answer.status}"}`)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const result: SecureServer = {
    url: `https://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    port,
    seen,
    sockets,
    answer: () => null,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
  return result
}

/** For a kubeconfig's cluster. */
export function trusted(): { readonly 'certificate-authority': string } {
  return { 'certificate-authority': testAuthority().authority.certificate }
}
