/** The Events about what goes wrong in the fleet. */
import type { KubeJson } from '../kube-json.ts'
import { listAt, numberAt, textAt } from '../kube-json.ts'
import type { Clock } from './clock.ts'
import { timestamp } from './clock.ts'
import { suffixOf } from './identity.ts'
import { metadata } from './object.ts'

interface EventParts {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  readonly count: number
  /** When it was last seen: that many seconds before now, or at a time. */
  readonly last: number | string
  readonly component: string
}

/** Events are derived from the objects, as the controllers and the kubelet report on them. */
export function eventsAbout(clock: Clock, objects: readonly KubeJson[]): KubeJson[] {
  return objects.flatMap((object) => reports(object).map((parts) => event(clock, object, parts)))
}

function reports(object: KubeJson): EventParts[] {
  if (object.kind === 'Pod') return podReports(object)
  if (object.kind === 'Deployment') return rolloutReports(object)
  if (object.kind === 'Job') return jobReports(object)
  return []
}

function podReports(pod: KubeJson): EventParts[] {
  const [status] = listAt(pod, 'status.containerStatuses')
  const image = textAt(status, 'image')
  const name = textAt(status, 'name')
  const restarts = numberAt(status, 'restartCount')
  const waiting = textAt(status, 'state.waiting.reason')
  const kubelet = 'kubelet'
  const unscheduled = listAt(pod, 'status.conditions').find(
    (condition) => textAt(condition, 'reason') === 'Unschedulable',
  )
  if (unscheduled !== undefined)
    return [
      {
        type: 'Warning',
        reason: 'FailedScheduling',
        message: textAt(unscheduled, 'message'),
        count: 19,
        last: 70,
        component: 'default-scheduler',
      },
    ]
  if (waiting === 'ImagePullBackOff')
    return [
      {
        type: 'Warning',
        reason: 'Failed',
        message: `Failed to pull image "${image}": ${image}: not found`,
        count: 5,
        last: 400,
        component: kubelet,
      },
      {
        type: 'Normal',
        reason: 'BackOff',
        message: `Back-off pulling image "${image}"`,
        count: 180,
        last: 20,
        component: kubelet,
      },
    ]
  if (textAt(status, 'lastState.terminated.reason') !== 'Error') return []
  return [
    {
      type: 'Normal',
      reason: 'Pulled',
      message: `Container image "${image}" already present on machine`,
      count: restarts,
      last: 38,
      component: kubelet,
    },
    {
      type: 'Warning',
      reason: 'BackOff',
      message: `Back-off restarting failed container ${name} in pod ${pod.metadata.name}_${pod.metadata.namespace}`,
      count: restarts * 7,
      last: 8,
      component: kubelet,
    },
  ]
}

function rolloutReports(deployment: KubeJson): EventParts[] {
  const progress = listAt(deployment, 'status.conditions').find(
    (condition) => textAt(condition, 'reason') === 'ReplicaSetUpdated',
  )
  if (progress === undefined) return []
  const [, replicaSet] = /"(.+)"/.exec(textAt(progress, 'message')) ?? []
  const updated = numberAt(deployment, 'status.updatedReplicas')
  return [
    {
      type: 'Normal',
      reason: 'ScalingReplicaSet',
      message: `Scaled up replica set ${replicaSet} from ${updated - 1} to ${updated}`,
      count: 1,
      last: textAt(progress, 'lastUpdateTime'),
      component: 'deployment-controller',
    },
  ]
}

function jobReports(job: KubeJson): EventParts[] {
  const failed = listAt(job, 'status.conditions').find(
    (condition) => textAt(condition, 'type') === 'Failed',
  )
  return failed !== undefined
    ? [
        {
          type: 'Warning',
          reason: 'BackoffLimitExceeded',
          message: 'Job has reached the specified backoff limit',
          count: 1,
          last: textAt(failed, 'lastTransitionTime'),
          component: 'job-controller',
        },
      ]
    : []
}

function event(clock: Clock, about: KubeJson, parts: EventParts): KubeJson {
  const { apiVersion, kind } = about
  const { name, namespace = '', uid, creationTimestamp } = about.metadata
  const { type, reason, message, count, component } = parts
  const lastTimestamp = typeof parts.last === 'string' ? parts.last : recent(clock, parts.last)
  const firstTimestamp = count === 1 ? lastTimestamp : creationTimestamp
  const eventName = `${name}.${suffixOf(`${kind}/${name}/${reason}`, 16)}`
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: metadata({ kind: 'Event', namespace, name: eventName, createdAt: firstTimestamp }),
    involvedObject: { apiVersion, kind, namespace, name, uid },
    type,
    reason,
    message,
    count,
    firstTimestamp,
    lastTimestamp,
    source: { component },
    reportingComponent: component,
    reportingInstance: '',
  }
}

/** In steps of half a minute, since an event is not rewritten every second. */
function recent({ startedAt, elapsed }: Clock, seconds: number): string {
  return timestamp(startedAt + (Math.floor(elapsed / 30) * 30 - seconds) * 1000)
}
