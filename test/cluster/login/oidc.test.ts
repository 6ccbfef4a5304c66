import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Connection, connect } from '../../../src/cluster/request/connection.ts'
import { loadKubeconfig } from '../../../src/cluster/login/kubeconfig.ts'
import { clusterOptions, temporaryFolder } from '../../support/cluster-fixtures.ts'
import {
  certificateFor,
  type SecureServer,
  startSecureServer,
  testAuthority,
} from '../../support/cluster-secure-server.ts'

const pods = '/api/v1/pods'
const signal = new AbortController().signal
const closers: (() => unknown)[] = []
let server: SecureServer
let provider: Provider

beforeEach(async () => {
  server = await startSecureServer()
  provider = await startProvider()
})

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  await provider.stop()
  await server.stop()
})

interface Provider {
  readonly issuer: string
  /** Form and Authorization of each request for a token. */
  readonly asked: { form: Record<string, string>; authorization: string | undefined }[]
  answer: (form: Record<string, string>, authorization: string | undefined) => object | null
  readonly stop: () => Promise<void>
}

/** Unsigned: only an API server looks at signatures. */
function idToken(name: string, secondsLeft: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + secondsLeft
  return `${part({ alg: 'none' })}.${part({ sub: name, exp })}.sig${name}`
}

async function startProvider(): Promise<Provider> {
  const { certificate, key } = certificateFor('provider')
  const asked: Provider['asked'] = []
  const https: Server = createServer(
    { cert: readFileSync(certificate), key: readFileSync(key) },
    (request, response) => {
      if (request.url === '/realm/.well-known/openid-configuration') {
        response.end(JSON.stringify({ token_endpoint: `${result.issuer}/token` }))
        return
      }
      let body = ''
      request.on('data', (chunk) => (body += chunk))
      request.on('end', () => {
        const form = Object.fromEntries(new URLSearchParams(body))
        asked.push({ form, authorization: request.headers.authorization })
        const answer = result.answer(form, request.headers.authorization)
        response.statusCode = answer === null ? 401 : 200
        response.end(JSON.stringify(answer ?? { error: 'invalid_client' }))
      })
    },
  )
  await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve))
  const result: Provider = {
    issuer: `https://127.0.0.1:${(https.address() as AddressInfo).port}/realm`,
    asked,
    answer: () => ({ id_token: idToken('fresh', 3600) }),
    stop: () =>
      new Promise((resolve) => {
        https.close(() => resolve())
        https.closeAllConnections()
      }),
  }
  return result
}

function kubeconfig(config: Record<string, string>): string {
  const path = join(temporaryFolder(), 'config')
  const lines = Object.entries(config).map(([key, value]) => `          ${key}: ${value}`)
  writeFileSync(
    path,
    `# my clusters
current-context: test
clusters:
  - name: c
    cluster: { server: '${server.url}', certificate-authority: ${testAuthority().authority.certificate} }
users:
  - name: other
    user: { token: untouched }   # somebody else
  - name: u
    user:
      auth-provider:
        name: oidc
        config:
          idp-issuer-url: ${provider.issuer}
          client-id: kulprit
${lines.join('\n')}
contexts:
  - name: test
    context: { cluster: c, user: u }
`,
    { mode: 0o600 },
  )
  return path
}

const trustProvider = () => ({
  'idp-certificate-authority': testAuthority().authority.certificate,
})

function open(path: string): Connection {
  const options = clusterOptions({ kubeconfig: path })
  const loaded = loadKubeconfig(options)
  if (!loaded.ok) throw new Error(loaded.failure.message)
  const connection = connect(loaded.value, null, options)
  if (!connection.ok) throw new Error(connection.failure.message)
  closers.push(() => connection.value.close())
  return connection.value
}

async function messageOf(path: string): Promise<string> {
  const answer = await open(path).json(pods, signal)
  return answer.ok ? '' : answer.failure.message
}

const sent = () => server.seen.map(({ headers }) => headers.authorization?.replace('Bearer ', ''))
const tokensIn = (path: string) =>
  parse(readFileSync(path, 'utf8')).users[1].user['auth-provider'].config

describe('an OpenID Connect login', () => {
  test('that is valid is sent; the provider is not asked', async () => {
    const token = idToken('ann', 3600)
    await open(kubeconfig({ 'id-token': token })).json(pods, signal)
    expect(sent()).toEqual([token])
    expect(provider.asked).toEqual([])
  })

  test('that has expired is refreshed, once for all who wait', async () => {
    const fresh = idToken('fresh', 3600)
    provider.answer = () => ({ id_token: fresh })
    const path = kubeconfig({
      ...trustProvider(),
      'id-token': idToken('old', 5),
      'refresh-token': 'refresh-1',
    })
    const connection = open(path)
    await Promise.all(Array.from({ length: 10 }, () => connection.json(pods, signal)))
    expect(new Set(sent())).toEqual(new Set([fresh]))
    expect(provider.asked).toEqual([
      {
        form: { grant_type: 'refresh_token', refresh_token: 'refresh-1', client_id: 'kulprit' },
        authorization: undefined,
      },
    ])
  })

  test('with a secret: in the header first, then in the form', async () => {
    provider.answer = (form) =>
      form['client_secret'] === 's e' ? { id_token: idToken('x', 99) } : null
    const login = { ...trustProvider(), 'client-secret': 's e', 'refresh-token': 'r1' }
    expect(await messageOf(kubeconfig(login))).toBe('')
    expect(provider.asked.map(({ authorization }) => authorization)).toEqual([
      `Basic ${btoa('kulprit:s%20e')}`,
      undefined,
    ])
  })

  test('that the server refuses is refreshed once', async () => {
    server.answer = ({ headers }) =>
      headers.authorization?.endsWith('sigold') ? { status: 401 } : null
    const path = kubeconfig({
      ...trustProvider(),
      'id-token': idToken('old', 3600),
      'refresh-token': 'refresh-1',
    })
    expect(await messageOf(path)).toBe('')
    server.answer = () => ({ status: 401 })
    expect(await messageOf(path)).toContain('does not accept the credentials')
  })

  test('trusts the authority of the kubeconfig for the provider, and no other', async () => {
    const data = readFileSync(testAuthority().authority.certificate).toString('base64')
    const login = { 'refresh-token': 'r1' }
    expect(await messageOf(kubeconfig({ ...login, 'idp-certificate-authority-data': data }))).toBe(
      '',
    )
    expect(await messageOf(kubeconfig(login))).toMatch(
      /^identity provider https:.* did not refresh the login: /,
    )
  })

  test.each([
    ['without a refresh token', {}, 'no refresh token'],
    [
      'that the provider refuses',
      { 'refresh-token': 'canary-r1' },
      'it answered 401: invalid_client',
    ],
  ])('%s: says why', async (_what, login, why) => {
    provider.answer = () => null
    const message = await messageOf(
      kubeconfig({ ...trustProvider(), 'id-token': idToken('old', -5), ...login }),
    )
    expect(message).toContain(why)
    expect(message).not.toMatch(/canary|eyJ/)
  })

  test('without an id token in the answer: says so', async () => {
    provider.answer = () => ({ access_token: 'x' })
    const login = { ...trustProvider(), 'refresh-token': 'r1' }
    expect(await messageOf(kubeconfig(login))).toContain('without giving an id token')
  })
})

describe('a refreshed login is kept where kubectl keeps it', () => {
  const login = () => ({
    ...trustProvider(),
    'id-token': idToken('old', -5),
    'refresh-token': 'refresh-1',
  })

  test('in the kubeconfig: the two tokens change and nothing else', async () => {
    const fresh = idToken('fresh', 3600)
    provider.answer = () => ({ id_token: fresh, refresh_token: 'refresh-2' })
    const path = kubeconfig(login())
    const before = readFileSync(path, 'utf8').split('\n')
    await open(path).json(pods, signal)
    expect(tokensIn(path)).toMatchObject({ 'id-token': fresh, 'refresh-token': 'refresh-2' })
    const after = readFileSync(path, 'utf8').split('\n')
    const changed = after.filter((line, i) => line !== before[i])
    expect(changed.map((line) => line.trim().split(':')[0])).toEqual(['id-token', 'refresh-token'])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(existsSync(`${path}.lock`)).toBe(false)
  })

  test('behind a link, where it is one', async () => {
    const path = kubeconfig(login())
    const link = join(temporaryFolder(), 'link')
    symlinkSync(path, link)
    await open(link).json(pods, signal)
    expect(tokensIn(path)['id-token']).toContain('sigfresh')
  })

  test('not while kubectl writes the file, or where it may not be written', async () => {
    const path = kubeconfig(login())
    const before = readFileSync(path, 'utf8')
    writeFileSync(`${path}.lock`, '')
    const connection = open(path)
    await connection.json(pods, signal)
    await connection.json(pods, signal)
    expect(readFileSync(path, 'utf8')).toBe(before)
    expect(existsSync(`${path}.lock`)).toBe(true)
    expect(provider.asked).toHaveLength(1)
    chmodSync(`${path}.lock`, 0o600)
  })

  test('a login that kubectl has refreshed meanwhile is taken over', async () => {
    const path = kubeconfig(login())
    const connection = open(path)
    const theirs = idToken('theirs', 3600)
    writeFileSync(path, readFileSync(path, 'utf8').replace(/id-token: .*/, `id-token: ${theirs}`))
    await connection.json(pods, signal)
    expect(sent()).toEqual([theirs])
    expect(provider.asked).toEqual([])
  })
})
