/** What a workload asks of the cluster: the sums over its containers and replicas. */
import type { PodTemplate, Quantities, WorkloadObject } from './kube.ts'
import { formatCpu, formatMemory, parseQuantity } from './quantity.ts'
import type { Resources } from './workload.ts'

/**
 * What one pod takes times the wanted replicas. Containers that set nothing count as nothing; where
 * none sets a value, it is null. Usage is not known here.
 */
export function resourcesOf({ template, desired }: WorkloadObject): Resources {
  const replicas = BigInt(desired ?? 1)
  return {
    requests: times(template, 'requests', replicas),
    limits: times(template, 'limits', replicas),
    usage: { cpu: null, memory: null },
  }
}

function times(template: PodTemplate, bound: 'requests' | 'limits', replicas: bigint): Quantities {
  const cpu = perPod(template, bound, 'cpu')
  const memory = perPod(template, bound, 'memory')
  return {
    cpu: cpu === null ? null : formatCpu(cpu * replicas),
    memory: memory === null ? null : formatMemory(memory * replicas),
  }
}

/**
 * `max(Σ app + Σ sidecars, maxᵢ(initᵢ + Σ sidecars before i)) + overhead`: init containers run one
 * after the other beside the sidecars started so far (the scheduler's `PodRequests`).
 */
function perPod(
  template: PodTemplate,
  bound: 'requests' | 'limits',
  resource: 'cpu' | 'memory',
): bigint | null {
  const { containers, initContainers, overhead } = template
  const set = [...initContainers, ...containers].map((container) => container[bound][resource])
  if (set.every((value) => value === null)) return null
  let sidecars = 0n
  let starting = 0n
  for (const container of initContainers) {
    const amount = amountOf(container[bound][resource])
    if (container.sidecar) sidecars += amount
    starting = max(starting, container.sidecar ? sidecars : sidecars + amount)
  }
  const running = containers.reduce((sum, one) => sum + amountOf(one[bound][resource]), sidecars)
  return max(running, starting) + amountOf(overhead[resource])
}

function amountOf(text: string | null): bigint {
  return (text === null ? null : parseQuantity(text)) ?? 0n
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
