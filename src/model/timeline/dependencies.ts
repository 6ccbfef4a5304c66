/** Which workloads one calls: those whose Service its variables or its command name. */
import type { PodTemplate } from '../kube/kube.ts'
import type { Workload } from '../workload.ts'

export interface Dependency {
  /** The id of the workload that is called. */
  readonly workload: string
  /** `env PAYMENTS_URL names Service payments`. */
  readonly because: string
}

/** By `context/namespace/service`, the workloads that the Service selects. */
export type ServiceIndex = ReadonlyMap<string, readonly Workload[]>

export function serviceIndex(workloads: Iterable<Workload>): ServiceIndex {
  const index = new Map<string, Workload[]>()
  for (const workload of workloads)
    for (const service of workload.services ?? []) {
      const key = `${workload.context}/${workload.namespace}/${service}`
      index.set(key, [...(index.get(key) ?? []), workload])
    }
  return index
}

/** Read from the release that runs. A workload does not depend on itself. */
export function dependenciesOf(workload: Workload, services: ServiceIndex): Dependency[] {
  const template = workload.particulars.releases().find(({ current }) => current)?.template ?? null
  if (template === null) return []
  const found = new Map<string, Dependency>()
  for (const { host, where } of addresses(template)) {
    const [service = '', namespace = workload.namespace] = host.split('.')
    const key = `${workload.context}/${namespace}/${service}`
    for (const called of services.get(key) ?? [])
      if (called.id !== workload.id && !found.has(called.id))
        found.set(called.id, { workload: called.id, because: `${where} names Service ${service}` })
  }
  return [...found.values()]
}

interface Address {
  readonly host: string
  readonly where: string
}

/** In a URL, before a port, in a list of such, and as a name alone. */
const hosts = /(?:^|\/\/|[@,;=\s])([a-z][a-z\d-]*(?:\.[a-z\d-]+){0,4})(?=$|[:/,;\s?])/gi

function* addresses({ initContainers, containers }: PodTemplate): Generator<Address> {
  for (const { env, command } of [...containers, ...initContainers]) {
    for (const [name, { kind, text }] of Object.entries(env))
      if (kind === 'literal') for (const host of hostsIn(text)) yield { host, where: `env ${name}` }
    for (const host of hostsIn(command)) yield { host, where: 'its command' }
  }
}

function hostsIn(text: string): string[] {
  return [...text.matchAll(hosts)].flatMap(([, host]) =>
    host === undefined ? [] : host.toLowerCase(),
  )
}
