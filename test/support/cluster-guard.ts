/** A cluster behind TLS that lets in who brings the token: what is behind it speaks plain http. */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import { certificateFor } from './cluster-secure-server.ts'

export interface Guard {
  readonly url: string
  /** The one token it takes. */
  token: string
  readonly stop: () => Promise<void>
}

export async function startGuard(token: string, port: number): Promise<Guard> {
  const pair = certificateFor('guard')
  const server = createServer(
    { cert: readFileSync(pair.certificate), key: readFileSync(pair.key) },
    (incoming, outgoing) => {
      if (incoming.headers.authorization !== `Bearer ${guard.token}`) {
        outgoing.writeHead(401, { 'content-type': 'application/json' })
        outgoing.end('{"kind":"Status","message":"Unauthorized","code":401}')
        return
      }
      const { url: path, method, headers } = incoming
      const onward = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
        outgoing.flushHeaders()
        pipeline(answer, outgoing, () => {})
      })
      onward.on('error', () => outgoing.destroy())
      outgoing.on('close', () => onward.destroy())
      incoming.pipe(onward)
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const guard: Guard = {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return guard
}
