/** The kubeconfigs of kulprit's users are kubectl's: for any set of files both see the same contexts. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { loadKubeconfig } from '../../../src/cluster/login/kubeconfig.ts'
import { clusterOptions } from '../../support/cluster-fixtures.ts'
import { available } from '../cluster.ts'

const name = fc.constantFrom('a', 'b', 'c', 'eu/prod', '')
/** `%` becomes the number of the file, which tells where kubectl has it from: it prints paths as they are. */
const path = fc.constantFrom('ca-%.crt', '../beside/ca-%.crt', '/etc/ca-%.crt', './deep/x-%')

const cluster = fc.record(
  {
    server: fc.constantFrom('https://one:6443', 'https://two/k8s/c-1', 'http://three'),
    'certificate-authority': path,
    'tls-server-name': fc.constantFrom('one', 'two'),
    'insecure-skip-tls-verify': fc.boolean(),
    'proxy-url': fc.constantFrom('http://proxy:3128', 'socks5://proxy'),
  },
  { requiredKeys: [] },
)

const user = fc.record(
  {
    token: fc.constantFrom('one', 'two'),
    tokenFile: path,
    'client-certificate': path,
    'client-key': path,
    username: fc.constantFrom('ann', 'bob'),
    as: fc.constantFrom('ann', 'bob'),
    exec: fc.record({
      apiVersion: fc.constant('client.authentication.k8s.io/v1'),
      command: fc.constantFrom('aws-%', './bin/login-%', '../login-%', '/usr/bin/login-%'),
      interactiveMode: fc.constant('Never'),
    }),
  },
  { requiredKeys: [] },
)

const context = fc.record(
  { cluster: name, user: name, namespace: fc.constantFrom('shop', 'default') },
  { requiredKeys: [] },
)

function named<T>(key: string, value: fc.Arbitrary<T>) {
  const entry = fc.record({ name, [key]: value })
  const entries = fc.uniqueArray(entry, { selector: (one) => one['name'], maxLength: 4 })
  const twice = entry.map((one) => [
    { ...one, name: 'twice' },
    { ...one, name: 'twice' },
  ])
  return fc.oneof({ weight: 30, arbitrary: entries }, { weight: 1, arbitrary: twice })
}

const file = fc.record(
  {
    clusters: named('cluster', cluster),
    users: named('user', user),
    contexts: named('context', context),
    'current-context': name,
  },
  { requiredKeys: [] },
)

/** What the list of files has in each of its places. */
const place = fc.oneof(
  { weight: 6, arbitrary: file },
  {
    weight: 1,
    arbitrary: fc.constantFrom('missing', 'nothing', 'the first again', 'blank', 'broken'),
  },
)

function writeFiles(folder: string, places: readonly unknown[]): string {
  const paths = places.map((content, i) => {
    const path = join(folder, `folder-${i}`, 'config')
    if (content === 'nothing') return ''
    if (content === 'the first again') return join(folder, 'folder-0', 'config')
    mkdirSync(dirname(path))
    if (content === 'blank') writeFileSync(path, '')
    else if (content === 'broken') writeFileSync(path, 'clusters: [')
    else if (content !== 'missing')
      writeFileSync(path, JSON.stringify(content).replaceAll('%', String(i)))
    return path
  })
  return paths.join(':')
}

interface View {
  readonly current: string | null
  readonly contexts: Record<string, unknown>
}

type Fields = Record<string, unknown>
interface Printed {
  readonly 'current-context': string
  readonly contexts:
    { name: string; context: { cluster?: string; user?: string; namespace?: string } }[] | null
  readonly clusters: { name: string; cluster: Fields }[] | null
  readonly users: { name: string; user: Fields }[] | null
}

/** As kubectl merges them; null where it refuses. */
function kubectlView(kubectl: string, folder: string, KUBECONFIG: string): Promise<View | null> {
  return new Promise((resolve) => {
    const args = ['config', 'view', '--raw', '-o', 'json']
    execFile(kubectl, args, { env: { KUBECONFIG, HOME: '/nonexistent' } }, (error, stdout) => {
      resolve(error === null ? viewOf(folder, JSON.parse(stdout) as Printed) : null)
    })
  })
}

function viewOf(folder: string, printed: Printed): View {
  const clusters = new Map((printed.clusters ?? []).map((each) => [each.name, each.cluster]))
  const users = new Map((printed.users ?? []).map((each) => [each.name, each.user]))
  const contexts = (printed.contexts ?? [])
    .filter((each) => each.name !== '')
    .map(({ name, context }) => {
      const cluster = clusters.get(context.cluster ?? '')
      const user = users.get(context.user ?? '')
      const isWhole = Boolean(context.cluster) && cluster !== undefined
      const hasUser = !context.user || user !== undefined
      const view = {
        namespace: context.namespace ?? null,
        cluster: resolved(folder, known(cluster ?? {})),
        user: resolved(folder, known(context.user ? (user ?? {}) : {})),
      }
      return [name, isWhole && hasUser ? view : null] as const
    })
  return { current: printed['current-context'] || null, contexts: Object.fromEntries(contexts) }
}

/** Without what kubectl prints of its own accord, and without what is as good as missing. */
function known(fields: Fields): Fields {
  const { exec, ...rest } = fields as Fields & { exec?: Fields }
  const kept = Object.entries(rest).filter(([, value]) => value !== false && value !== '')
  return {
    ...Object.fromEntries(kept),
    ...(exec === undefined ? {} : { exec: { command: exec['command'] } }),
  }
}

/** Relative paths are relative to their file; a command without a slash is none. */
function resolved(folder: string, fields: Fields): Fields {
  const paths = [
    'certificate-authority',
    'tokenFile',
    'client-certificate',
    'client-key',
    'command',
  ]
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      if (key === 'exec') return [key, resolved(folder, value as Fields)]
      const isPath = paths.includes(key) && (key !== 'command' || String(value).includes('/'))
      const file = /-(\d)(?:\.crt)?$/.exec(String(value))?.[1]
      const isRelative = isPath && !String(value).startsWith('/')
      return [key, isRelative ? join(folder, `folder-${file}`, String(value)) : value]
    }),
  )
}

function ownView(KUBECONFIG: string): View | null {
  const loaded = loadKubeconfig(clusterOptions({ env: { KUBECONFIG, HOME: '/nonexistent' } }))
  if (!loaded.ok)
    return loaded.failure.message.startsWith('no kubeconfig found')
      ? { current: null, contexts: {} }
      : null
  const { contexts, current, entry } = loaded.value
  return {
    current,
    contexts: Object.fromEntries(
      contexts.map(({ name }) => {
        const found = entry(name)
        if (!found.ok) return [name, null]
        const { namespace, cluster, user } = found.value
        return [name, { namespace, cluster: known(cluster), user: known(user) }]
      }),
    ),
  }
}

describe.skipIf(!available)('kubeconfigs', () => {
  it('are merged as kubectl merges them', async () => {
    const kubectl = inject('controlPlane')?.kubectl ?? ''
    let contexts = 0
    let refused = 0
    await fc.assert(
      fc.asyncProperty(fc.array(place, { minLength: 1, maxLength: 4 }), async (places) => {
        const folder = mkdtempSync(join(tmpdir(), 'kulprit-kubeconfigs-'))
        const KUBECONFIG = writeFiles(folder, places)
        const expected = await kubectlView(kubectl, folder, KUBECONFIG)
        contexts += Object.keys(expected?.contexts ?? {}).length
        if (expected === null) refused += 1
        expect(ownView(KUBECONFIG)).toEqual(expected)
      }),
      { numRuns: 300 },
    )
    // It was no empty comparison.
    expect(contexts).toBeGreaterThan(200)
    expect(refused).toBeGreaterThan(5)
    expect(refused).toBeLessThan(200)
  })
})
