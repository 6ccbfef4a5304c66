/** What was wrong with nodes, and when: their conditions, and what events tell of them. */
import type { Workload } from '../workload.ts'
import type { AroundTime, ClusterEvent, NodeTrouble } from './around-time.ts'
import type { Happening } from './happening.ts'

/** What kubelet and controllers say of a node's condition, by the condition's name. */
const conditionEvents: Readonly<Record<string, string>> = {
  NodeNotReady: 'NotReady',
  NodeHasInsufficientMemory: 'MemoryPressure',
  NodeHasDiskPressure: 'DiskPressure',
  NodeHasInsufficientPID: 'PIDPressure',
}
const reliefs = new Set([
  'NodeReady',
  'NodeHasSufficientMemory',
  'NodeHasNoDiskPressure',
  'NodeHasSufficientPID',
  'NodeSchedulable',
])
/** Normal events that are no news in an incident. */
const noise =
  /^(?:Starting|NodeAllocatableEnforced|RegisteredNode|Synced|NodeHasSufficient|NodeHasNo)/
const sameTroubleMs = 120_000

/** Conditions as they are, and events of what no longer is; one thing told twice counts once. */
export function nodeTroubles(
  { context, nodes, events }: AroundTime,
  workloads: readonly Workload[],
): Happening[] {
  const onNode = (node: string): readonly string[] =>
    workloads.filter((one) => one.nodes?.includes(node) === true).map(({ id }) => id)
  const told = events
    .filter((event) => event.kind === 'Node' && isNews(event))
    .flatMap((event) => nodeEvent(context, event, onNode(event.name)))
    .filter(
      ({ name, words, time }) =>
        !nodes.some(
          (trouble) =>
            trouble.node === name &&
            words.startsWith(trouble.condition) &&
            Math.abs(Date.parse(trouble.at) - time) < sameTroubleMs,
        ),
    )
  return [
    ...nodes.flatMap((trouble) => nodeCondition(context, trouble, onNode(trouble.node))),
    ...told,
  ]
}

function isNews({ reason, warning }: ClusterEvent): boolean {
  return warning || reason in conditionEvents || reliefs.has(reason) || !noise.test(reason)
}

function nodeCondition(
  context: string,
  { node, condition, message, at }: NodeTrouble,
  workloads: readonly string[],
): Happening[] {
  const words = message === null ? condition : `${condition}: ${message}`
  return nodeHappening(context, node, at, words, workloads)
}

function nodeEvent(
  context: string,
  { name, reason, message, firstAt, lastAt, count }: ClusterEvent,
  workloads: readonly string[],
): Happening[] {
  const what = conditionEvents[reason] ?? reason
  const words = message === '' ? what : `${what}: ${message}`
  const relief = reliefs.has(reason) ? { relief: true as const } : {}
  const made = [
    ...nodeHappening(context, name, firstAt, words, workloads),
    ...(lastAt === firstAt
      ? []
      : nodeHappening(context, name, lastAt, `${words} (${count} times)`, workloads)),
  ]
  return made.map((one) => ({ ...one, ...relief }))
}

function nodeHappening(
  context: string,
  name: string,
  at: string,
  words: string,
  workloads: readonly string[],
): Happening[] {
  const time = Date.parse(at)
  if (Number.isNaN(time)) return []
  return [
    {
      ...{ id: `${context}/node/${name}/${at}/${words}`, type: 'node', at, time, context },
      ...{ namespace: '', kind: 'Node', name, workloads, owner: null, from: null, to: null },
      ...{ by: null, changes: [], words },
    },
  ]
}

/** The nodes that pods with a problem run on: whose state may tell why. */
export function nodesToAsk(workloads: Iterable<Workload>, context: string): string[] {
  const nodes = new Set<string>()
  for (const workload of workloads)
    if (workload.context === context) for (const node of workload.nodes ?? []) nodes.add(node)
  return [...nodes]
}
