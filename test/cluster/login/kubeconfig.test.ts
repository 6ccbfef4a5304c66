import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { connect } from '../../../src/cluster/request/connection.ts'
import { type ClusterOptions, loadKubeconfig } from '../../../src/cluster/login/kubeconfig.ts'
import { clusterOptions, temporaryFolder } from '../../support/cluster-fixtures.ts'
import { startSecureServer, testAuthority } from '../../support/cluster-secure-server.ts'

let folder: string

beforeEach(() => {
  folder = temporaryFolder()
})

function write(name: string, content: string): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}

/** A file whose one context, cluster and user carry the same name. */
function simple(name: string, server: string, current?: string): string {
  return JSON.stringify({
    ...(current === undefined ? {} : { 'current-context': current }),
    clusters: [{ name, cluster: { server } }],
    users: [{ name, user: { token: `token-of-${name}` } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: `ns-${name}` } }],
  })
}

function load(changes: Partial<ClusterOptions>) {
  const loaded = loadKubeconfig(clusterOptions(changes))
  if (!loaded.ok) throw new Error(loaded.failure.message)
  return loaded.value
}

function failure(changes: Partial<ClusterOptions>) {
  const loaded = loadKubeconfig(clusterOptions(changes))
  if (loaded.ok) throw new Error('it loaded')
  return loaded.failure
}

describe('where it is looked for', () => {
  test('in ~/.kube/config where nothing else is said', () => {
    const path = write('.kube/config', simple('home', 'https://home'))
    expect(load({ env: { HOME: folder } }).files).toEqual([path])
    expect(load({ env: { HOME: folder, KUBECONFIG: '' } }).files).toEqual([path])
  })

  test('KUBECONFIG comes before it, --kubeconfig before both', () => {
    write('.kube/config', simple('home', 'https://home'))
    const env = { HOME: folder, KUBECONFIG: write('env', simple('env', 'https://env', 'env')) }
    expect(load({ env }).current).toBe('env')
    const flag = write('flag', simple('flag', 'https://flag', 'flag'))
    expect(load({ env, kubeconfig: flag }).contexts.map(({ name }) => name)).toEqual(['flag'])
  })

  test('a KUBECONFIG of empty entries does not mean the home, as for kubectl', () => {
    write('.kube/config', simple('home', 'https://home'))
    expect(failure({ env: { HOME: folder, KUBECONFIG: ':' } }).message).toContain(
      'no kubeconfig found',
    )
  })

  test('nowhere: the places tried are named', () => {
    expect(failure({ env: { HOME: folder } })).toMatchObject({
      kind: 'config',
      message: `no kubeconfig found: tried ${folder}/.kube/config`,
      next: 'pass --kubeconfig FILE or set KUBECONFIG; `kulprit demo` needs no cluster',
    })
    expect(failure({ env: { KUBECONFIG: `${folder}/a:${folder}/b` } }).message).toBe(
      `no kubeconfig found: tried ${folder}/a, ${folder}/b (from KUBECONFIG)`,
    )
    expect(failure({ kubeconfig: `${folder}/gone` }).message).toBe(
      `no kubeconfig found: tried ${folder}/gone`,
    )
  })
})

describe('several files', () => {
  test('the first to set the current context or a name wins, missing files are skipped', () => {
    const first = write('first', simple('both', 'https://first'))
    const second = write('second', simple('both', 'https://second', 'both'))
    const third = write('third', simple('only', 'https://third', 'only'))
    const KUBECONFIG = ['', first, join(folder, 'missing'), second, third].join(':')
    const kubeconfig = load({ env: { KUBECONFIG } })
    expect(kubeconfig.current).toBe('both')
    expect(kubeconfig.files).toEqual([first, second, third])
    expect(kubeconfig.contexts).toEqual([
      { name: 'both', namespace: 'ns-both', server: 'https://first' },
      { name: 'only', namespace: 'ns-only', server: 'https://third' },
    ])
  })

  test('a relative path is relative to the file that holds it', () => {
    const path = write(
      'sub/config',
      JSON.stringify({
        clusters: [
          { name: 'c', cluster: { server: 'https://c', 'certificate-authority': 'ca.crt' } },
        ],
        users: [
          {
            name: 'u',
            user: {
              'client-certificate': '../u.crt',
              'client-key': '/keys/u.key',
              tokenFile: 'token',
              exec: { command: './bin/login' },
            },
          },
          { name: 'on-path', user: { exec: { command: 'aws' } } },
        ],
        contexts: [
          { name: 'a', context: { cluster: 'c', user: 'u' } },
          { name: 'b', context: { cluster: 'c', user: 'on-path' } },
        ],
      }),
    )
    const kubeconfig = load({ kubeconfig: path })
    expect(kubeconfig.entry('a')).toMatchObject({
      ok: true,
      value: {
        cluster: { 'certificate-authority': join(folder, 'sub/ca.crt') },
        user: {
          'client-certificate': join(folder, 'u.crt'),
          'client-key': '/keys/u.key',
          tokenFile: join(folder, 'sub/token'),
          exec: { command: join(folder, 'sub/bin/login') },
        },
      },
    })
    expect(kubeconfig.entry('b')).toMatchObject({ value: { user: { exec: { command: 'aws' } } } })
  })
})

describe('what is wrong is named', () => {
  test.each([['a folder', '.', 'it is a folder']])(
    '%s in place of the file',
    (_what, name, why) => {
      const path = join(folder, name)
      expect(failure({ kubeconfig: path }).message).toBe(`cannot read kubeconfig ${path}: ${why}`)
    },
  )

  test.each([
    ['clusters:\n  - name: a\n bad', 'line 3: not valid YAML'],
    ['just text', 'it holds no kubeconfig'],
    ['- a\n- b', 'it holds no kubeconfig'],
    ['contexts: {a: b}', 'contexts must be a list'],
    ['users:\n- name: ok\n- name: ok', 'users has two entries named "ok"'],
  ])('%j', (content, what) => {
    const path = write('config', content)
    const { kind, message } = failure({ kubeconfig: path })
    expect(kind).toBe('config')
    expect(message.startsWith(`malformed kubeconfig ${path}: ${what}`)).toBe(true)
  })

  test('a malformed file does not show its secrets', () => {
    const path = write('config', 'users:\n- name: a\n  user:\n    token: *hunter2-secret\n  "x')
    expect(inspect(failure({ kubeconfig: path }))).not.toContain('hunter2')
  })

  test('an empty file is a kubeconfig without contexts', () => {
    expect(load({ kubeconfig: write('config', '') }).contexts).toEqual([])
  })

  test('an unknown context, with the known ones', () => {
    const path = write('config', simple('prod', 'https://prod'))
    const entry = load({ kubeconfig: path }).entry('porduction')
    expect(entry).toMatchObject({
      ok: false,
      failure: {
        message: `no context "porduction" in ${path}`,
        next: 'known contexts: prod',
      },
    })
  })

  test('a context that names a cluster or user that is not there', () => {
    const path = write(
      'config',
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: 'https://c' } }],
        contexts: [
          { name: 'no-cluster', context: { cluster: 'gone' } },
          { name: 'no-user', context: { cluster: 'c', user: 'gone' } },
        ],
      }),
    )
    const kubeconfig = load({ kubeconfig: path })
    expect(kubeconfig.entry('no-cluster')).toMatchObject({
      failure: { message: `context "no-cluster" names cluster "gone", which is not in ${path}` },
    })
    expect(kubeconfig.entry('no-user')).toMatchObject({
      failure: { message: `context "no-user" names user "gone", which is not in ${path}` },
    })
  })
})

test('a loaded kubeconfig can be printed without showing a credential', () => {
  const kubeconfig = load({ kubeconfig: write('config', simple('prod', 'https://prod')) })
  expect(inspect(kubeconfig, { depth: 10 }) + JSON.stringify(kubeconfig)).not.toContain('token-of')
})

test('control characters in names become visible', () => {
  const path = write('config', simple('pr\u001b[31mod', 'https://prod'))
  expect(load({ kubeconfig: path }).contexts[0]?.name).toBe('pr�[31mod')
})

describe('in a pod', () => {
  const service = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' }

  /** The folder that Kubernetes mounts into every pod. */
  function mounted(files: Record<string, string> = {}): string {
    for (const [name, content] of Object.entries({ token: 'token-1', 'ca.crt': 'CA', ...files }))
      write(`account/${name}`, content)
    return join(folder, 'account')
  }

  function loadIn(env: NodeJS.ProcessEnv, account: string, kubeconfig: string | null = null) {
    const options = clusterOptions({ env: { HOME: folder, ...env }, kubeconfig })
    const loaded = loadKubeconfig(options, account)
    return loaded.ok ? loaded.value : loaded.failure.message
  }

  test('the service account is who asks', () => {
    const account = mounted({ namespace: 'shop\n' })
    const kubeconfig = loadIn(service, account)
    if (typeof kubeconfig === 'string') throw new Error(kubeconfig)
    expect(kubeconfig).toMatchObject({ current: 'in-cluster', files: [] })
    expect(kubeconfig.contexts).toEqual([
      { name: 'in-cluster', namespace: 'shop', server: 'https://10.0.0.1:443' },
    ])
    expect(kubeconfig.entry('in-cluster')).toMatchObject({
      value: {
        cluster: { 'certificate-authority': join(account, 'ca.crt') },
        user: { tokenFile: join(account, 'token') },
      },
    })
    expect(kubeconfig.entry('other')).toMatchObject({
      failure: { message: 'no context "other" in this pod' },
    })
  })

  test('an IPv6 address of the API server is put in brackets', () => {
    const kubeconfig = loadIn({ ...service, KUBERNETES_SERVICE_HOST: 'fd00::1' }, mounted())
    expect(kubeconfig).toMatchObject({ contexts: [{ server: 'https://[fd00::1]:443' }] })
  })

  test('POD_NAMESPACE comes before the mounted namespace', () => {
    const kubeconfig = loadIn({ ...service, POD_NAMESPACE: 'pod' }, mounted({ namespace: 'shop' }))
    expect(kubeconfig).toMatchObject({ contexts: [{ namespace: 'pod' }] })
  })

  test('a kubeconfig that is there comes first, an empty one does not', () => {
    const account = mounted()
    const KUBECONFIG = write('mine', simple('mine', 'https://mine', 'mine'))
    expect(loadIn({ ...service, KUBECONFIG }, account)).toMatchObject({ current: 'mine' })
    const empty = write('empty', '')
    expect(loadIn({ ...service, KUBECONFIG: empty }, account)).toMatchObject({
      current: 'in-cluster',
    })
    expect(loadIn(service, account, join(folder, 'gone'))).toBe(
      `no kubeconfig found: tried ${folder}/gone`,
    )
  })

  test.each([
    ['no address', { KUBERNETES_SERVICE_PORT: '443' }],
    ['no port', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }],
  ])('%s: it is no pod', (_what, env) => {
    expect(loadIn(env, mounted())).toContain('no kubeconfig found')
  })

  test('no token: it is no pod', () => {
    expect(loadIn(service, join(folder, 'nothing'))).toContain('no kubeconfig found')
  })
})

test('the service account’s token and authority reach the API server', async () => {
  const server = await startSecureServer()
  onTestFinished(() => server.stop())
  const account = join(folder, 'account')
  write('account/token', 'from-the-pod')
  write('account/ca.crt', readFileSync(testAuthority().authority.certificate, 'utf8'))
  const options = clusterOptions({
    env: {
      HOME: folder,
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: String(server.port),
    },
  })
  const kubeconfig = loadKubeconfig(options, account)
  const connection = kubeconfig.ok ? connect(kubeconfig.value, null, options) : null
  if (connection?.ok !== true) throw new Error('no connection')
  onTestFinished(() => connection.value.close())
  const { signal } = new AbortController()
  expect(await connection.value.json('/api/v1/pods', signal)).toMatchObject({ ok: true })
  write('account/token', 'renewed-meanwhile')
  await connection.value.json('/api/v1/pods', signal)
  expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer from-the-pod',
    'Bearer renewed-meanwhile',
  ])
})
