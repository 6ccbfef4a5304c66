/** Releases that a real cluster forgets, and what keeps pods from being made. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '../cluster.ts'
import { available, openCluster } from '../cluster.ts'
import { cronJob, deployment, namespace } from '../fixtures.ts'
import type { PrintedRelease } from '../oracle.ts'
import { expectShown, outline } from '../oracle.ts'
import { until } from '../until.ts'

const ns = 'forgotten'

describe.skipIf(!available)('what a real cluster forgets', () => {
  let cluster: Cluster

  beforeAll(async () => {
    cluster = openCluster()
    await cluster.apply(namespace(ns))
  })

  async function remembered(name: string, ...more: string[]): Promise<readonly PrintedRelease[]> {
    const args = ['history', name, '-n', ns, '-o', 'json', ...more]
    const { code, stdout, stderr } = await cluster.kulprit(args, 'admin', { memory: 'remembered' })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return (JSON.parse(stdout) as { items: PrintedRelease[] }).items
  }

  it('kulprit remembers of a CronJob, from one look at it to the next', async () => {
    const schedule = { spec: { suspend: true } }
    const at = (version: string) => {
      const object = cronJob(ns, 'report', { version }) as { spec: object }
      return { ...object, spec: { ...object.spec, ...schedule.spec } }
    }
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
      await cluster.apply(at(version))
      await remembered('report')
    }
    const releases = await remembered('report')
    expect(outline(releases)).toEqual(['3 1.2.0 current', '2 1.1.0', '1 1.0.0'])
    expect(releases.map(({ changes }) => changes)).toEqual([['image'], ['image'], []])
    const { stdout } = await cluster.kulprit(
      ['get', 'name:report', '-n', ns, '-o', 'json'],
      'admin',
      { memory: 'remembered' },
    )
    expect(JSON.parse(stdout)).toMatchObject({
      items: [{ name: 'report', previous: { release: 2, version: { value: '1.1.0' } } }],
    })
  })

  it('kulprit remembers of a Deployment whose ReplicaSets are pruned, with the proof', async () => {
    const unkept = { revisionHistoryLimit: 0 }
    for (const version of ['1.0.0', '1.1.0']) {
      await cluster.apply(deployment(ns, 'pruned', { version }, unkept))
      await cluster.rolledOut(ns, 'pruned')
      await remembered('pruned')
    }
    await until('the first ReplicaSet is gone', async () => {
      const sets = await cluster.kubectl(
        'get',
        'replicasets',
        '-n',
        ns,
        '-l',
        'app=pruned',
        '-o',
        'name',
      )
      return sets.trim().split('\n').length === 1
    })
    expect(await remembered('pruned')).toMatchObject([
      { release: 2, version: { value: '1.1.0' }, rememberedBy: null, changes: ['image'] },
      {
        release: 1,
        version: { value: '1.0.0' },
        rememberedBy: "kulprit's journal",
        proof: 'proven',
      },
    ])
    await expectShown(cluster, ns, 'pruned', { previous: null })
  })

  it('Helm remembers in Secrets, which are read only where the settings allow it', async () => {
    const annotations = {
      'meta.helm.sh/release-name': 'charted',
      'meta.helm.sh/release-namespace': ns,
    }
    for (const version of ['1.0.0', '1.1.0']) {
      await cluster.apply(
        deployment(ns, 'charted', { version }, { revisionHistoryLimit: 0 }, { annotations }),
      )
      await cluster.rolledOut(ns, 'charted')
    }
    const anHourAgo = new Date(Date.now() - 3_600_000).toISOString()
    await cluster.apply(
      helmSecret(1, '1.0.0', 'superseded', anHourAgo),
      helmSecret(2, '1.1.0', 'deployed', new Date().toISOString()),
    )
    await until('the first ReplicaSet is gone', async () => {
      const sets = await cluster.kubectl(
        'get',
        'replicasets',
        '-n',
        ns,
        '-l',
        'app=charted',
        '-o',
        'name',
      )
      return sets.trim().split('\n').length === 1
    })
    const history = async (...more: string[]) => {
      const { stdout } = await cluster.kulprit([
        'history',
        'charted',
        '-n',
        ns,
        '-o',
        'json',
        ...more,
      ])
      return (JSON.parse(stdout) as { items: PrintedRelease[] }).items
    }
    expect(outline(await history())).toEqual(['2 1.1.0 current'])
    const settings = join(cluster.address.folder, 'helm', 'settings.json')
    mkdirSync(dirname(settings), { recursive: true })
    writeFileSync(settings, JSON.stringify({ helmSecrets: true }))
    expect(await history('--config', settings)).toMatchObject([
      { release: 2, cause: `Helm release ${ns}/charted: chart charted 0.2.0, release 2` },
      {
        release: 1,
        version: { value: '1.0.0' },
        releasedAt: anHourAgo,
        proof: 'proven',
        rememberedBy: `Helm release ${ns}/charted`,
      },
    ])
  })

  it('says that a quota keeps pods from being made', async () => {
    await cluster.apply(namespace('crowded'), {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'few', namespace: 'crowded' },
      spec: { hard: { pods: '1' } },
    })
    // Until then the server refuses every pod for another reason, which the ReplicaSet keeps.
    await until('the quota is counted', async () => {
      const path = '/api/v1/namespaces/crowded/resourcequotas/few'
      return (await cluster.admin.get(path)).json.status.used?.pods === '0'
    })
    await cluster.apply(deployment('crowded', 'web', { version: '1.0.0' }))
    await expectShown(cluster, 'crowded', 'web', {
      health: {
        status: 'degraded',
        reason: 'FailedCreate',
        message: expect.stringMatching(/pods cannot be created: .*exceeded quota: few/),
      },
    })
  })

  it('says that an admission policy keeps pods from being made', async () => {
    await cluster.apply(
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name: 'guarded',
          labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
        },
      },
      deployment('guarded', 'web', { version: '1.0.0' }),
    )
    await expectShown(cluster, 'guarded', 'web', {
      health: {
        status: 'degraded',
        reason: 'FailedCreate',
        message: expect.stringMatching(/pods cannot be created: .*violates PodSecurity/),
      },
    })
  })

  it('doctor finds the way to the cluster in order, and counts what it knows', async () => {
    const { code, stdout } = await cluster.kulprit(['doctor', '-n', ns, '-o', 'json'])
    const { checks, coverage } = JSON.parse(stdout) as {
      checks: { check: string; status: string }[]
      coverage: { field: string; workloads: number; known: number }[]
    }
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([])
    expect(code).toBe(0)
    expect(coverage.find(({ field }) => field === 'version')).toMatchObject({
      workloads: 3,
      known: 3,
    })
  })
})

/** As `helm` stores it: https://helm.sh/docs/topics/advanced (storage backends). */
function helmSecret(number: number, version: string, status: string, at: string): object {
  const manifest = [
    '---',
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    '  name: charted',
    'spec:',
    '  template:',
    '    spec:',
    '      containers:',
    '        - name: charted',
    `          image: registry.example/charted:${version}`,
  ].join('\n')
  const release = {
    name: 'charted',
    info: { status, last_deployed: at },
    chart: { metadata: { name: 'charted', version: `0.${number}.0` } },
    manifest,
  }
  const encoded = gzipSync(JSON.stringify(release)).toString('base64')
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'helm.sh/release.v1',
    metadata: {
      name: `sh.helm.release.v1.charted.v${number}`,
      namespace: ns,
      labels: { owner: 'helm', name: 'charted', status, version: String(number) },
    },
    stringData: { release: encoded },
  }
}
