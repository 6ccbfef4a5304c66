/** An API server that serves nothing but logs, as a test says, and counts who still reads them. */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface LogRequest {
  readonly pod: string
  readonly parameters: URLSearchParams
}

export interface LogServer {
  readonly url: string
  readonly requests: readonly LogRequest[]
  /** Responses that have neither ended nor been left by their reader. */
  readonly open: ReadonlySet<ServerResponse>
}

export async function startLogServer(
  answer: (request: LogRequest, response: ServerResponse) => void,
): Promise<LogServer> {
  const requests: LogRequest[] = []
  const open = new Set<ServerResponse>()
  const server = createServer((incoming, response) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://logs')
    const pod = /\/pods\/([^/]+)\/log$/.exec(pathname)?.[1] ?? ''
    const request = { pod, parameters: searchParams }
    requests.push(request)
    open.add(response)
    response.once('close', () => open.delete(response))
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, open }
}

/** Has so many answers wait for each other: a busy machine would set them apart, and what is read late is shown late. */
export function together(count: number): (answer: () => void) => void {
  const waiting: (() => void)[] = []
  return (answer) => {
    waiting.push(answer)
    if (waiting.length === count) for (const each of waiting) each()
  }
}

export function refuse(response: ServerResponse, code: number, message: string): void {
  response.writeHead(code, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ kind: 'Status', status: 'Failure', code, message }))
}

/** `2026-01-01T10:00:07.000000000Z text`, as a container runtime notes it. */
export function stamped(second: number, text: string): string {
  const at = new Date(Date.UTC(2026, 0, 1, 10) + second * 1000).toISOString()
  return `${at.replace('.000Z', '.000000000Z')} ${text}\n`
}
