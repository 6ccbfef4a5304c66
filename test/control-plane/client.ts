/** Speaks to an API server as one user, without any code of kulprit's in between. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'undici'

export interface ApiObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly uid: string
    readonly resourceVersion: string
    readonly [field: string]: unknown
  }
  // Tests look at whatever they need.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly [field: string]: any
}

interface Answer {
  readonly status: number
  readonly body: string
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any
}

export interface ApiClient {
  readonly get: (path: string) => Promise<Answer>
  /** Throws, as the next two do, where the server refuses. */
  readonly post: (path: string, object: object) => Promise<ApiObject>
  readonly patch: (path: string, mergePatch: object) => Promise<ApiObject>
  readonly remove: (path: string) => Promise<void>
  /** Each frame of a watch as it comes, until the server or the caller ends it. */
  readonly watch: (path: string, signal: AbortSignal) => AsyncGenerator<WatchFrame>
  readonly close: () => Promise<void>
}

export interface WatchFrame {
  readonly type: string
  readonly object: ApiObject
}

/** `token` null for a server that asks for none, `authority` null for one without TLS. */
export function createClient(
  url: string,
  token: string | null,
  authority: string | null,
): ApiClient {
  const agent = new Agent(authority === null ? {} : { connect: { ca: readFileSync(authority) } })
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` }

  async function send(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<Answer> {
    const response = await request(url + path, {
      dispatcher: agent,
      method,
      headers: {
        ...authorization,
        accept: 'application/json',
        'user-agent': 'control-plane-test',
        ...(body === undefined
          ? {}
          : {
              'content-type':
                method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
            }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.body.text()
    let json: unknown = null
    try {
      json = JSON.parse(text)
    } catch {
      // `/readyz` and logs are plain text.
    }
    return { status: response.statusCode, body: text, json }
  }

  async function change(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<ApiObject> {
    const answer = await send(method, path, body)
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${answer.json?.message ?? answer.body}`)
    return answer.json
  }

  return {
    get: (path) => send('GET', path),
    post: (path, object) => change('POST', path, object),
    patch: (path, mergePatch) => change('PATCH', path, mergePatch),
    remove: async (path) => {
      await change('DELETE', path)
    },
    async *watch(path, signal) {
      const { body } = await request(url + path, {
        dispatcher: agent,
        headers: { ...authorization, accept: 'application/json' },
        headersTimeout: 0,
        bodyTimeout: 0,
        signal,
      })
      let rest = ''
      const decoder = new TextDecoder()
      for await (const chunk of body) {
        rest += decoder.decode(chunk as Uint8Array, { stream: true })
        const lines = rest.split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) yield JSON.parse(line) as WatchFrame
      }
    },
    close: () => agent.destroy(),
  }
}
