/** Histories of Deployments, made by the real deployment controller. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '../cluster.ts'
import { available, openCluster } from '../cluster.ts'
import type { Template } from '../fixtures.ts'
import { deployment, namespace } from '../fixtures.ts'
import { expectAgreement, expectOutline, expectShown, history } from '../oracle.ts'
import { until } from '../until.ts'

const ns = 'histories'

describe.skipIf(!available)('the history of a Deployment on a real cluster', () => {
  let cluster: Cluster

  beforeAll(async () => {
    cluster = openCluster()
    await cluster.apply(namespace(ns, { team: 'shipping' }))
  })

  /** One release after the other, each complete before the next. */
  async function release(name: string, templates: Template[], spec: object = {}): Promise<void> {
    for (const template of templates) {
      const cause = { 'kubernetes.io/change-cause': `release ${template.version}` }
      await cluster.apply(deployment(ns, name, template, spec, { annotations: cause }))
      await cluster.rolledOut(ns, name)
    }
  }

  async function undo(name: string): Promise<void> {
    await cluster.kubectl('rollout', 'undo', `deployment/${name}`, '-n', ns)
    await cluster.rolledOut(ns, name)
  }

  it('lists five releases, with the version before the current one', async () => {
    await release('five', versions('1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0'))
    const releases = await expectOutline(cluster, ns, 'deploy/five', [
      '5 1.4.0 current',
      '4 1.3.0',
      '3 1.2.0',
      '2 1.1.0',
      '1 1.0.0',
    ])
    expect(releases.map(({ cause }) => cause)).toEqual([
      'release 1.4.0',
      'release 1.3.0',
      'release 1.2.0',
      'release 1.1.0',
      'release 1.0.0',
    ])
    expect(releases.map(({ changes }) => changes)).toEqual([
      ['image'],
      ['image'],
      ['image'],
      ['image'],
      [],
    ])
    await until('the newest release is proven', async () => {
      return (await history(cluster, ns, 'deploy/five'))[0]?.proof === 'proven'
    })
    await expectShown(cluster, ns, 'five', {
      version: { value: '1.4.0' },
      previous: { release: 4, version: { value: '1.3.0' } },
      owner: { value: 'shipping' },
      health: { status: 'healthy' },
    })
  })

  it('shows a rollback as a release of its own, and the rollback of the rollback too', async () => {
    await release('undone', versions('1.0.0', '1.1.0', '1.2.0'))
    await undo('undone')
    await expectOutline(cluster, ns, 'deploy/undone', [
      '4 1.1.0 current',
      '3 1.2.0',
      '2 1.1.0',
      '1 1.0.0',
    ])
    await expectShown(cluster, ns, 'undone', {
      version: { value: '1.1.0' },
      previous: { release: 3, version: { value: '1.2.0' } },
    })
    await undo('undone')
    await expectOutline(cluster, ns, 'deploy/undone', [
      '5 1.2.0 current',
      '4 1.1.0',
      '3 1.2.0',
      '2 1.1.0',
      '1 1.0.0',
    ])
    await expectShown(cluster, ns, 'undone', {
      version: { value: '1.2.0' },
      previous: { release: 4, version: { value: '1.1.0' } },
    })
  })

  it('passes over releases that only changed configuration, and restarts', async () => {
    const current = { version: '1.1.0', env: { LOG: 'debug' } }
    await release('configured', [
      { version: '1.0.0' },
      { version: '1.1.0' },
      current,
      { ...current, annotations: { 'checksum/config': 'a1' } },
    ])
    await cluster.kubectl('rollout', 'restart', 'deployment/configured', '-n', ns)
    await cluster.rolledOut(ns, 'configured')
    const releases = await history(cluster, ns, 'deploy/configured')
    expect(releases.map(({ changes }) => changes)).toEqual([
      ['other'],
      ['config'],
      ['env'],
      ['image'],
      [],
    ])
    await expectShown(cluster, ns, 'configured', {
      version: { value: '1.1.0' },
      previous: { release: 1, version: { value: '1.0.0' } },
    })
  })

  it('takes scaling for no release', async () => {
    await release('scaled', versions('1.0.0', '1.1.0'))
    await cluster.kubectl('scale', 'deployment/scaled', '--replicas=4', '-n', ns)
    await cluster.rolledOut(ns, 'scaled')
    await expectOutline(cluster, ns, 'deploy/scaled', ['2 1.1.0 current', '1 1.0.0'])
    await expectShown(cluster, ns, 'scaled', {
      replicas: { desired: 4, ready: 4 },
    })
    await cluster.kubectl('scale', 'deployment/scaled', '--replicas=0', '-n', ns)
    await expectShown(cluster, ns, 'scaled', {
      version: { value: '1.1.0' },
      replicas: { updated: 0, ready: 0 },
      health: { status: 'suspended', reason: 'ScaledToZero' },
    })
  })

  it('shows what runs while a rollout is paused, and the new version once it is resumed', async () => {
    await release('paused', versions('1.0.0', '1.1.0'))
    await cluster.kubectl('rollout', 'pause', 'deployment/paused', '-n', ns)
    await cluster.kubectl(
      ...['set', 'image', 'deployment/paused', 'paused=registry.example/paused:1.2.0', '-n', ns],
    )
    await observed('paused')
    await expectShown(cluster, ns, 'paused', {
      version: { value: '1.1.0' },
      image: 'registry.example/paused:1.1.0',
      previous: { version: { value: '1.0.0' } },
      health: { status: 'suspended', reason: 'Paused' },
    })
    await cluster.kubectl('rollout', 'resume', 'deployment/paused', '-n', ns)
    await cluster.rolledOut(ns, 'paused')
    await expectShown(cluster, ns, 'paused', {
      version: { value: '1.2.0' },
      previous: { release: 2, version: { value: '1.1.0' } },
      health: { status: 'healthy' },
    })
  })

  it('calls a stuck rollout degraded, its release bad, and the one that still serves proven', async () => {
    const spec = { progressDeadlineSeconds: 2 }
    await release('stuck', versions('1.0.0'), spec)
    await cluster.apply(deployment(ns, 'stuck', { version: '1.1.0', pod: 'unready' }, spec))
    await expectShown(cluster, ns, 'stuck', {
      version: { value: '1.1.0' },
      previous: { release: 1, version: { value: '1.0.0' }, proof: 'proven' },
      health: { status: 'degraded', reason: 'ProgressDeadlineExceeded' },
      replicas: { desired: 2, ready: 2, updated: 1, available: 2 },
    })
    await until('the releases are judged', async () => {
      const releases = await history(cluster, ns, 'deploy/stuck')
      expect(releases.map(({ proof }) => proof)).toEqual(['bad', 'proven'])
      return true
    })
  })

  it('says "unknown" where the cluster keeps no history, not "none"', async () => {
    await release('forgetful', versions('1.0.0', '1.1.0', '1.2.0'), { revisionHistoryLimit: 0 })
    await expectOutline(cluster, ns, 'deploy/forgetful', ['3 1.2.0 current'])
    const { stdout } = await cluster.kulprit(['describe', 'forgetful', '-n', ns, '-o', 'json'])
    expect(JSON.parse(stdout)).toMatchObject({
      previous: null,
      previousUnknown: expect.stringContaining('revisionHistoryLimit is 0'),
    })
  })

  it('keeps as many releases as the cluster does', async () => {
    const spec = { revisionHistoryLimit: 2 }
    await release('limited', versions('1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0'), spec)
    await expectOutline(cluster, ns, 'deploy/limited', ['5 1.4.0 current', '4 1.3.0', '3 1.2.0'])
  })

  it('gives a Deployment that was made anew none of the history of its namesake', async () => {
    await release('recreated', versions('1.0.0', '1.1.0', '1.2.0'))
    await cluster.kubectl('delete', 'deployment/recreated', '-n', ns, '--cascade=background')
    await release('recreated', versions('2.0.0'))
    await expectOutline(cluster, ns, 'deploy/recreated', ['1 2.0.0 current'])
    await expectShown(cluster, ns, 'recreated', { previous: null })
  })

  it('agrees with kubectl about every one of them', async () => {
    await expectAgreement(cluster, ns)
  })

  async function observed(name: string): Promise<void> {
    await until(`the controller has seen ${name}`, async () => {
      const path = `/apis/apps/v1/namespaces/${ns}/deployments/${name}`
      const { metadata, status } = (await cluster.admin.get(path)).json
      return status.observedGeneration >= metadata.generation
    })
  }
})

function versions(...list: string[]): Template[] {
  return list.map((version) => ({ version }))
}
