/** The two API servers that have to behave alike: a real one, and the demo's. */
import { randomUUID } from 'node:crypto'
import type { KubeJson } from '../../src/demo/kube-json.ts'
import { startApiServer } from '../../src/demo/server/server.ts'
import { createStore } from '../../src/demo/server/store.ts'
import type { ApiClient } from './client.ts'
import { createClient } from './client.ts'
import { startControlPlane } from './control-plane.ts'
import { compactEtcd } from './etcd.ts'

export interface World {
  readonly client: ApiClient
  /** A namespace of its own, and the path of its Services. */
  readonly openNamespace: () => Promise<Room>
  /** Has the server forget what was before now. */
  readonly forget: () => Promise<void>
  readonly close: () => Promise<void>
}

export interface Room {
  readonly name: string
  readonly path: string
  /** Creates a Service, or gives the one of that name other labels. */
  readonly put: (name: string, labels?: Readonly<Record<string, string>>) => Promise<void>
  readonly remove: (name: string) => Promise<void>
}

/** Headless and without a selector, so that no controller touches it. */
const serviceSpec = { clusterIP: 'None', ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] }

/** A control plane of its own, since it is restarted; without controllers, which would interfere. */
export async function realWorld(): Promise<World> {
  const plane = await startControlPlane({ controllers: false, report: () => {} })
  const client = plane.admin
  return {
    client,
    openNamespace: async () => {
      const name = newName()
      await client.post('/api/v1/namespaces', { metadata: { name } })
      const path = pathOf(name)
      return {
        name,
        path,
        put: async (service, labels = {}) => {
          const existing = await client.get(`${path}/${service}`)
          if (existing.status === 404)
            await client.post(path, { metadata: { name: service, labels }, spec: serviceSpec })
          else {
            const old = (existing.json.metadata.labels ?? {}) as Record<string, string>
            const dropped = Object.fromEntries(Object.keys(old).map((key) => [key, null]))
            await client.patch(`${path}/${service}`, {
              metadata: { labels: { ...dropped, ...labels } },
            })
          }
        },
        remove: (service) => client.remove(`${path}/${service}`),
      }
    },
    forget: async () => {
      await compactEtcd(plane.address.etcdUrl)
      // The server remembers on its own what it has seen since its start.
      await plane.apiServer.stop('SIGKILL')
      await plane.apiServer.start()
    },
    close: plane.stop,
  }
}

export async function demoWorld(): Promise<World> {
  const remembered = 50
  const store = createStore(remembered)
  const server = await startApiServer({
    store,
    logs: () => [],
    now: () => Date.now(),
    bookmarkMs: 3000,
  })
  const client = createClient(server.url, null, null)
  let objects: KubeJson[] = []
  const write = (next: KubeJson[]): void => {
    objects = next
    store.replaceAll(objects)
  }
  const others = (namespace: string, name: string): KubeJson[] =>
    objects.filter(({ metadata }) => metadata.namespace !== namespace || metadata.name !== name)
  const put = (namespace: string, name: string, labels: Readonly<Record<string, string>>): void => {
    const before = objects.find(
      ({ metadata }) => metadata.namespace === namespace && metadata.name === name,
    )
    const uid = before?.metadata.uid ?? randomUUID()
    const creationTimestamp = before?.metadata.creationTimestamp ?? new Date().toISOString()
    write([
      ...others(namespace, name),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace, uid, creationTimestamp, labels },
        spec: serviceSpec,
      },
    ])
  }
  return {
    client,
    openNamespace: async () => {
      const name = newName()
      return {
        name,
        path: pathOf(name),
        put: async (service, labels = {}) => {
          put(name, service, labels)
        },
        remove: async (service) => {
          write(others(name, service))
        },
      }
    },
    forget: async () => {
      const elsewhere = newName()
      for (let i = 0; i <= remembered; i++) put(elsewhere, 'churn', { i: String(i) })
    },
    close: async () => {
      await client.close()
      await server.stop()
    },
  }
}

function pathOf(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/services`
}

function newName(): string {
  return `conformance-${randomUUID().slice(0, 8)}`
}
