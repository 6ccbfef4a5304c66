/** Decodes a Pod's phase, conditions and containers. Field numbers: k8s.io/api/core/v1/generated.proto. */
import type {
  Condition,
  ContainerState,
  ContainerStatus,
  PodObject,
} from '../../model/kube/kube.ts'
import {
  conditionsRead,
  keepOfPods,
  running,
  shareConditions,
  shareStatuses,
  slimCondition,
  slimStatus,
} from '../trim/slim.ts'
import {
  type ConditionFields,
  decodeCondition,
  decodeMeta,
  decodeTime,
  type Header,
  noMeta,
} from './meta.ts'
import type { Wire } from './wire.ts'

const conditionFields: ConditionFields = {
  reason: 5,
  message: 6,
  lastTransition: 4,
  lastUpdate: 0,
}

export function decodePod(wire: Wire, end: number, header: Header): PodObject {
  const pod = {
    type: 'pod' as const,
    meta: noMeta,
    phase: '',
    reason: null as string | null,
    message: null as string | null,
    startedAt: null as string | null,
    node: null as string | null,
    conditions: noConditions,
    containers: noContainers,
  }
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) pod.meta = decodeMeta(wire, wire.enter(), keepOfPods, header)
    else if (field === 2) pod.node = decodeNode(wire, wire.enter())
    else if (field === 3) decodeStatus(wire, wire.enter(), pod)
    else wire.skip()
  }
  return pod
}

/** `spec.nodeName`; null while no node has taken the pod. */
function decodeNode(wire: Wire, end: number): string | null {
  let node = ''
  for (let field = wire.field(end); field !== 0; field = wire.field(end))
    if (field === 10) node = wire.text()
    else wire.skip()
  return node === '' ? null : node
}

const noConditions: readonly Condition[] = []
const noContainers: readonly ContainerStatus[] = []

function decodeStatus(
  wire: Wire,
  end: number,
  pod: { -readonly [Field in keyof PodObject]: PodObject[Field] },
): void {
  let conditions: Condition[] | null = null
  let init: ContainerStatus[] | null = null
  let containers: ContainerStatus[] | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    switch (field) {
      case 1:
        pod.phase = wire.text()
        break
      case 2:
        conditions = decodePodCondition(wire, wire.enter(), conditions)
        break
      case 3:
        pod.message = wire.text() || null
        break
      case 4:
        pod.reason = wire.text() || null
        break
      case 7:
        pod.startedAt = decodeTime(wire, wire.enter())
        break
      case 8:
        containers = added(containers, decodeContainer(wire, wire.enter(), false))
        break
      case 10:
        init = added(init, decodeContainer(wire, wire.enter(), true))
        break
      default:
        wire.skip()
    }
  }
  if (conditions !== null) pod.conditions = shareConditions(conditions)
  if (init !== null) pod.containers = shareStatuses([...init, ...(containers ?? [])])
  else if (containers !== null) pod.containers = shareStatuses(containers)
}

/** Most have one or two: room is made for just these, where an array that begins empty makes room for sixteen. */
function added<Item>(list: Item[] | null, item: Item): Item[] {
  if (list === null) return [item]
  const first = list[0]
  if (list.length === 1 && first !== undefined) return [first, item]
  list.push(item)
  return list
}

/** Its type and state stand first; the rest is read where these do not say all. */
function decodePodCondition(wire: Wire, end: number, into: Condition[] | null): Condition[] | null {
  const start = wire.at
  const type = wire.field(end) === 1 ? wire.oneOf(conditionsRead) : null
  if (type === null) {
    wire.at = end
    return into
  }
  const status = wire.field(end) === 2 ? wire.text() : ''
  const slim = slimCondition(type, status)
  wire.at = start
  const read = slim === 'whole' ? decodeCondition(wire, end, conditionFields) : slim
  wire.at = end
  return read === 'skip' ? into : added(into, read)
}

function decodeContainer(wire: Wire, end: number, init: boolean): ContainerStatus {
  let name = ''
  let image = ''
  let imageId = ''
  let ready = false
  let restarts = 0
  let stateAt = 0
  let stateEnd = 0
  let lastState: ContainerState | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    switch (field) {
      case 1:
        name = wire.text()
        break
      case 2:
        stateEnd = wire.enter()
        stateAt = wire.at
        wire.at = stateEnd
        break
      case 3:
        lastState = decodeState(wire, wire.enter(), false)
        break
      case 4:
        ready = wire.bool()
        break
      case 5:
        restarts = wire.int()
        break
      case 6:
        image = wire.text()
        break
      case 7:
        imageId = wire.text()
        break
      default:
        wire.skip()
    }
  }
  wire.at = stateAt
  const state = stateEnd === 0 ? null : decodeState(wire, stateEnd, ready)
  wire.at = end
  return slimStatus({ name, init, image, imageId, ready, restarts, state, lastState })
}

const stateKinds = [null, 'waiting', 'running', 'terminated'] as const

/** null where it is none of the three. Of a container that is ready it is not read since when it runs. */
function decodeState(wire: Wire, end: number, ready: boolean): ContainerState | null {
  let state: ContainerState | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    const kind = stateKinds[field]
    if (kind && !(ready && kind === 'running')) state = decodeStateOf(kind, wire, wire.enter())
    else {
      if (kind) state = running
      wire.skip()
    }
  }
  return state
}

function decodeStateOf(kind: ContainerState['kind'], wire: Wire, end: number): ContainerState {
  let reason: string | null = null
  let message: string | null = null
  let exitCode: number | null = null
  let startedAt: string | null = null
  let finishedAt: string | null = null
  const ended = kind === 'terminated'
  const [reasonField, messageField] = kind === 'waiting' ? [1, 2] : ended ? [3, 4] : [0, 0]
  const startedField = ended ? 5 : kind === 'running' ? 1 : 0
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === reasonField) reason = wire.text() || null
    else if (field === messageField) message = wire.text() || null
    else if (field === startedField) startedAt = decodeTime(wire, wire.enter())
    else if (ended && field === 1) exitCode = wire.int()
    else if (ended && field === 6) finishedAt = decodeTime(wire, wire.enter())
    else wire.skip()
  }
  return { kind, reason, message, exitCode, startedAt, finishedAt }
}
