/** Time and trouble: whatever happens to a real cluster, what kulprit holds ends up equal to a fresh LIST. */
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connect, type Connection } from '../../../src/cluster/request/connection.ts'
import { readFleet } from '../../../src/cluster/fleet-read.ts'
import { watchFleet } from '../../../src/cluster/fleet-watch.ts'
import { loadKubeconfig } from '../../../src/cluster/login/kubeconfig.ts'
import type { Pace } from '../../../src/cluster/follow/pace.ts'
import type { ClusterChange, ReadState, ResourceStatus } from '../../../src/model/change.ts'
import { Fleet } from '../../../src/model/fleet.ts'
import type { KubeObject } from '../../../src/model/kube/kube.ts'
import { defaultSettings } from '../../../src/model/settings/settings.ts'
import type { Workload } from '../../../src/model/workload.ts'
import { seededRandom } from '../../support/cluster-random.ts'
import { createAuthority, issueCertificate } from '../certificates.ts'
import { available } from '../cluster.ts'
import type { ControlPlane } from '../control-plane.ts'
import { startControlPlane } from '../control-plane.ts'
import { compactEtcd } from '../etcd.ts'
import { deployment } from '../fixtures.ts'
import type { Relay } from '../relay.ts'
import { startRelay } from '../relay.ts'
import { until } from '../until.ts'
import { writeKubeconfig } from '../users.ts'

const ns = 'shop'
const deployments = `/apis/apps/v1/namespaces/${ns}/deployments`
const everything = { namespaces: null, selector: null }
/** What nobody installed is absent, and that is all of it. */
const well: readonly ReadState[] = ['live', 'absent']

/** As usual, only sooner: a test has no time for half a minute's silence. */
const pace: Pace = {
  firstRetryMs: 50,
  longestRetryMs: 500,
  slowRetryMs: 200,
  slowMs: 1000,
  silenceMs: 2000,
  fruitlessMs: 500,
  lineMs: 150,
  rereadMs: 1000,
}

describe.skipIf(!available)('watching a real cluster through trouble', () => {
  let plane: ControlPlane
  let relay: Relay
  let follower: Follower

  beforeAll(async () => {
    // Its servers are stopped and started: not those that the other tests use.
    plane = await startControlPlane({ controllers: false, report: () => {} })
    relay = await startRelay(Number(new URL(plane.address.url).port))
  })

  afterAll(async () => {
    await relay?.close()
    await plane?.stop()
  })

  beforeEach(async () => {
    relay.mend()
    await put('before')
    follower = follow(openConnection({ token: plane.address.adminToken }))
    await follower.allLive()
  })

  afterEach(() => {
    follower.stop()
  })

  function openConnection(user: object, authority = plane.address.authority): Connection {
    const file = join(plane.address.folder, 'through-relay.kubeconfig')
    const server = { url: `https://127.0.0.1:${relay.port}`, authority }
    writeKubeconfig(file, server, user)
    const options = {
      kubeconfig: file,
      env: {},
      requestTimeoutMs: 5000,
      as: null,
      asGroups: [],
      version: 'test',
    }
    const kubeconfig = loadKubeconfig(options)
    if (!kubeconfig.ok) throw new Error(kubeconfig.failure.message)
    const connection = connect(kubeconfig.value, null, options)
    if (!connection.ok) throw new Error(connection.failure.message)
    return connection.value
  }

  /** Again where the server refuses: after trouble it calls itself ready before all its parts are. */
  async function put(name: string, version = '1.0.0'): Promise<void> {
    const path = `${deployments}/${name}`
    const object = deployment(ns, name, { version })
    await until(`${name} is written`, async () => {
      if ((await plane.admin.get(path)).status === 404) await plane.admin.post(deployments, object)
      else await plane.admin.patch(path, object)
      return true
    })
  }

  async function remove(name: string): Promise<void> {
    const path = `${deployments}/${name}`
    await until(`${name} is gone`, async () => {
      if ((await plane.admin.get(path)).status !== 404) await plane.admin.remove(path)
      return (await plane.admin.get(path)).status === 404
    })
  }

  /** Deletes one, changes one, adds one, and makes one anew under its old name. */
  async function churn(round: string): Promise<void> {
    await put(`kept-${round}`)
    await put(`kept-${round}`, '2.0.0')
    await put(`short-lived-${round}`)
    await remove(`short-lived-${round}`)
    await remove('before')
    await put('before', `1.0.1-${round}`)
  }

  async function expectEqualsFreshList(connection = follower.connection): Promise<void> {
    await until('what is held equals a fresh list', async () => {
      const fresh = await readFleet(connection, everything, AbortSignal.timeout(60_000))
      expect(
        fresh.filter((one) => one.type === 'status' && !well.includes(one.status.state)),
      ).toEqual([])
      const objects = fresh.flatMap((one) => (one.type === 'objects' ? one.put : []))
      expect(follower.objects()).toEqual(byUid(objects))
      expect(follower.rows()).toEqual(rowsOf(fresh))
      return true
    })
    await follower.allLive()
  }

  async function apiServerReady(): Promise<void> {
    await until('the API server is ready again', async () => {
      return (await plane.admin.get('/readyz')).status === 200
    })
  }

  it('is told that its version is too old after a compaction, and lists again', async () => {
    relay.cut()
    await follower.sees(({ asOf }) => asOf !== null)
    await churn('compaction')
    await compactEtcd(plane.address.etcdUrl)
    // A new server remembers no changes from before its start.
    await plane.apiServer.stop()
    await plane.apiServer.start()
    const version = await plane.admin.get(`${deployments}?watch=true&resourceVersion=1`)
    expect(version.body).toContain('"code":410')
    relay.mend()
    await expectEqualsFreshList()
    expect(follower.names()).toContain('kept-compaction')
    expect(follower.names()).not.toContain('short-lived-compaction')
  })

  it('outlives a restart of the API server in the middle of its watches', async () => {
    await plane.apiServer.stop()
    await follower.sees(({ asOf }) => asOf !== null)
    expect(follower.names()).toContain('before')
    await plane.apiServer.start()
    await churn('restart')
    await expectEqualsFreshList()
  })

  it('outlives an API server that is killed', async () => {
    await plane.apiServer.stop('SIGKILL')
    await follower.sees(({ asOf }) => asOf !== null)
    await plane.apiServer.start()
    await churn('kill')
    await expectEqualsFreshList()
  })

  it('outlives an etcd that stops and starts', async () => {
    await plane.etcd.stop('SIGKILL')
    await until('the API server misses etcd', async () => {
      return (await plane.admin.get('/readyz/etcd')).status !== 200
    })
    await plane.etcd.start()
    await apiServerReady()
    await churn('etcd')
    await expectEqualsFreshList()
  })

  it('undoes what an etcd restored from a backup has undone, and does not wait for a silence', async () => {
    follower.stop()
    follower = follow(openConnection({ token: plane.address.adminToken }), {
      ...pace,
      silenceMs: 300_000,
    })
    await follower.allLive()
    const data = join(plane.address.folder, 'etcd')
    await put('in-the-backup')
    await plane.etcd.stop()
    cpSync(data, `${data}.backup`, { recursive: true })
    await plane.etcd.start()
    await apiServerReady()
    await churn('undone')
    await put('in-the-backup', '2.0.0')
    await expectEqualsFreshList()
    expect(follower.names()).toContain('kept-undone')
    await plane.apiServer.stop()
    await plane.etcd.stop()
    rmSync(data, { recursive: true })
    cpSync(`${data}.backup`, data, { recursive: true })
    await plane.etcd.start()
    await plane.apiServer.start()
    await expectEqualsFreshList()
    expect(follower.names()).not.toContain('kept-undone')
  })

  it('calls the rows of a peer that is gone stale, and catches up once it is back', async () => {
    relay.freeze()
    await follower.sees(({ asOf, state }) => asOf !== null && state === 'slow')
    await follower.allStale()
    expect(follower.names()).toContain('before')
    await churn('silence')
    relay.mend()
    await expectEqualsFreshList()
  })

  it('ends up right after many cuts in the midst of changes', async () => {
    const random = seededRandom(20261123)
    for (let round = 0; round < 20; round++) {
      const what = random.below(4)
      if (what === 0) relay.cut()
      if (what === 1) relay.freeze()
      await churn(`round-${round}`)
      if (what === 2) await compactEtcd(plane.address.etcdUrl)
      relay.mend()
      if (what === 3) relay.cut()
      relay.mend()
    }
    await expectEqualsFreshList()
  })

  it('says that a token was revoked, and goes on with the one issued after it', async () => {
    const accounts = `/api/v1/namespaces/${ns}/serviceaccounts`
    const tokenFile = join(plane.address.folder, 'watcher.token')
    const issue = async (): Promise<void> => {
      await plane.admin.post(accounts, { metadata: { name: 'watcher' } })
      const answer = await plane.admin.post(`${accounts}/watcher/token`, {
        spec: { expirationSeconds: 3600 },
      })
      writeFileSync(`${tokenFile}.next`, answer['status'].token, { mode: 0o600 })
      renameSync(`${tokenFile}.next`, tokenFile)
    }
    await plane.admin.post('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
      metadata: { name: 'watcher' },
      subjects: [{ kind: 'ServiceAccount', name: 'watcher', namespace: ns }],
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'system:aggregate-to-view',
      },
    })
    await issue()
    follower.stop()
    follower = follow(openConnection({ tokenFile }))
    await follower.allLive()
    await plane.admin.remove(`${accounts}/watcher`)
    await until('the server refuses the token', async () => {
      relay.cut()
      await follower.allStale()
      relay.mend()
      // The server believes a token for some seconds after it was revoked.
      await until('it has answered', () => {
        const states = follower.statuses().map(({ state }) => state)
        return states.includes('expired') || states.every((state) => well.includes(state))
      })
      return follower.statuses().some(({ state }) => state === 'expired')
    })
    expect(follower.names()).toContain('before')
    await churn('token')
    await issue()
    await expectEqualsFreshList()
  })

  it("goes on when the server's certificate is renewed", async () => {
    const { authority, server } = plane.certificates
    const before = await servedFingerprint()
    issueCertificate(authority, '/CN=kube-apiserver', server)
    await until('the new certificate is served', async () => (await servedFingerprint()) !== before)
    relay.cut()
    await follower.sees(({ asOf }) => asOf !== null)
    await churn('certificate')
    relay.mend()
    await expectEqualsFreshList()
  })

  it('refuses a certificate of an unknown authority, until the kubeconfig names that one', async () => {
    const { server, authority } = plane.certificates
    const trusted = join(plane.address.folder, 'trusted.crt')
    writeFileSync(trusted, readFileSync(authority.certificate))
    follower.stop()
    follower = follow(openConnection({ token: plane.address.adminToken }, trusted))
    await follower.allLive()
    const other = createAuthority(plane.address.folder, 'other-authority')
    const before = await servedFingerprint()
    issueCertificate(other, '/CN=kube-apiserver', server)
    await until('the new certificate is served', async () => (await servedFingerprint()) !== before)
    relay.cut()
    relay.mend()
    await follower.sees(({ reason }) => reason === 'TLS')
    writeFileSync(`${trusted}.next`, readFileSync(other.certificate))
    renameSync(`${trusted}.next`, trusted)
    await expectEqualsFreshList()
    issueCertificate(authority, '/CN=kube-apiserver', server)
    await until(
      'the first authority is back',
      async () => (await plane.admin.get('/readyz')).status === 200,
    )
  })

  it('goes on when its own client certificate is renewed', async () => {
    const files = {
      certificate: join(plane.address.folder, 'client.crt'),
      key: join(plane.address.folder, 'client.key'),
    }
    const { authority } = plane.certificates
    issueCertificate(authority, '/O=system:masters/CN=certified', files)
    follower.stop()
    follower = follow(
      openConnection({ 'client-certificate': files.certificate, 'client-key': files.key }),
    )
    await follower.allLive()
    issueCertificate(authority, '/O=system:masters/CN=certified', files)
    relay.cut()
    await follower.sees(({ asOf }) => asOf !== null)
    await churn('client')
    relay.mend()
    await expectEqualsFreshList()
  })

  function servedFingerprint(): Promise<string> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(plane.address.url)
      const socket = connectTls(
        { host: hostname, port: Number(port), rejectUnauthorized: false },
        () => {
          resolve(socket.getPeerCertificate().fingerprint256)
          socket.destroy()
        },
      )
      socket.once('error', reject)
    })
  }
})

interface Follower {
  readonly connection: Connection
  readonly objects: () => ReadonlyMap<string, KubeObject>
  /** Of the workloads. */
  readonly names: () => string[]
  readonly rows: () => Workload[]
  readonly statuses: () => ResourceStatus[]
  readonly allLive: () => Promise<void>
  readonly allStale: () => Promise<void>
  /** Waits until some resource has such a status. */
  readonly sees: (wanted: (status: ResourceStatus) => boolean) => Promise<void>
  readonly stop: () => void
}

/** Watches as the terminal UI does, and keeps the objects too. */
function follow(connection: Connection, atPace = pace): Follower {
  const objects = new Map<string, KubeObject>()
  const statuses = new Map<string, ResourceStatus>()
  const rows = new Map<string, Workload>()
  const fleet = new Fleet(defaultSettings)
  const watch = watchFleet(
    connection,
    everything,
    (change) => {
      if (change.type === 'status') {
        statuses.set(change.status.resource, change.status)
        return
      }
      fleet.apply(change)
      for (const { uid } of change.gone) objects.delete(uid)
      for (const object of change.put) objects.set(object.meta.uid, object)
    },
    atPace,
  )
  const all = () => [...statuses.values()]
  return {
    connection,
    objects: () => byUid([...objects.values()]),
    names: () =>
      [...objects.values()].filter(({ type }) => type === 'workload').map(({ meta }) => meta.name),
    rows: () => {
      const { put, gone } = fleet.flush()
      for (const id of gone) rows.delete(id)
      for (const row of put) rows.set(row.id, row)
      return sorted([...rows.values()])
    },
    statuses: all,
    allLive: async () => {
      await until('every resource is live', () => {
        expect(all().filter(({ state }) => !well.includes(state))).toEqual([])
        return statuses.size > 0
      })
    },
    allStale: async () => {
      await until('every resource is stale', () =>
        all().every(({ asOf, state }) => asOf !== null || state === 'absent'),
      )
    },
    sees: async (wanted) => {
      await until('a status of that kind', () => all().some(wanted))
    },
    stop: () => {
      watch.stop()
      connection.close()
    },
  }
}

function rowsOf(changes: readonly ClusterChange[]): Workload[] {
  const fleet = new Fleet(defaultSettings)
  for (const change of changes) if (change.type === 'objects') fleet.apply(change)
  return sorted(fleet.flush().put)
}

function sorted(rows: readonly Workload[]): Workload[] {
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function byUid(objects: readonly KubeObject[]): Map<string, KubeObject> {
  return new Map(
    objects
      .map((object) => [object.meta.uid, object] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}
