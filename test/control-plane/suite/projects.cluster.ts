/** The fixtures of public projects, as a real API server stores them and real controllers roll them out. */
import { beforeAll, describe, expect, it } from 'vitest'
import { readFixtures } from '../../support/model-projects.ts'
import type { Cluster } from '../cluster.ts'
import { available, openCluster } from '../cluster.ts'
import { namespace } from '../fixtures.ts'
import { listed } from '../oracle.ts'
import { until } from '../until.ts'

/** What needs custom resources is left to the suite of the delivery tools. */
const projects = readFixtures().filter(({ manifests }) =>
  manifests.every(({ kind }) => kind !== 'Application'),
)

/** So that no namespace is one of another suite's, nor the cluster's own. */
const inside = (name: string) => `project-${name}`

describe.skipIf(!available)('public projects on a real cluster', () => {
  let cluster: Cluster

  beforeAll(async () => {
    cluster = openCluster()
    const names = new Set(
      projects.flatMap(({ expected }) =>
        [...expected.keys()].map((key) => key.split('/')[0] ?? ''),
      ),
    )
    await cluster.apply(...[...names].map((name) => namespace(inside(name))))
    await cluster.apply(
      ...projects
        .flatMap(({ manifests }) => manifests)
        .filter(({ kind }) => kind !== 'Namespace')
        .map(completed),
    )
  })

  it.each(projects)('$name: every version and every owner is right', async ({ expected }) => {
    for (const [ns, rows] of Map.groupBy(expected, ([key]) => key.split('/')[0] ?? '')) {
      await until(`all of ${ns} is right`, async () => {
        const { items } = await listed(cluster, inside(ns))
        for (const [key, { version, owner }] of rows) {
          // What runs under a moving tag is up to the nodes.
          const fixed = version !== null && !version.startsWith('sha256:')
          expect(items.find(({ name }) => key === `${ns}/${name}`)).toMatchObject({
            owner: { value: owner },
            ...(fixed ? { version: { value: version } } : {}),
          })
        }
        return true
      })
    }
  })
})

/** With what an API server asks for and the fixtures leave out. */
function completed(manifest: (typeof projects)[number]['manifests'][number]): object {
  const { kind, metadata, spec = {} } = manifest
  const { template } = spec
  const labels = template?.metadata?.labels
  return {
    apiVersion: kind === 'Service' ? 'v1' : 'apps/v1',
    kind,
    metadata: { ...metadata, namespace: inside(metadata.namespace ?? 'default') },
    spec: {
      ...spec,
      ...(template === undefined
        ? { ports: [{ port: 80 }] }
        : { selector: { matchLabels: labels } }),
    },
  }
}
