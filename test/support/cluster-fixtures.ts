/** A kubeconfig, objects and a recorder for tests that read from a FaultServer. */
import { type Connection, connect } from '../../src/cluster/request/connection.ts'
import { type ClusterOptions, loadKubeconfig } from '../../src/cluster/login/kubeconfig.ts'
import type { Pace } from '../../src/cluster/follow/pace.ts'
import type { ClusterChange, ReadState, ResourceStatus } from '../../src/model/change.ts'
import type { KubeObject } from '../../src/model/kube/kube.ts'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApiObject } from './cluster-fault-server.ts'

/**
 * Everything sooner than for people, so that a test need not wait for people's waits; but a busy machine
 * must not make a server that is well a slow one.
 */
export const quickPace: Pace = {
  firstRetryMs: 20,
  longestRetryMs: 100,
  slowRetryMs: 60,
  slowMs: 60_000,
  silenceMs: 150,
  fruitlessMs: 20,
  lineMs: 20,
  rereadMs: 100,
}

export function clusterOptions(changes: Partial<ClusterOptions> = {}): ClusterOptions {
  return {
    kubeconfig: null,
    env: {},
    requestTimeoutMs: null,
    as: null,
    asGroups: [],
    version: '9.9.9',
    ...changes,
  }
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'kulprit-cluster-'))
}

/** Writes a kubeconfig with one context `test` and answers its path. */
export function writeKubeconfig(
  server: string,
  parts: { cluster?: object; user?: object; namespace?: string } = {},
): string {
  const path = join(temporaryFolder(), 'config')
  const config = {
    'current-context': 'test',
    clusters: [{ name: 'c', cluster: { server, ...parts.cluster } }],
    users: [{ name: 'u', user: parts.user ?? {} }],
    contexts: [{ name: 'test', context: { cluster: 'c', user: 'u', namespace: parts.namespace } }],
  }
  writeFileSync(path, JSON.stringify(config))
  return path
}

/** Writes a kubeconfig with a context for each server, by name, and answers its path. */
export function writeKubeconfigOf(servers: Readonly<Record<string, string>>): string {
  const path = join(temporaryFolder(), 'config')
  const entries = Object.entries(servers)
  const config = {
    'current-context': entries[0]?.[0],
    clusters: entries.map(([name, server]) => ({ name, cluster: { server } })),
    contexts: entries.map(([name]) => ({ name, context: { cluster: name, namespace: 'shop' } })),
  }
  writeFileSync(path, JSON.stringify(config))
  return path
}

export function connectTo(
  server: string,
  parts: Parameters<typeof writeKubeconfig>[1] = {},
  changes: Partial<ClusterOptions> = {},
): Connection {
  const options = clusterOptions({ kubeconfig: writeKubeconfig(server, parts), ...changes })
  const kubeconfig = loadKubeconfig(options)
  if (!kubeconfig.ok) throw new Error(kubeconfig.failure.message)
  const connection = connect(kubeconfig.value, null, options)
  if (!connection.ok) throw new Error(connection.failure.message)
  return connection.value
}

export function deployment(
  name: string,
  image = 'shop/app:1.0.0',
  namespace = 'shop',
): Omit<ApiObject, 'metadata'> & { metadata: { name: string; namespace: string } } {
  return {
    metadata: { name, namespace },
    spec: { replicas: 1, template: { spec: { containers: [{ name: 'app', image }] } } },
  }
}

/** What a listener has been told, put together as the fleet does it. */
export class Recorder {
  readonly objects = new Map<string, KubeObject>()
  readonly changes: ClusterChange[] = []
  readonly statuses: ResourceStatus[] = []

  readonly listen = (change: ClusterChange): void => {
    this.changes.push(change)
    if (change.type === 'status') {
      this.statuses.push(change.status)
      return
    }
    for (const { uid } of change.gone) this.objects.delete(uid)
    for (const object of change.put) this.objects.set(object.meta.uid, object)
  }

  status(resource: string, namespace: string | null = null): ResourceStatus | undefined {
    return this.statuses.findLast(
      (status) => status.resource === resource && status.namespace === namespace,
    )
  }

  state(resource: string): ReadState | undefined {
    return this.status(resource)?.state
  }

  /** The states a resource went through; one that is reported again counts once. */
  states(resource: string): ReadState[] {
    return this.statuses
      .filter((each) => each.resource === resource)
      .map((each) => each.state)
      .filter((state, i, states) => state !== states[i - 1])
  }

  names(): string[] {
    return [...this.objects.values()].map((object) => object.meta.name).sort()
  }

  images(): string[] {
    return [...this.objects.values()]
      .flatMap((object) => (object.type === 'workload' ? object.template.containers : []))
      .map((container) => container.image)
      .sort()
  }
}

/** Waits for something to become true; fails with what it was waiting for. */
export async function until(what: string, holds: () => boolean, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
