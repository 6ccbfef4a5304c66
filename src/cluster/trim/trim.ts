/** Trims API objects to the model's: only what the rules read, every text cleaned, no reference kept. */
import type {
  ControllerRevisionObject,
  NamespaceObject,
  ReplicaSetObject,
  WorkloadKind,
  WorkloadObject,
} from '../../model/kube/kube.ts'
import { count, items, type Json, line, record } from './json.ts'
import { shareRecord } from './share.ts'
import { shareCounts } from './slim.ts'
import { trimConditions, trimMeta } from './trim-meta.ts'
import { trimTemplate } from './trim-template.ts'

/** null, as in every function here, where uid or name is missing. */
export function trimWorkload(kind: WorkloadKind, object: Json): WorkloadObject | null {
  const meta = trimMeta(object)
  if (meta === null) return null
  const spec = record(object['spec'])
  const status = record(object['status'])
  const strategy = record(spec[kind === 'Deployment' ? 'strategy' : 'updateStrategy'])
  const holder = kind === 'CronJob' ? record(record(spec['jobTemplate'])['spec']) : spec
  const number = (field: string) => count(status[field]) ?? 0
  return {
    type: 'workload',
    kind,
    meta,
    template: trimTemplate(holder['template']),
    desired: desiredOf(kind, spec, status),
    paused: spec['paused'] === true,
    suspended: spec['suspend'] === true,
    updateStrategy: line(strategy['type']),
    partition: count(record(strategy['rollingUpdate'])['partition']),
    progressDeadlineSeconds: count(spec['progressDeadlineSeconds']),
    revisionHistoryLimit: count(spec['revisionHistoryLimit']),
    observedGeneration: count(status['observedGeneration']),
    status: shareCounts({
      ...(kind === 'DaemonSet'
        ? {
            replicas: number('currentNumberScheduled'),
            ready: number('numberReady'),
            updated: number('updatedNumberScheduled'),
            available: number('numberAvailable'),
          }
        : {
            replicas: number('replicas'),
            ready: number(kind === 'Job' ? 'ready' : 'readyReplicas'),
            updated: number('updatedReplicas'),
            available: number('availableReplicas'),
          }),
      // A CronJob lists its running Jobs, a Job counts its running Pods.
      active: kind === 'CronJob' ? items(status['active']).length : number('active'),
      succeeded: number('succeeded'),
      failed: number('failed'),
      currentRevision: line(status['currentRevision']),
      updateRevision: line(status['updateRevision']),
      startedAt: line(status['startTime']),
      completedAt: line(status['completionTime']),
    }),
    conditions: trimConditions(status['conditions']),
    schedule: line(spec['schedule']),
    lastScheduleAt: line(status['lastScheduleTime']),
    lastSuccessfulAt: line(status['lastSuccessfulTime']),
  }
}

function desiredOf(kind: WorkloadKind, spec: Json, status: Json): number | null {
  const desired = {
    Deployment: spec['replicas'],
    StatefulSet: spec['replicas'],
    DaemonSet: status['desiredNumberScheduled'],
    Rollout: spec['replicas'],
    Job: spec['completions'],
    CronJob: null,
  }
  return count(desired[kind])
}

const noLabels = shareRecord({})

export function trimReplicaSet(object: Json): ReplicaSetObject | null {
  const meta = trimMeta(object)
  if (meta === null) return null
  const spec = record(object['spec'])
  const status = record(object['status'])
  return {
    type: 'replicaset',
    meta: { ...meta, labels: noLabels },
    template: trimTemplate(spec['template']),
    replicas: count(status['replicas']) ?? 0,
    ready: count(status['readyReplicas']) ?? 0,
    available: count(status['availableReplicas']) ?? 0,
  }
}

export function trimControllerRevision(object: Json): ControllerRevisionObject | null {
  const meta = trimMeta(object)
  if (meta === null) return null
  const template = record(record(object['data'])['spec'])['template']
  return {
    type: 'controllerrevision',
    meta,
    revision: count(object['revision']) ?? 0,
    template: template === undefined ? null : trimTemplate(template),
  }
}

export function trimNamespace(object: Json): NamespaceObject | null {
  const meta = trimMeta(object)
  return meta === null ? null : { type: 'namespace', meta }
}
