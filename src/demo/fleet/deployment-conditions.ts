/** A Deployment's conditions, in the words of the deployment controller (`util/deployment_util.go`). */
import type { Clock } from './clock.ts'
import { days, minutesAgo, secondsIn } from './clock.ts'
import { rolledOut, rolledOutAt } from './pod-states.ts'
import type { ServiceSpec } from './spec.ts'

export function deploymentConditions(
  clock: Clock,
  spec: ServiceSpec,
  replicaSet: string,
  ready: number,
): object[] {
  const since = minutesAgo(clock, (spec.releases[0]?.age ?? 0) + 40 * days)
  // One pod may be missing, as the strategy of every Deployment here says.
  const available = ready >= spec.replicas - 1
  return [
    {
      type: 'Available',
      status: available ? 'True' : 'False',
      reason: available ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      message: `Deployment ${available ? 'has' : 'does not have'} minimum availability.`,
      lastUpdateTime: since,
      lastTransitionTime: since,
    },
    { type: 'Progressing', lastTransitionTime: since, ...progress(clock, spec, replicaSet) },
  ]
}

function progress(clock: Clock, spec: ServiceSpec, replicaSet: string): object {
  const current = spec.releases.at(-1)
  const released = current?.backSince ?? current?.age ?? 0
  const said = (status: string, reason: string, message: string, lastUpdateTime: string) => ({
    status,
    reason,
    message,
    lastUpdateTime,
  })
  const getsOn = (at: string) =>
    said('True', 'ReplicaSetUpdated', `ReplicaSet "${replicaSet}" is progressing.`, at)
  const done = (at: string) =>
    said(
      'True',
      'NewReplicaSetAvailable',
      `ReplicaSet "${replicaSet}" has successfully progressed.`,
      at,
    )
  switch (spec.trouble ?? 'none') {
    case 'crash-loop':
      return getsOn(minutesAgo(clock, released))
    case 'image-pull': {
      const at = minutesAgo(clock, released - 10)
      const message = `ReplicaSet "${replicaSet}" has timed out progressing.`
      return {
        ...said('False', 'ProgressDeadlineExceeded', message, at),
        lastTransitionTime: at,
      }
    }
    case 'rolling': {
      const pods = rolledOut(clock, spec.replicas)
      const at = secondsIn(clock, rolledOutAt(pods - 1) + 3)
      return pods < spec.replicas ? getsOn(at) : done(at)
    }
    case 'paused': {
      const at = minutesAgo(clock, released - 5)
      return said('Unknown', 'DeploymentPaused', 'Deployment is paused', at)
    }
    case 'flapping':
    case 'unschedulable':
    case 'out-of-memory':
    case 'none':
      return done(minutesAgo(clock, released - 1))
  }
}
