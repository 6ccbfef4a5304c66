/** Whoever kubectl can be on a real API server kulprit can be too, and what one refuses so does the other. */
import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { execApi, prints } from '../../support/cluster-plugins.ts'
import { startConnectProxy, startSocksProxy } from '../../support/cluster-proxies.ts'
import { auditedLines, requestsOfKulprit } from '../audit.ts'
import { issueCertificate } from '../certificates.ts'
import type { Cluster } from '../cluster.ts'
import { available, openCluster } from '../cluster.ts'
import { deployment, namespace } from '../fixtures.ts'
import type { PrintedList } from '../oracle.ts'
import { until } from '../until.ts'

const ns = 'authentication'

describe.skipIf(!available)('authentication on a real cluster', () => {
  let cluster: Cluster
  let token: string
  let authority: { certificate: string; key: string }

  beforeAll(async () => {
    cluster = openCluster()
    const { folder, kubeconfigs } = cluster.address
    authority = {
      certificate: cluster.address.authority,
      key: join(folder, 'cluster-authority.key'),
    }
    token = JSON.parse(readFileSync(kubeconfigs.viewer, 'utf8')).users[0].user.token
    await cluster.apply(
      namespace(ns),
      deployment(ns, 'cart', { version: '1.0.0' }),
      viewers('certified', { kind: 'User', name: 'carol' }),
      viewers('impersonated', { kind: 'Group', name: 'on-call' }),
    )
    await until('the bindings count', async () => {
      for (const who of [['--as=carol'], ['--as=zoe', '--as-group=on-call']])
        await cluster.kubectl('auth', 'can-i', 'list', 'deployments', '-n', ns, ...who)
      return true
    })
  })

  interface Ran {
    readonly code: number
    readonly stdout: string
    readonly stderr: string
  }

  function run(program: string, args: string[], env: Record<string, string> = {}): Promise<Ran> {
    return new Promise((settle) => {
      const PATH = process.env['PATH'] ?? ''
      const HOME = cluster.address.folder
      const options = { env: { PATH, HOME, ...env } }
      const child = execFile(program, args, options, (error, stdout, stderr) => {
        settle({ code: error === null ? 0 : 1, stdout, stderr })
      })
      // kubectl asks for a user and a password where it has none.
      child.stdin?.end()
    })
  }

  const kubectl = (config: string, ...args: string[]) =>
    run(cluster.address.kubectl, ['--kubeconfig', config, ...args])

  const kulprit = (config: string, ...args: string[]) =>
    run(process.execPath, [
      resolve('bin/kulprit.js'),
      'get',
      ...['-n', ns, '-o', 'json', '--kubeconfig', config],
      ...args,
    ])

  const allowed = (command: string) =>
    `apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\ncredentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n- command: ${command}\n`

  it.each([
    [
      'DenyAll',
      'kind: Preference\napiVersion: kubectl.config.k8s.io/v1beta1\ncredentialPluginPolicy: DenyAll\n',
    ],
    [
      'AllowAll',
      'kind: Preference\napiVersion: kubectl.config.k8s.io/v1beta1\ncredentialPluginPolicy: AllowAll\n',
    ],
    ['an allowlist with its name', allowed('get-token')],
    ['an allowlist with its path', allowed('FOLDER/get-token')],
    ['an allowlist with a path that is not normal', allowed('FOLDER/../get-token')],
    ['an allowlist with another', allowed('/usr/bin/true')],
    ['an allowlist with another of its name', allowed('/usr/bin/get-token')],
  ])('lets a plugin run where kubectl does: %s', async (_what, policy) => {
    const folder = mkdtempSync(join(tmpdir(), 'kulprit-authentication-'))
    const plugin = join(folder, 'get-token')
    writeFileSync(plugin, `#!/bin/sh\n${prints({ token })}\n`)
    chmodSync(plugin, 0o755)
    writeFileSync(join(folder, 'kuberc'), policy.replaceAll('FOLDER', folder))
    const exec = { apiVersion: execApi, command: 'get-token', interactiveMode: 'Never' }
    const config = kubeconfig({ exec })
    const env = {
      KUBERC: join(folder, 'kuberc'),
      PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    }
    const asked = ['--kubeconfig', config, '-n', ns]
    const theirs = await run(cluster.address.kubectl, ['get', 'deploy', ...asked], env)
    const launcher = resolve('bin/kulprit.js')
    const ours = await run(process.execPath, [launcher, 'get', ...asked], env)
    expect({ code: ours.code, stderr: ours.stderr !== '' }).toEqual({
      code: theirs.code,
      stderr: theirs.stderr !== '',
    })
  })

  function kubeconfig(user: object, changes: object = {}): string {
    const folder = mkdtempSync(join(tmpdir(), 'kulprit-authentication-'))
    const config = join(folder, 'config')
    const to = {
      server: cluster.address.url,
      'certificate-authority': authority.certificate,
      ...changes,
    }
    writeFileSync(
      config,
      JSON.stringify({
        'current-context': 'test',
        clusters: [{ name: 'test', cluster: to }],
        users: [{ name: 'test', user }],
        contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
      }),
    )
    return config
  }

  async function namesSeen(config: string, ...args: string[]): Promise<string[]> {
    const { stdout, stderr } = await kulprit(config, ...args)
    expect(stderr).toBe('')
    return (JSON.parse(stdout) as PrintedList).items.map(({ name }) => name)
  }

  it('runs a plugin beside the kubeconfig, and tells it what kubectl tells it', async () => {
    const config = kubeconfig(
      {
        exec: {
          apiVersion: execApi,
          command: './bin/get-token',
          args: ['--for', 'test'],
          env: [{ name: 'REGION', value: 'eu' }],
          interactiveMode: 'Never',
          provideClusterInfo: true,
        },
      },
      {
        'tls-server-name': 'localhost',
        'disable-compression': true,
        extensions: [
          { name: 'client.authentication.k8s.io/exec', extension: { audience: 'a', n: 1 } },
        ],
      },
    )
    const bin = join(config, '..', 'bin')
    mkdirSync(bin)
    const plugin = join(bin, 'get-token')
    writeFileSync(
      plugin,
      `#!/bin/sh\necho "$KUBERNETES_EXEC_INFO" >> ${bin}/told\necho "$* $REGION" >> ${bin}/said\n${prints({ token })}\n`,
    )
    chmodSync(plugin, 0o755)
    expect(await namesSeen(config)).toEqual(['cart'])
    expect((await kubectl(config, 'get', 'deploy', '-n', ns)).code).toBe(0)
    const lines = (name: string) => readFileSync(join(bin, name), 'utf8').trim().split('\n')
    const [ours, theirs] = lines('told').map((line) => JSON.parse(line))
    expect(ours).toEqual(theirs)
    expect(new Set(lines('said'))).toEqual(new Set(['--for test eu']))
    expect(lines('told')).toHaveLength(2)
  })

  it('asks a plugin again, once, when the server refuses its token', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kulprit-authentication-'))
    const plugin = join(folder, 'plugin')
    writeFileSync(
      plugin,
      `#!/bin/sh\necho >> ${folder}/runs\nif [ $(wc -l < ${folder}/runs) = 1 ]; then\n${prints({ token: 'expired' })}\nelse\n${prints({ token })}\nfi\n`,
    )
    chmodSync(plugin, 0o755)
    const exec = { apiVersion: execApi, command: plugin, interactiveMode: 'Never' }
    expect(await namesSeen(kubeconfig({ exec }))).toEqual(['cart'])
    expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('\n\n')
  })

  it('comes with a client certificate, from files beside the kubeconfig or from a plugin', async () => {
    const config = kubeconfig({ 'client-certificate': 'carol.crt', 'client-key': 'carol.key' })
    const files = {
      certificate: join(config, '..', 'carol.crt'),
      key: join(config, '..', 'carol.key'),
    }
    issueCertificate(authority, '/CN=carol', files)
    expect(await namesSeen(config)).toEqual(['cart'])
    const status = {
      clientCertificateData: readFileSync(files.certificate, 'utf8'),
      clientKeyData: readFileSync(files.key, 'utf8'),
    }
    const answer = join(config, '..', 'answer')
    writeFileSync(answer, JSON.stringify({ kind: 'ExecCredential', apiVersion: execApi, status }))
    const exec = { apiVersion: execApi, command: 'cat', args: [answer], interactiveMode: 'Never' }
    expect(await namesSeen(kubeconfig({ exec }))).toEqual(['cart'])
  })

  it('impersonates a user with groups, uid and extra, by flags and by the kubeconfig', async () => {
    const admin = { token: cluster.address.adminToken }
    const flags = ['--as', 'zoe', '--as-group', 'on-call']
    expect(await namesSeen(kubeconfig(admin), ...flags)).toEqual(['cart'])
    const user = {
      ...admin,
      as: 'zora',
      'as-groups': ['on-call', 'other'],
      'as-uid': '4711',
      'as-user-extra': { 'example.com/Shift': ['night', 'late'] },
    }
    expect(await namesSeen(kubeconfig(user))).toEqual(['cart'])
    expect((await kulprit(kubeconfig(admin), '--as', 'zoe')).code).toBe(1)
    await until('the audit log has both', () => {
      const said = auditedLines(cluster.address.auditLog).join('\n')
      return said.includes('"zora"') && said.includes('"zoe"')
    })
    const seen = auditedLines(cluster.address.auditLog)
      .filter((line) => line.includes('"userAgent":"kulprit') && line.includes('"zora"'))
      .map((line) => JSON.parse(line).impersonatedUser)
    expect(seen[0]).toEqual({
      username: 'zora',
      groups: ['on-call', 'other', 'system:authenticated'],
      uid: '4711',
      extra: { 'example.com/shift': ['night', 'late'] },
    })
    expect(requestsOfKulprit(cluster.address.auditLog).length).toBeGreaterThan(0)
  })

  it.each([
    ['http', startConnectProxy],
    ['socks5', startSocksProxy],
  ] as const)('goes through the kubeconfig’s %s proxy', async (scheme, start) => {
    const proxy = await start({ wants: 'ann:word' })
    onTestFinished(() => proxy.stop())
    const url = `${scheme}://ann:word@127.0.0.1:${proxy.port}`
    expect(await namesSeen(kubeconfig({ token }, { 'proxy-url': url }))).toEqual(['cart'])
    const { host } = new URL(cluster.address.url)
    expect(new Set(proxy.targets)).toEqual(new Set([host]))
    expect(proxy.targets).toHaveLength(1)
  })

  describe('agrees with kubectl about', () => {
    const exec = (changes: object = {}) => ({
      apiVersion: execApi,
      command: 'true',
      interactiveMode: 'Never',
      ...changes,
    })
    const file = (content: string) => {
      const path = join(mkdtempSync(join(tmpdir(), 'kulprit-authentication-')), 'file')
      writeFileSync(path, content)
      return path
    }
    const none = { 'certificate-authority': null }

    it.each<[string, (token: string) => { user: object; cluster?: object }]>([
      ['a token', (token) => ({ user: { token } })],
      ['a wrong token', () => ({ user: { token: 'wrong' } })],
      ['nobody', () => ({ user: {} })],
      ['a token file', (token) => ({ user: { tokenFile: file(`${token}\n`) } })],
      [
        'a good file and a wrong token',
        (token) => ({ user: { token: 'wrong', tokenFile: file(token) } }),
      ],
      ['a wrong file and a good token', (token) => ({ user: { token, tokenFile: file('wrong') } })],
      [
        'a missing file and a good token',
        (token) => ({ user: { token, tokenFile: '/no/such/file' } }),
      ],
      ['a missing file', () => ({ user: { tokenFile: '/no/such/file' } })],
      ['an empty file', () => ({ user: { tokenFile: file('') } })],
      ['a token and a password', (token) => ({ user: { token, username: 'a', password: 'b' } })],
      ['a password', () => ({ user: { username: 'a', password: 'b' } })],
      ['a token beside a failing plugin', (token) => ({ user: { token, exec: exec() } })],
      ['a failing plugin', () => ({ user: { exec: exec() } })],
      [
        'a plugin of an old API',
        (token) => ({
          user: { token, exec: exec({ apiVersion: 'client.authentication.k8s.io/v1alpha1' }) },
        }),
      ],
      ['a missing plugin', () => ({ user: { exec: exec({ command: 'no-such-plugin' }) } })],
      [
        'a plugin and a provider',
        () => ({ user: { exec: exec(), 'auth-provider': { name: 'oidc' } } }),
      ],
      ['a dropped provider', () => ({ user: { 'auth-provider': { name: 'gcp' } } })],
      ['an unknown provider', () => ({ user: { 'auth-provider': { name: 'own' } } })],
      ['a certificate without a key', () => ({ user: { 'client-certificate': file('x') } })],
      [
        'a certificate that is none',
        () => ({ user: { 'client-certificate': file('x'), 'client-key': file('y') } }),
      ],
      [
        'groups to impersonate without a user',
        (token) => ({ user: { token, 'as-groups': ['a'] } }),
      ],
      ['an unknown authority', (token) => ({ user: { token }, cluster: none })],
      [
        'an authority that is not there',
        (token) => ({ user: { token }, cluster: { 'certificate-authority': '/no/such/file' } }),
      ],
      [
        'anybody',
        (token) => ({ user: { token }, cluster: { ...none, 'insecure-skip-tls-verify': true } }),
      ],
      [
        'anybody and an authority',
        (token) => ({ user: { token }, cluster: { 'insecure-skip-tls-verify': true } }),
      ],
      [
        'another name of the server',
        (token) => ({ user: { token }, cluster: { 'tls-server-name': 'localhost' } }),
      ],
      [
        'a wrong name of the server',
        (token) => ({ user: { token }, cluster: { 'tls-server-name': 'example.com' } }),
      ],
      [
        'a proxy of an unknown kind',
        (token) => ({ user: { token }, cluster: { 'proxy-url': 'ftp://127.0.0.1:1' } }),
      ],
      [
        'a proxy that is not there',
        (token) => ({ user: { token }, cluster: { 'proxy-url': 'http://127.0.0.1:1' } }),
      ],
    ])('%s', async (_what, make) => {
      const made = make(token)
      const config = kubeconfig(made.user, made.cluster)
      const theirs = await kubectl(config, 'get', 'deploy', '-n', ns)
      const ours = await kulprit(config)
      expect({ code: ours.code, isSaid: ours.stderr.startsWith('error: ') }).toEqual({
        code: theirs.code,
        isSaid: theirs.code !== 0,
      })
      expect(ours.stdout + ours.stderr).not.toContain(token)
    })
  })
})

function viewers(name: string, subject: object): object {
  const apiGroup = 'rbac.authorization.k8s.io'
  return {
    apiVersion: `${apiGroup}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    subjects: [{ ...subject, apiGroup }],
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'view' },
  }
}
