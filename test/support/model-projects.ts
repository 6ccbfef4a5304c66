/** Reads the projects in test/fixtures: manifests as a cluster would hold them, and what is right of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { resources } from '../../src/cluster/resource.ts'
import { Fleet } from '../../src/model/fleet.ts'
import type { KubeObject } from '../../src/model/kube/kube.ts'
import { defaultSettings } from '../../src/model/settings/settings.ts'
import type { Workload } from '../../src/model/workload.ts'

const folder = join(import.meta.dirname, '../fixtures/projects')

/** null where unknown is right; a field that is left out is not asked. */
interface Expected {
  readonly version: string | null
  readonly owner: string | null
  readonly commit?: string | null
  readonly repository?: string | null
}

export interface Project {
  readonly name: string
  /** By `namespace/name`. */
  readonly expected: ReadonlyMap<string, Expected>
  readonly workloads: ReadonlyMap<string, Workload>
}

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec?: {
    readonly template?: {
      readonly metadata?: { readonly labels?: Readonly<Record<string, string>> }
    }
  }
  /** Image ids by container, one object a pod: what the nodes report. */
  readonly pods?: readonly Readonly<Record<string, string>>[]
}

const plurals: Readonly<Record<string, string>> = {
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
  Service: 'services',
  Namespace: 'namespaces',
  Application: 'applications',
  ReplicaSet: 'replicasets',
  Pod: 'pods',
}

interface Fixture {
  readonly name: string
  readonly expected: ReadonlyMap<string, Expected>
  readonly manifests: readonly Manifest[]
}

export function readFixtures(): Fixture[] {
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const [head, ...manifests] = parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map(
        (document): unknown => 'toJS' in document && document.toJS(),
      )
      const { project, expect } = head as { project: string; expect: Record<string, Expected> }
      const expected = new Map(Object.entries(expect))
      return { name: project, expected, manifests: manifests as Manifest[] }
    })
}

/** As kulprit shows them, without a cluster. */
export function readProjects(): Project[] {
  return readFixtures().map(({ name, expected, manifests }) => {
    const fleet = new Fleet(defaultSettings)
    const put = manifests.flatMap(deployed).map(trim)
    fleet.apply({ type: 'objects', context: 'prod', put, gone: [] })
    const rows = fleet.flush().put
    return {
      name,
      expected,
      workloads: new Map(rows.map((row) => [`${row.namespace}/${row.name}`, row])),
    }
  })
}

/** A Deployment with the ReplicaSet and the pods that its controllers would make. */
function deployed(manifest: Manifest): Manifest[] {
  if (manifest.kind !== 'Deployment') return [manifest]
  const { metadata, spec = {}, pods = [] } = manifest
  const made = (
    kind: string,
    name: string,
    owner: { kind: string; name: string },
    rest: object,
  ) => ({
    kind,
    metadata: {
      name,
      namespace: metadata.namespace ?? '',
      annotations: { 'deployment.kubernetes.io/revision': '1' },
      ownerReferences: [{ ...owner, uid: `${owner.kind}-${owner.name}`, controller: true }],
    },
    ...rest,
  })
  const set = { kind: 'ReplicaSet', name: `${metadata.name}-1` }
  return [
    manifest,
    made('ReplicaSet', set.name, { kind: 'Deployment', name: metadata.name }, { spec }),
    ...pods.map((images, i) =>
      made('Pod', `${set.name}-${i}`, set, {
        status: {
          phase: 'Running',
          containerStatuses: Object.entries(images).map(([name, imageID]) => ({ name, imageID })),
        },
      }),
    ),
  ]
}

function trim(manifest: Manifest): KubeObject {
  const resource = resources.find(({ name }) => name === plurals[manifest.kind])
  const uid = `${manifest.kind}-${manifest.metadata.name}`
  const object = resource?.trim({ ...manifest, metadata: { ...manifest.metadata, uid } }) ?? null
  if (object === null) throw new Error(`cannot read ${uid}`)
  return object
}
