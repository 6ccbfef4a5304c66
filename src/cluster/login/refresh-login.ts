/** Asks an OpenID Connect provider for new tokens: discovery, then the refresh grant (RFC 6749, 6). */
import type { ConnectionOptions } from 'node:tls'
import { createDispatcher } from '../request/dispatcher.ts'
import { text } from '../trim/field.ts'
import { fileSource } from './file-source.ts'
import { isRecord, type Json, line } from '../trim/json.ts'
import { environmentProxy, proxyUser } from '../request/proxy.ts'
import type { Secrets } from './secrets.ts'
import { systemAuthorities } from './tls-material.ts'

export interface RefreshSurroundings {
  readonly env: NodeJS.ProcessEnv
  readonly secrets: Secrets
  readonly limitMs: number
}

/** The answer of the token endpoint; rejects with what went wrong. `limitMs` is for all of it. */
export async function refreshLogin(
  config: Json,
  refreshToken: string,
  { env, limitMs, secrets }: RefreshSurroundings,
): Promise<Json> {
  const issuer = text(config, 'idp-issuer-url')
  const clientId = text(config, 'client-id')
  if (issuer === null || !URL.canParse(issuer)) throw new Error('idp-issuer-url is missing')
  if (clientId === null) throw new Error('client-id is missing')
  const tls = trustOf(config)
  const signal = AbortSignal.timeout(limitMs)

  async function ask(
    url: URL,
    form: URLSearchParams | null,
    basic: string | null,
  ): Promise<Answer> {
    const proxy = environmentProxy(url, env)
    secrets.add(proxy === null ? null : (proxyUser(proxy)?.password ?? null))
    const dispatcher = createDispatcher({ tls, proxyTls: tls, proxy, limitMs, http2: false })
    try {
      const { statusCode, body } = await dispatcher.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: form === null ? 'GET' : 'POST',
        headers: {
          accept: 'application/json',
          ...(form === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          ...(basic === null ? {} : { authorization: `Basic ${basic}` }),
        },
        body: form?.toString() ?? null,
        signal,
      })
      return { status: statusCode, body: parsed(await body.text()) }
    } finally {
      await dispatcher.destroy()
    }
  }

  const discovery = await ask(
    new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`),
    null,
    null,
  )
  const endpoint = text(discovery.body, 'token_endpoint')
  if (discovery.status !== 200 || endpoint === null || !URL.canParse(endpoint))
    throw new Error(`it describes no token endpoint (${discovery.status})`)
  const url = new URL(endpoint)
  if (url.protocol !== 'https:' && issuer.startsWith('https:'))
    throw new Error('its token endpoint is not secure')

  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken }
  const secret = text(config, 'client-secret')
  // As golang.org/x/oauth2 finds out how a provider wants the secret: the header first, then the form.
  if (secret !== null) {
    const words = [clientId, secret].map((word) => encodeURIComponent(word)).join(':')
    const answer = await ask(url, new URLSearchParams(grant), Buffer.from(words).toString('base64'))
    if (answer.status === 200) return answer.body
  }
  const form = {
    ...grant,
    client_id: clientId,
    ...(secret === null ? {} : { client_secret: secret }),
  }
  const answer = await ask(url, new URLSearchParams(form), null)
  if (answer.status === 200) return answer.body
  const said = [line(answer.body['error']), line(answer.body['error_description'])]
  throw new Error([`it answered ${answer.status}`, ...said].filter(Boolean).join(': '))
}

interface Answer {
  readonly status: number
  readonly body: Json
}

function parsed(body: string): Json {
  try {
    const value: unknown = JSON.parse(body)
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

function trustOf(config: Json): ConnectionOptions {
  const data = text(config, 'idp-certificate-authority-data')
  if (data !== null) return { ca: [Buffer.from(data, 'base64').toString()] }
  const path = text(config, 'idp-certificate-authority')
  if (path === null) return { ca: systemAuthorities() }
  const content = fileSource(path).read()
  if (!content.ok) throw new Error(content.failure.message)
  return { ca: [content.value] }
}
