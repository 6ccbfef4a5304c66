/** The small world of the storms, and what goes on in it. */
import type { ApiObject } from './cluster-fault-server.ts'
import type { Random } from './cluster-random.ts'
import type { NewObject, World } from './cluster-world.ts'

export const namespaces = ['shop', 'pay', 'web']
const names = ['cart', 'till', 'stock', 'search', 'mail']

/** One thing that happens in any cluster. */
export function churn(world: World, random: Random): void {
  const namespace = random.pick(namespaces)
  const name = random.pick(names)
  const found = world
    .objects('deployments')
    .find(({ metadata }) => metadata.name === name && metadata.namespace === namespace)
  if (found === undefined) {
    world.put('deployments', deploymentOf(namespace, name, random))
    return
  }
  const { metadata } = found
  switch (random.below(8)) {
    case 0:
      return world.remove('deployments', found)
    case 1:
      // Deleted and made again under its name.
      world.put('deployments', {
        ...deploymentOf(namespace, name, random),
        metadata: { name, namespace, uid: world.newUid() },
      })
      return
    case 2:
    case 3: {
      const version = random.below(4)
      world.put('replicasets', ownedBy(found, `${name}-${version}`, random))
      return
    }
    case 4:
      return world.remove('replicasets', {
        metadata: { namespace, name: `${name}-${random.below(4)}` },
      })
    case 5:
      world.put('pods', ownedBy(found, `${name}-pod-${random.below(3)}`, random))
      return
    case 6:
      return world.remove('pods', {
        metadata: { namespace, name: `${name}-pod-${random.below(3)}` },
      })
    default:
      world.put('deployments', { ...deploymentOf(namespace, name, random), metadata })
  }
}

export function namespaceNamed(name: string, team: string): NewObject {
  return { metadata: { name, labels: { team } } }
}

/** Now and then an object as nobody expects it. */
function deploymentOf(namespace: string, name: string, random: Random): NewObject {
  const image = `registry.example/${name}:1.${random.below(5)}.${random.below(5)}`
  const oddities = [
    { note: 'x'.repeat(300_000) },
    { note: 'one\u2028two\u2029three\u001B]0;title\u0007' },
    { '\u202Eevil': 'a\nb\tc' },
  ]
  return {
    metadata: {
      name,
      namespace,
      labels: { app: name, team: random.pick(['carts', 'payments']) },
      annotations: random.chance(0.05) ? random.pick(oddities) : {},
    },
    spec: { replicas: random.below(4), template: template(image) },
    status: { replicas: 1, readyReplicas: random.below(2), updatedReplicas: 1 },
  }
}

function ownedBy({ metadata }: ApiObject, name: string, random: Random): NewObject {
  const { namespace, uid } = metadata
  const owner = { kind: 'Deployment', name: metadata.name, uid, controller: true }
  const image = `registry.example/${metadata.name}:1.${random.below(5)}.0`
  return {
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ownerReferences: [owner],
      annotations: { 'deployment.kubernetes.io/revision': String(1 + random.below(9)) },
    },
    spec: { replicas: 1, template: template(image), containers: [{ name: 'app', image }] },
    status: { phase: random.pick(['Running', 'Pending', 'Failed']), replicas: 1 },
  }
}

function template(image: string): object {
  return { spec: { containers: [{ name: 'app', image }] } }
}
