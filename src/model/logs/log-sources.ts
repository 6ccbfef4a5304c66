/** Says which containers of a workload have logs to read. */
import { appContainer } from '../kube/container.ts'
import type { WorkloadFacts } from '../workload-facts.ts'

export interface LogSources {
  readonly context: string
  readonly namespace: string
  /** By name. */
  readonly pods: readonly LogPod[]
  /** Of the template, the application's first; then those that only pods have. */
  readonly containers: readonly string[]
}

export interface LogPod {
  readonly name: string
  /** Without what the names of all of them begin with. */
  readonly short: string
  /** Those of its containers that the kubelet has reported on. */
  readonly containers: readonly string[]
}

export function logSourcesOf({ context, workload, pods }: WorkloadFacts): LogSources {
  const { template, meta } = workload
  const app = appContainer(template, meta)?.name
  const inTemplate = [...template.containers, ...template.initContainers].map(({ name }) => name)
  const inPods = pods.flatMap(({ containers }) => containers.map(({ name }) => name))
  const names = pods.map((pod) => pod.meta.name).sort()
  const shared = sharedBeginning(names, meta.name)
  return {
    context,
    namespace: meta.namespace,
    containers: [...new Set([...(app === undefined ? [] : [app]), ...inTemplate, ...inPods])],
    pods: pods
      .map((pod) => ({
        name: pod.meta.name,
        short: pod.meta.name.slice(shared),
        containers: pod.containers.map(({ name }) => name),
      }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

/** Whole words of the names only: `cart-6f5d-` of `cart-6f5d-x8k2p` and `cart-6f5d-q2xjp`. */
function sharedBeginning(names: readonly string[], workload: string): number {
  const [first = '', ...others] = names
  if (others.length === 0) return first.startsWith(`${workload}-`) ? workload.length + 1 : 0
  let shared = 0
  for (let at = first.indexOf('-'); at >= 0; at = first.indexOf('-', at + 1))
    if (others.every((name) => name.startsWith(first.slice(0, at + 1)))) shared = at + 1
  return shared
}
