/** What a workload asks of the cluster and what it takes: the sums over its pods and their containers. */
import type { KeptTemplate } from '../release/kept-template.ts'
import { keptTemplates } from '../release/kept-template.ts'
import type { Container, PodObject, PodTemplate, Quantities } from '../kube/kube.ts'
import type { MeasuredPod, PodUsage } from './pod-usage.ts'
import { formatCpu, formatMemory, parseQuantity } from './quantity.ts'
import type { WorkloadFacts } from '../workload-facts.ts'
import type { Resources } from '../workload.ts'

type Bound = 'requests' | 'limits'
type Resource = 'cpu' | 'memory'

const kindsOfResource = ['cpu', 'memory'] as const

/**
 * The sum over the live pods, each by the template it was made from; else one pod by the workload's
 * template times the wanted replicas. Containers that set nothing count as nothing, and are told of in
 * `partial`; where none sets a value, it is null.
 */
export function resourcesOf(
  facts: WorkloadFacts,
  kept: readonly KeptTemplate[] = keptTemplates(facts),
): Resources {
  const sums = sumsOf(podsOf(facts, kept))
  return facts.usage === undefined ? sums : { ...sums, ...usageOf(facts.pods, facts.usage) }
}

const knownSums = new WeakMap<Needs, Map<number, Resources>>()

/** Most workloads have pods of one template: as many of them ask for the same in each of these workloads. */
function sumsOf(pods: readonly Pods[]): Resources {
  const [only] = pods
  if (only === undefined || pods.length > 1) return addUp(pods)
  const needs = needsOf(only.template)
  const known = knownSums.get(needs) ?? new Map<number, Resources>()
  knownSums.set(needs, known)
  const sums = known.get(only.count) ?? addUp(pods)
  known.set(only.count, sums)
  return sums
}

function addUp(pods: readonly Pods[]): Resources {
  const [requests, limits] = [totals(pods, 'requests'), totals(pods, 'limits')]
  const partial = {
    requests: kindsOfResource.filter((kind) => isPartial(pods, requests, 'requests', kind)),
    limits: kindsOfResource.filter((kind) => isPartial(pods, limits, 'limits', kind)),
  }
  return {
    requests,
    limits,
    usage: unmeasured,
    ...(partial.requests.length + partial.limits.length > 0 ? { partial } : {}),
  }
}

/** Whether the resources are the same for certain, where nothing but pods and their usage changed. */
export function needSame(before: WorkloadFacts, now: WorkloadFacts): boolean {
  if (before.usage !== now.usage || before.pods.length !== now.pods.length) return false
  for (let i = 0; i < now.pods.length; i++) {
    const pod = before.pods[i]
    const other = now.pods[i]
    if (pod === other || pod === undefined || other === undefined) continue
    if (pod.meta.uid !== other.meta.uid || isLive(pod) !== isLive(other)) return false
  }
  return true
}

interface Pods {
  readonly template: PodTemplate
  readonly count: number
}

function podsOf({ workload, pods }: WorkloadFacts, kept: readonly KeptTemplate[]): Pods[] {
  let others = countLive(pods)
  if (others === 0) return [{ template: workload.template, count: workload.desired ?? 1 }]
  const counts: Pods[] = []
  for (const { template, pods } of kept) {
    const count = countLive(pods)
    if (count > 0) counts.push({ template, count })
    others -= count
  }
  if (others > 0) counts.push({ template: workload.template, count: others })
  return counts
}

function countLive(pods: readonly PodObject[]): number {
  let count = 0
  for (const pod of pods) if (isLive(pod)) count += 1
  return count
}

/** A pod holds its share of the node until it has ended. */
function isLive({ phase }: PodObject): boolean {
  return phase !== 'Succeeded' && phase !== 'Failed'
}

function totals(pods: readonly Pods[], bound: Bound): Quantities {
  const [cpu, memory] = [total(pods, bound, 'cpu'), total(pods, bound, 'memory')]
  return {
    cpu: cpu === null ? null : format('cpu', cpu),
    memory: memory === null ? null : format('memory', memory),
  }
}

function total(pods: readonly Pods[], bound: Bound, kind: Resource): bigint | null {
  let sum: bigint | null = null
  for (const { template, count } of pods) {
    const one = needsOf(template)[bound][kind].amount
    if (one !== null) sum = (sum ?? 0n) + one * BigInt(count)
  }
  return sum
}

/** Whether something that runs for good sets nothing, while something else does. */
function isPartial(
  pods: readonly Pods[],
  totals: Quantities,
  bound: Bound,
  kind: Resource,
): boolean {
  if (totals[kind] === null) return false
  return pods.some(({ template }) => needsOf(template)[bound][kind].lacking)
}

/** What one pod needs; `lacking` where something of it that runs for good sets nothing. */
interface Need {
  readonly amount: bigint | null
  readonly lacking: boolean
}

type Needs = Readonly<Record<Bound, Readonly<Record<Resource, Need>>>>

const known = new WeakMap<PodTemplate, Needs>()
const alike = new Map<string, Needs>()
const mostAlike = 4096

/** Worked out once for each template, and for those that ask for the same as another. */
function needsOf(template: PodTemplate): Needs {
  const before = known.get(template)
  if (before !== undefined) return before
  const text = askedText(template)
  const needs = alike.get(text) ?? workOut(template)
  if (alike.size >= mostAlike) alike.clear()
  alike.set(text, needs)
  known.set(template, needs)
  return needs
}

/** All that `workOut` looks at. */
function askedText({ containers, initContainers, overhead, podResources }: PodTemplate): string {
  return JSON.stringify([
    containers.map(({ requests, limits }) => [requests, limits]),
    initContainers.map(({ requests, limits, sidecar }) => [requests, limits, sidecar]),
    ...[overhead, podResources],
  ])
}

function workOut(template: PodTemplate): Needs {
  const need = (bound: Bound, kind: Resource): Need => ({
    amount: perPod(template, bound, kind),
    lacking: isLacking(template, bound, kind),
  })
  return {
    requests: { cpu: need('requests', 'cpu'), memory: need('requests', 'memory') },
    limits: { cpu: need('limits', 'cpu'), memory: need('limits', 'memory') },
  }
}

function isLacking(template: PodTemplate, bound: Bound, kind: Resource): boolean {
  return (
    podLevel(template, bound, kind) === null &&
    [...template.containers, ...template.initContainers.filter(({ sidecar }) => sidecar)].some(
      (container) => setValue(container, bound, kind) === null,
    )
  )
}

/**
 * `max(Σ app + Σ sidecars, maxᵢ(initᵢ + Σ sidecars before i)) + overhead`: init containers run one
 * after the other beside the sidecars started so far; what the pod as a whole sets overrides that
 * (component-helpers, resource.PodRequests and PodLimits).
 */
function perPod(template: PodTemplate, bound: Bound, kind: Resource): bigint | null {
  const { containers, initContainers, overhead } = template
  const whole = podLevel(template, bound, kind)
  if (whole !== null) return whole + amountOf(overhead[kind])
  const set = [...initContainers, ...containers].map((one) => setValue(one, bound, kind))
  if (set.every((value) => value === null)) return null
  let sidecars = 0n
  let starting = 0n
  for (const container of initContainers) {
    const amount = amountOf(setValue(container, bound, kind))
    if (container.sidecar) sidecars += amount
    starting = max(starting, container.sidecar ? sidecars : sidecars + amount)
  }
  const running = containers.reduce(
    (sum, one) => sum + amountOf(setValue(one, bound, kind)),
    sidecars,
  )
  const sum = max(running, starting)
  // A pod with no limit stays without one, overhead or not.
  return bound === 'limits' && sum === 0n ? sum : sum + amountOf(overhead[kind])
}

/** A request that is left out is the limit (core/v1 defaults, SetDefaults_Pod). */
function setValue(container: Container, bound: Bound, kind: Resource): string | null {
  const value = container[bound][kind]
  return value === null && bound === 'requests' ? container.limits[kind] : value
}

/** Likewise for the pod as a whole, where no container asks for anything. */
function podLevel(
  { podResources, containers, initContainers }: PodTemplate,
  bound: Bound,
  kind: Resource,
): bigint | null {
  if (podResources === undefined) return null
  const set = podResources[bound][kind]
  const asked = [...containers, ...initContainers].some((one) => setValue(one, 'requests', kind))
  const text = set === null && bound === 'requests' && !asked ? podResources.limits[kind] : set
  return text === null ? null : amountOf(text)
}

/** Where nothing measures. */
const unmeasured: Quantities = { cpu: null, memory: null }

/** Null where nothing of this workload was measured yet. */
function usageOf(
  pods: readonly PodObject[],
  usage: PodUsage,
): Pick<Resources, 'usage' | 'measured'> {
  const measured = pods.flatMap(({ meta }) => usage.get(meta.name) ?? [])
  const times = measured.flatMap(({ at }) => at ?? []).sort()
  const [oldest] = times
  return {
    usage: { cpu: used(measured, 'cpu'), memory: used(measured, 'memory') },
    ...(oldest === undefined
      ? {}
      : { measured: { at: oldest, window: measured[0]?.window ?? null } }),
  }
}

function used(measured: readonly MeasuredPod[], kind: Resource): string | null {
  const amounts = measured.flatMap(({ usage }) => usage[kind] ?? [])
  return amounts.length === 0 ? null : sumOf(amounts, kind)
}

/** Quantities of one kind, added up and written in the usual form. */
export function sumOf(quantities: readonly string[], kind: Resource): string {
  return format(
    kind,
    quantities.reduce((sum, text) => sum + amountOf(text), 0n),
  )
}

function format(kind: Resource, amount: bigint): string {
  return kind === 'cpu' ? formatCpu(amount) : formatMemory(amount)
}

function amountOf(text: string | null): bigint {
  return (text === null ? null : parseQuantity(text)) ?? 0n
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
