/** Pods in the states that people meet. */
import type { KubeJson } from '../kube-json.ts'
import { listAt, textAt } from '../kube-json.ts'
import { pick } from './identity.ts'
import type { Template } from './object.ts'
import { imageId, metadata } from './object.ts'

export const nodes = ['node-a', 'node-b', 'node-c']

/** How a container ended. */
export interface Ended {
  readonly exitCode: number
  readonly reason: string
  readonly startedAt: string
  readonly finishedAt: string
}

export type PodState =
  | {
      readonly type: 'running'
      readonly since: string
      readonly ready: boolean
      readonly restarts: number
      readonly lastEnd: Ended | null
    }
  | {
      readonly type: 'waiting'
      readonly reason: string
      readonly message: string
      readonly restarts: number
      readonly lastEnd: Ended | null
    }
  | { readonly type: 'crashed'; readonly restarts: number; readonly end: Ended }
  | { readonly type: 'pending'; readonly message: string }
  | { readonly type: 'finished'; readonly end: Ended }

export interface PodParts {
  readonly namespace: string
  readonly name: string
  readonly createdAt: string
  readonly template: Template
  readonly controller: KubeJson
  readonly state: PodState
  readonly node?: string
}

export function pod(parts: PodParts): KubeJson {
  const { namespace, name, createdAt, template, controller, state } = parts
  const node = state.type === 'pending' ? null : (parts.node ?? nodeFor(name))
  const ip = `10.1.${pick(`${name} net`, 200)}.${pick(name, 250)}`
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata({
      kind: 'Pod',
      namespace,
      name,
      createdAt,
      labels: template.metadata.labels,
      annotations: template.metadata.annotations,
      controller,
    }),
    spec: { ...template.spec, ...(node === null ? {} : { nodeName: node }) },
    status: {
      phase: phaseOf(state),
      conditions: conditions(state, createdAt),
      ...(node === null ? {} : { hostIP: '10.0.0.1', podIP: ip, startTime: createdAt }),
      ...(state.type === 'pending' ? {} : { containerStatuses: statuses(parts) }),
    },
  }
}

function nodeFor(name: string): string {
  return nodes[pick(name, nodes.length)] ?? 'node-a'
}

function phaseOf(state: PodState): string {
  switch (state.type) {
    case 'running':
    case 'crashed':
      return 'Running'
    case 'waiting':
      return state.lastEnd === null ? 'Pending' : 'Running'
    case 'pending':
      return 'Pending'
    case 'finished':
      return state.end.exitCode === 0 ? 'Succeeded' : 'Failed'
  }
}

function conditions(state: PodState, createdAt: string): object[] {
  const condition = (type: string, met: boolean, rest: object = {}): object => ({
    type,
    status: met ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: createdAt,
    ...rest,
  })
  if (state.type === 'pending')
    return [condition('PodScheduled', false, { reason: 'Unschedulable', message: state.message })]
  const ready = state.type === 'running' && state.ready
  const why = state.type === 'finished' ? 'PodCompleted' : 'ContainersNotReady'
  const unready = ready ? {} : { reason: why }
  return [
    condition('PodScheduled', true),
    condition('Initialized', true),
    condition('ContainersReady', ready, unready),
    condition('Ready', ready, unready),
  ]
}

/** The state is that of the first container; sidecars run. */
function statuses({ name: podName, createdAt, template, state }: PodParts): object[] {
  return listAt(template, 'spec.containers').map((container, i) => {
    const image = textAt(container, 'image')
    const own: PodState =
      i === 0 || state.type === 'finished'
        ? state
        : { type: 'running', since: createdAt, ready: true, restarts: 0, lastEnd: null }
    const running = own.type === 'running'
    return {
      name: textAt(container, 'name'),
      image,
      imageID: own.type === 'waiting' && own.lastEnd === null ? '' : imageId(image),
      containerID: `containerd://${podName}-${i}`,
      ready: running && own.ready,
      started: running,
      ...containerState(own),
    }
  })
}

function containerState(state: PodState): object {
  switch (state.type) {
    case 'running':
      return {
        restartCount: state.restarts,
        state: { running: { startedAt: state.since } },
        lastState: state.lastEnd === null ? {} : { terminated: state.lastEnd },
      }
    case 'waiting':
      return {
        restartCount: state.restarts,
        state: { waiting: { reason: state.reason, message: state.message } },
        lastState: state.lastEnd === null ? {} : { terminated: state.lastEnd },
      }
    case 'crashed':
      return {
        restartCount: state.restarts,
        state: { terminated: state.end },
        lastState: { terminated: state.end },
      }
    case 'finished':
      return { restartCount: 0, state: { terminated: state.end }, lastState: {} }
    case 'pending':
      return { restartCount: 0, state: {}, lastState: {} }
  }
}
