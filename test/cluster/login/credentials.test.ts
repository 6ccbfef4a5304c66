import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Connection, connect } from '../../../src/cluster/request/connection.ts'
import { loadKubeconfig } from '../../../src/cluster/login/kubeconfig.ts'
import { issueCertificate } from '../../control-plane/certificates.ts'
import { clusterOptions, connectTo, temporaryFolder } from '../../support/cluster-fixtures.ts'
import { FaultServer } from '../../support/cluster-fault-server.ts'
import { execUser, prints, writePlugin } from '../../support/cluster-plugins.ts'
import { secureServerForEach } from '../../support/cluster-secure-each.ts'
import {
  certificateFor,
  type SecureServer,
  startSecureServer,
  testAuthority,
  trusted,
} from '../../support/cluster-secure-server.ts'

const pods = '/api/v1/pods'
const signal = new AbortController().signal
const secure = secureServerForEach()

function open(...args: Parameters<typeof connectTo>): Connection {
  const connection = connectTo(...args)
  secure.closeAfterwards(() => connection.close())
  return connection
}

function withUser(user: object, flags: Parameters<typeof connectTo>[2] = {}): Connection {
  return open(secure.server.url, { user, cluster: trusted() }, flags)
}

async function failureOf(connection: Connection) {
  const answer = await connection.json(pods, signal)
  if (answer.ok) throw new Error('it was read')
  return answer.failure
}

const sent = () => secure.server.seen.map(({ headers }) => headers.authorization)

describe('who asks', () => {
  test.each([
    [{ token: 'tok-1' }, 'Bearer tok-1'],
    [{ token: 'x'.repeat(9000) }, `Bearer ${'x'.repeat(9000)}`],
    [{ username: 'ann', password: 'pass-1' }, `Basic ${btoa('ann:pass-1')}`],
    [{ username: 'ann' }, `Basic ${btoa('ann:')}`],
    [{}, undefined],
  ])('%j', async (user, header) => {
    expect(await withUser(user).json(pods, signal)).toMatchObject({ ok: true })
    expect(sent()).toEqual([header])
  })

  test('with a client certificate, from files or in the kubeconfig', async () => {
    const { certificate, key } = certificateFor('ann')
    const base64 = (file: string) => readFileSync(file).toString('base64')
    await withUser({ 'client-certificate': certificate, 'client-key': key }).json(pods, signal)
    await withUser({
      'client-certificate': '/no/such/file',
      'client-certificate-data': base64(certificate),
      'client-key-data': base64(key),
    }).json(pods, signal)
    expect(secure.server.seen.map(({ client }) => client)).toEqual(['ann', 'ann'])
  })

  test('over plain http nobody is named, as by kubectl', async () => {
    const plain = new FaultServer()
    await plain.start()
    secure.closeAfterwards(() => plain.stop())
    const plugin = writePlugin(prints({ token: 'from-plugin' }))
    const url = `http://127.0.0.1:${plain.port}`
    for (const user of [{ token: 'tok-1' }, { username: 'a', password: 'b' }, execUser(plugin)])
      await open(url, { user }).json(pods, signal)
    expect(plain.requests.map(({ headers }) => headers.authorization)).toEqual(
      Array.from({ length: 3 }, () => undefined),
    )
    expect(plugin.runs()).toEqual([])
  })

  test.each([
    [{ token: 'a', username: 'b' }, 'its user has both a token and a password'],
    [{ exec: {}, 'auth-provider': {} }, 'its user has both exec and auth-provider'],
    [{ 'auth-provider': { name: 'gcp' } }, 'use the credential plugin gke-gcloud-auth-plugin'],
    [{ 'auth-provider': { name: 'azure' } }, 'use the credential plugin kubelogin'],
    [{ 'auth-provider': { name: 'own' } }, 'know no auth-provider "own"'],
    [{ 'client-certificate-data': btoa('x') }, 'a client certificate but no key'],
    [
      { 'client-certificate-data': btoa('x'), 'client-key-data': btoa('y') },
      'the client certificate and its key cannot be used',
    ],
    [{ 'as-groups': ['ops'] }, 'are to be impersonated, but no user'],
    [{ as: 'a\nb' }, 'has characters that cannot be sent'],
  ])('what kubectl refuses is refused: %j', async (user, why) => {
    const failure = await failureOf(withUser(user))
    expect(failure.message).toContain('context "test" cannot be used: ')
    expect(failure.message).toContain(why)
    expect(secure.server.seen).toEqual([])
  })
})

describe('a token in a file', () => {
  function tokenFile(content: string): string {
    const file = join(temporaryFolder(), 'token')
    writeFileSync(file, content)
    return file
  }

  test('is sent without the newline at its end, and rather than a literal one', async () => {
    const file = tokenFile('from-file\n')
    await withUser({ tokenFile: file, token: 'literal' }).json(pods, signal)
    expect(sent()).toEqual(['Bearer from-file'])
  })

  test('is read again when it has changed', async () => {
    const file = tokenFile('first')
    const connection = withUser({ tokenFile: file })
    await connection.json(pods, signal)
    writeFileSync(file, 'second')
    await connection.json(pods, signal)
    expect(sent()).toEqual(['Bearer first', 'Bearer second'])
  })

  test('in a mounted volume, where a link moves, too', async () => {
    const folder = temporaryFolder()
    for (const name of ['first', 'other']) {
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, name, 'token'), name)
    }
    symlinkSync('first', join(folder, 'now'))
    const connection = withUser({ tokenFile: join(folder, 'now', 'token') })
    await connection.json(pods, signal)
    rmSync(join(folder, 'now'))
    symlinkSync('other', join(folder, 'now'))
    await connection.json(pods, signal)
    expect(sent()).toEqual(['Bearer first', 'Bearer other'])
  })

  test('that was replaced while its request was on the way: asked once more', async () => {
    const file = tokenFile('first')
    secure.server.answer = ({ headers }) => {
      if (headers.authorization !== 'Bearer first') return null
      writeFileSync(file, 'after')
      return { status: 401 }
    }
    expect(await withUser({ tokenFile: file }).json(pods, signal)).toMatchObject({ ok: true })
    expect(sent()).toEqual(['Bearer first', 'Bearer after'])
  })

  test('that is refused and has not changed is not sent again', async () => {
    secure.server.answer = () => ({ status: 401 })
    await withUser({ tokenFile: tokenFile('first') }).json(pods, signal)
    expect(sent()).toEqual(['Bearer first'])
  })

  test('that is gone for a moment counts as it was', async () => {
    const file = tokenFile('first')
    const connection = withUser({ tokenFile: file })
    await connection.json(pods, signal)
    rmSync(file)
    expect(await connection.json(pods, signal)).toMatchObject({ ok: true })
  })

  test('that is missing or empty is named', async () => {
    expect((await failureOf(withUser({ tokenFile: '/no/such/token' }))).message).toContain(
      'cannot read /no/such/token: no such file',
    )
    const file = tokenFile('\n')
    expect((await failureOf(withUser({ tokenFile: file }))).message).toContain(
      `the token file ${file} is empty`,
    )
  })
})

describe('impersonation', () => {
  const user = {
    as: 'ann',
    'as-groups': ['ops', 'dev'],
    'as-uid': '7',
    'as-user-extra': { 'Scope/a': ['read', 'r w'] },
  }
  const headers = () =>
    Object.fromEntries(
      Object.entries(secure.server.seen.at(-1)?.headers ?? {}).filter(([name]) =>
        name.startsWith('imp'),
      ),
    )
  const extra = { 'impersonate-uid': '7', 'impersonate-extra-scope%2fa': 'read, r w' }

  test('as the kubeconfig says', async () => {
    await withUser(user).json(pods, signal)
    expect(headers()).toEqual({
      'impersonate-user': 'ann',
      'impersonate-group': 'ops, dev',
      ...extra,
    })
  })

  test('each flag replaces its own field alone', async () => {
    await withUser(user, { as: 'bob' }).json(pods, signal)
    expect(headers()).toEqual({
      'impersonate-user': 'bob',
      'impersonate-group': 'ops, dev',
      ...extra,
    })
    await withUser(user, { asGroups: ['sre'] }).json(pods, signal)
    expect(headers()).toEqual({ 'impersonate-user': 'ann', 'impersonate-group': 'sre', ...extra })
    await withUser(user, { asUid: '8', asExtra: { team: ['x'] } }).json(pods, signal)
    expect(headers()).toEqual({
      'impersonate-user': 'ann',
      'impersonate-group': 'ops, dev',
      ...extra,
      'impersonate-uid': '8',
      'impersonate-extra-team': 'x',
    })
  })

  test('several groups are several, whatever the version of HTTP', async () => {
    await withUser(user).json(pods, signal)
    const raw = secure.server.seen[0]?.raw ?? []
    const groups = raw.filter((_value, i) => raw[i - 1]?.toLowerCase() === 'impersonate-group')
    expect(groups).toEqual(['ops', 'dev'])
  })

  test('by flags alone', async () => {
    await withUser({ token: 't' }, { as: 'bob', asGroups: ['a', 'b'] }).json(pods, signal)
    expect(headers()).toEqual({ 'impersonate-user': 'bob', 'impersonate-group': 'a, b' })
    expect(sent()).toEqual(['Bearer t'])
  })
})

describe('whom it trusts', () => {
  test('a name that the certificate carries, where the address is another', async () => {
    const cluster = { ...trusted(), 'tls-server-name': 'localhost' }
    expect(await open(secure.server.url, { cluster }).json(pods, signal)).toMatchObject({
      ok: true,
    })
    expect(secure.server.seen[0]?.serverName).toBe('localhost')
    const wrong = { ...trusted(), 'tls-server-name': 'api.example.com' }
    expect(await failureOf(open(secure.server.url, { cluster: wrong }))).toMatchObject({
      reason: 'TLS',
    })
  })

  test('an address can be that name', async () => {
    const url = `https://localhost:${secure.server.port}`
    const cluster = { ...trusted(), 'tls-server-name': '127.0.0.1' }
    expect(await open(url, { cluster }).json(pods, signal)).toMatchObject({ ok: true })
    const wrong = { ...trusted(), 'tls-server-name': '127.0.0.2' }
    expect(await failureOf(open(url, { cluster: wrong }))).toMatchObject({ reason: 'TLS' })
  })

  test('nobody unknown, unless the kubeconfig says not to look', async () => {
    expect(await failureOf(open(secure.server.url))).toMatchObject({ reason: 'TLS' })
    const cluster = { 'insecure-skip-tls-verify': true }
    expect(await open(secure.server.url, { cluster }).json(pods, signal)).toMatchObject({
      ok: true,
    })
  })

  test('not both an authority and anybody', async () => {
    const cluster = { ...trusted(), 'insecure-skip-tls-verify': true }
    expect((await failureOf(open(secure.server.url, { cluster }))).message).toContain(
      'both a certificate authority and insecure-skip-tls-verify',
    )
  })

  test('no authority that is none', async () => {
    const cluster = { 'certificate-authority-data': btoa('hello') }
    expect((await failureOf(open(secure.server.url, { cluster }))).message).toContain(
      'the certificate authority',
    )
  })
})

describe('certificates that are renewed', () => {
  test('the next connection is made with the new one', async () => {
    const { certificate, key } = certificateFor('rotating', '/CN=before')
    const connection = withUser({ 'client-certificate': certificate, 'client-key': key })
    await connection.json(pods, signal)
    issueCertificate(testAuthority().authority, '/CN=after', { certificate, key })
    await connection.json(pods, signal)
    expect(secure.server.seen.map(({ client }) => client)).toEqual(['before', 'after'])
  })

  test('while only the key is new, the old pair counts', async () => {
    const { certificate, key } = certificateFor('halfway', '/CN=before')
    const connection = withUser({ 'client-certificate': certificate, 'client-key': key })
    await connection.json(pods, signal)
    const next = certificateFor('next', '/CN=after')
    writeFileSync(key, readFileSync(next.key))
    expect(await connection.json(pods, signal)).toMatchObject({ ok: true })
    writeFileSync(certificate, readFileSync(next.certificate))
    await connection.json(pods, signal)
    expect(secure.server.seen.map(({ client }) => client)).toEqual(['before', 'before', 'after'])
  })

  test('a new authority is trusted as soon as its file says so', async () => {
    const file = join(temporaryFolder(), 'ca.crt')
    writeFileSync(file, readFileSync(certificateFor('somebody').certificate))
    const connection = open(secure.server.url, { cluster: { 'certificate-authority': file } })
    expect(await failureOf(connection)).toMatchObject({ reason: 'TLS' })
    writeFileSync(file, readFileSync(testAuthority().authority.certificate))
    expect(await connection.json(pods, signal)).toMatchObject({ ok: true })
  })
})

test('compression is asked for, unless the cluster is said to be better off without', async () => {
  await open(secure.server.url, { cluster: trusted() }).json(pods, signal)
  const cluster = { ...trusted(), 'disable-compression': true }
  await open(secure.server.url, { cluster }).json(pods, signal)
  expect(secure.server.seen.map(({ headers }) => headers['accept-encoding'])).toEqual([
    'gzip',
    undefined,
  ])
})

describe('a credential goes to its own cluster alone', () => {
  let other: SecureServer

  beforeEach(async () => {
    other = await startSecureServer()
    secure.closeAfterwards(() => other.stop())
  })

  /** Contexts `a` and `b` of one kubeconfig, whose users are of every kind. */
  function everyKind(): { connections: Connection[]; secrets: Record<'a' | 'b', string[]> } {
    const secrets: Record<'a' | 'b', string[]> = { a: [], b: [] }
    const config: Record<'clusters' | 'users' | 'contexts', object[]> = {
      clusters: [],
      users: [],
      contexts: [],
    }
    for (const [side, { url }] of [
      ['a', secure.server],
      ['b', other],
    ] as const) {
      config.clusters.push({ name: side, cluster: { server: url, ...trusted() } })
      const secret = (kind: string) => {
        secrets[side].push(`canary-${side}-${kind}`)
        return `canary-${side}-${kind}`
      }
      const file = join(temporaryFolder(), 'token')
      writeFileSync(file, secret('file'))
      const users = {
        token: { token: secret('token') },
        file: { tokenFile: file },
        plugin: execUser(writePlugin(prints({ token: secret('plugin') }))),
        basic: { username: side, password: secret('word') },
      }
      for (const [kind, user] of Object.entries(users)) {
        const name = `${side}-${kind}`
        config.users.push({ name, user })
        config.contexts.push({ name, context: { cluster: side, user: name } })
      }
    }
    const path = join(temporaryFolder(), 'config')
    writeFileSync(path, JSON.stringify(config))
    const options = clusterOptions({ kubeconfig: path, env: { PATH: process.env['PATH'] } })
    const kubeconfig = loadKubeconfig(options)
    if (!kubeconfig.ok) throw new Error(kubeconfig.failure.message)
    const connections = kubeconfig.value.contexts.map(({ name }) => {
      const connection = connect(kubeconfig.value, name, options)
      if (!connection.ok) throw new Error(connection.failure.message)
      secure.closeAfterwards(() => connection.value.close())
      return connection.value
    })
    return { connections, secrets }
  }

  /** All that a server has been told, Basic passwords in plain. */
  const heard = ({ seen }: SecureServer): string =>
    seen
      .map(({ path, headers }) => {
        const basic = headers.authorization?.replace('Basic ', '') ?? ''
        return `${path} ${JSON.stringify(headers)} ${Buffer.from(basic, 'base64').toString()}`
      })
      .join('\n')

  test('with two of them open at once', async () => {
    const { connections, secrets } = everyKind()
    for (let round = 0; round < 3; round++)
      await Promise.all(connections.map((connection) => connection.json(pods, signal)))
    for (const secret of secrets.a) expect(heard(secure.server)).toContain(secret)
    for (const secret of secrets.b) expect(heard(other)).toContain(secret)
    for (const secret of secrets.b) expect(heard(secure.server)).not.toContain(secret)
    for (const secret of secrets.a) expect(heard(other)).not.toContain(secret)
  })

  test.each([301, 302, 307, 308])('and not along a redirect (%s)', async (status) => {
    const { connections } = everyKind()
    secure.server.answer = () => ({ status, headers: { location: `${other.url}${pods}` } })
    for (const connection of connections.filter(({ context }) => context.startsWith('a'))) {
      const stream = await connection.stream(pods, signal, {
        accept: 'application/json',
        compressed: false,
        endless: true,
      })
      expect(stream).toMatchObject({ ok: false, failure: { reason: `Status${status}` } })
      expect(await failureOf(connection)).toMatchObject({ status })
    }
    expect(other.seen).toEqual([])
  })

  test('and into no message, whoever repeats it there', async () => {
    const { connections, secrets } = everyKind()
    const everywhere = [
      () => ({ status: 403 }),
      () => ({ status: 500 }),
      () => ({ status: 401 }),
    ].map((answer) => (request: { headers: object }) => ({
      ...answer(),
      body: JSON.stringify({
        kind: 'Status',
        message: `you sent ${JSON.stringify(request.headers)}`,
      }),
    }))
    const said: string[] = []
    for (const answer of everywhere) {
      secure.server.answer = answer
      other.answer = answer
      for (const connection of connections) {
        said.push(inspect(await connection.json(pods, signal), { depth: 9 }))
        said.push(inspect(await connection.verify()))
        said.push(inspect(connection.explain(new Error(`lost ${secrets.a[0]} ${secrets.b[0]}`))))
        said.push(inspect(connection, { depth: 9, showHidden: true }))
      }
    }
    expect(said.join('\n')).toContain('***')
    expect(said.filter((one) => one.includes('you sent')).length).toBeGreaterThan(0)
    const own = said.join('\n').replaceAll(/lost .*/g, '')
    expect(own).not.toContain('canary')
  })

  test('nor does what a plugin says before it fails', async () => {
    const token = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c'.repeat(20)}`
    const plugin = writePlugin(`echo "bad token ${token}" >&2; exit 1`)
    expect((await failureOf(withUser(execUser(plugin)))).message).toBe(
      `credential plugin ${plugin.command} failed: bad token ***`,
    )
  })
})
