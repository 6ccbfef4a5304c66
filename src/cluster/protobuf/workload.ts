/** Decodes the kinds that have a row. Field numbers: k8s.io/api/{apps,batch}/v1/generated.proto. */
import type { Condition, PodTemplate, WorkloadKind, WorkloadObject } from '../../model/kube/kube.ts'
import {
  type ConditionFields,
  decodeCondition,
  decodeMeta,
  decodeTime,
  type Header,
  keepAll,
  noMeta,
} from './meta.ts'
import { decodeTemplate } from './template.ts'
import { shareCounts } from '../trim/slim.ts'
import type { Wire } from './wire.ts'

/** The numbers of the fields that are read; 0 where the kind has no such field. */
interface Fields {
  readonly spec: {
    readonly desired: number
    readonly template: number
    readonly paused: number
    readonly suspended: number
    readonly strategy: number
    readonly progressDeadline: number
    readonly historyLimit: number
    readonly schedule: number
    readonly jobTemplate: number
  }
  readonly status: {
    readonly observedGeneration: number
    readonly desired: number
    readonly replicas: number
    readonly ready: number
    readonly updated: number
    readonly available: number
    /** A number; a CronJob's is a list. */
    readonly active: number
    readonly succeeded: number
    readonly failed: number
    readonly currentRevision: number
    readonly updateRevision: number
    readonly startTime: number
    readonly completionTime: number
    readonly lastSchedule: number
    readonly lastSuccessful: number
    readonly conditions: number
  }
  readonly condition: ConditionFields
}

/** Rollouts are custom resources, which no server sends as protobuf. */
export type BuiltInKind = Exclude<WorkloadKind, 'Rollout'>

const noSpec: Fields['spec'] = {
  ...{ desired: 0, template: 0, paused: 0, suspended: 0, strategy: 0 },
  ...{ progressDeadline: 0, historyLimit: 0, schedule: 0, jobTemplate: 0 },
}
const noStatus: Fields['status'] = {
  ...{ observedGeneration: 0, desired: 0, replicas: 0, ready: 0, updated: 0, available: 0 },
  ...{ active: 0, succeeded: 0, failed: 0, currentRevision: 0, updateRevision: 0 },
  ...{ startTime: 0, completionTime: 0, lastSchedule: 0, lastSuccessful: 0, conditions: 0 },
}
const setCondition: ConditionFields = { lastTransition: 3, reason: 4, message: 5, lastUpdate: 0 }

const fieldsOf: Readonly<Record<BuiltInKind, Fields>> = {
  Deployment: {
    spec: {
      ...noSpec,
      ...{ desired: 1, template: 3, strategy: 4, historyLimit: 6, paused: 7, progressDeadline: 9 },
    },
    status: {
      ...noStatus,
      ...{ observedGeneration: 1, replicas: 2, updated: 3, available: 4, conditions: 6, ready: 7 },
    },
    condition: { reason: 4, message: 5, lastUpdate: 6, lastTransition: 7 },
  },
  StatefulSet: {
    spec: { ...noSpec, desired: 1, template: 3, strategy: 7, historyLimit: 8 },
    status: {
      ...noStatus,
      ...{ observedGeneration: 1, replicas: 2, ready: 3, updated: 5, currentRevision: 6 },
      ...{ updateRevision: 7, conditions: 10, available: 11 },
    },
    condition: setCondition,
  },
  DaemonSet: {
    spec: { ...noSpec, template: 2, strategy: 3, historyLimit: 6 },
    status: {
      ...noStatus,
      ...{ replicas: 1, desired: 3, ready: 4, observedGeneration: 5, updated: 6, available: 7 },
      conditions: 10,
    },
    condition: setCondition,
  },
  Job: {
    spec: { ...noSpec, desired: 2, template: 6, suspended: 10 },
    status: {
      ...noStatus,
      ...{ conditions: 1, startTime: 2, completionTime: 3, active: 4, succeeded: 5, failed: 6 },
      ready: 9,
    },
    condition: { lastTransition: 4, reason: 5, message: 6, lastUpdate: 0 },
  },
  CronJob: {
    spec: { ...noSpec, schedule: 1, suspended: 4, jobTemplate: 5 },
    status: { ...noStatus, active: 1, lastSchedule: 4, lastSuccessful: 5 },
    condition: setCondition,
  },
}

type Spec = Pick<
  WorkloadObject,
  | 'template'
  | 'desired'
  | 'paused'
  | 'suspended'
  | 'updateStrategy'
  | 'partition'
  | 'progressDeadlineSeconds'
  | 'revisionHistoryLimit'
  | 'schedule'
>

export function decodeWorkload(
  kind: BuiltInKind,
  wire: Wire,
  end: number,
  header: Header,
): WorkloadObject {
  const fields = fieldsOf[kind]
  let meta = noMeta
  let spec: Spec | null = null
  let status: Status | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) meta = decodeMeta(wire, wire.enter(), keepAll, header)
    else if (field === 2) spec = decodeSpec(wire, wire.enter(), fields.spec)
    else if (field === 3) status = decodeStatus(kind, wire, wire.enter(), fields)
    else wire.skip()
  }
  spec ??= decodeSpec(wire, wire.at, fields.spec)
  status ??= decodeStatus(kind, wire, wire.at, fields)
  // Written out: V8 keeps what is spread into an object beside it.
  return {
    type: 'workload',
    kind,
    meta,
    template: spec.template,
    paused: spec.paused,
    suspended: spec.suspended,
    updateStrategy: spec.updateStrategy,
    partition: spec.partition,
    progressDeadlineSeconds: spec.progressDeadlineSeconds,
    revisionHistoryLimit: spec.revisionHistoryLimit,
    schedule: spec.schedule,
    desired: kind === 'DaemonSet' ? status.desired : spec.desired,
    observedGeneration: status.observedGeneration,
    status: shareCounts(status.numbers),
    conditions: status.conditions,
    lastScheduleAt: status.lastScheduleAt,
    lastSuccessfulAt: status.lastSuccessfulAt,
  }
}

function decodeSpec(wire: Wire, end: number, fields: Fields['spec']): Spec {
  let template: PodTemplate | null = null
  let desired: number | null = null
  let paused = false
  let suspended = false
  let strategy: Strategy = { updateStrategy: null, partition: null }
  let progressDeadlineSeconds: number | null = null
  let revisionHistoryLimit: number | null = null
  let schedule: string | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === fields.template) template = decodeTemplate(wire, wire.enter())
    else if (field === fields.jobTemplate) template = decodeJobTemplate(wire, wire.enter())
    else if (field === fields.desired) desired = wire.int()
    else if (field === fields.paused) paused = wire.bool()
    else if (field === fields.suspended) suspended = wire.bool()
    else if (field === fields.strategy) strategy = decodeStrategy(wire, wire.enter())
    else if (field === fields.progressDeadline) progressDeadlineSeconds = wire.int()
    else if (field === fields.historyLimit) revisionHistoryLimit = wire.int()
    else if (field === fields.schedule) schedule = wire.text() || null
    else wire.skip()
  }
  return {
    template: template ?? decodeTemplate(wire, wire.at),
    ...{ desired, paused, suspended, ...strategy },
    ...{ progressDeadlineSeconds, revisionHistoryLimit, schedule },
  }
}

/** The PodTemplateSpec within the JobSpec within a JobTemplateSpec. */
function decodeJobTemplate(wire: Wire, end: number): PodTemplate | null {
  let template: PodTemplate | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 2) ({ template } = decodeSpec(wire, wire.enter(), fieldsOf.Job.spec))
    else wire.skip()
  }
  return template
}

type Strategy = Pick<WorkloadObject, 'updateStrategy' | 'partition'>

/** DeploymentStrategy, StatefulSetUpdateStrategy, DaemonSetUpdateStrategy: only the second has a partition. */
function decodeStrategy(wire: Wire, end: number): Strategy {
  let updateStrategy: string | null = null
  let partition: number | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) updateStrategy = wire.text() || null
    else if (field === 2) partition = decodePartition(wire, wire.enter())
    else wire.skip()
  }
  return { updateStrategy, partition }
}

/** In the other two kinds field 1 of `rollingUpdate` is no number. */
function decodePartition(wire: Wire, end: number): number | null {
  let partition: number | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1 && wire.isNumber()) partition = wire.int()
    else wire.skip()
  }
  return partition
}

interface Status {
  readonly numbers: WorkloadObject['status']
  readonly desired: number
  readonly observedGeneration: number | null
  readonly conditions: readonly Condition[]
  readonly lastScheduleAt: string | null
  readonly lastSuccessfulAt: string | null
}

function decodeStatus(kind: WorkloadKind, wire: Wire, end: number, of: Fields): Status {
  const fields = of.status
  const numbers = {
    ...{ replicas: 0, ready: 0, updated: 0, available: 0, active: 0, succeeded: 0, failed: 0 },
    currentRevision: null as string | null,
    updateRevision: null as string | null,
    startedAt: null as string | null,
    completedAt: null as string | null,
  }
  const conditions: Condition[] = []
  let desired = 0
  let observedGeneration = 0
  let lastScheduleAt: string | null = null
  let lastSuccessfulAt: string | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === fields.replicas) numbers.replicas = wire.int()
    else if (field === fields.ready) numbers.ready = wire.int()
    else if (field === fields.updated) numbers.updated = wire.int()
    else if (field === fields.available) numbers.available = wire.int()
    else if (field === fields.active && kind !== 'CronJob') numbers.active = wire.int()
    else if (field === fields.active) {
      numbers.active += 1
      wire.skip()
    } else if (field === fields.succeeded) numbers.succeeded = wire.int()
    else if (field === fields.failed) numbers.failed = wire.int()
    else if (field === fields.currentRevision) numbers.currentRevision = wire.text() || null
    else if (field === fields.updateRevision) numbers.updateRevision = wire.text() || null
    else if (field === fields.startTime) numbers.startedAt = decodeTime(wire, wire.enter())
    else if (field === fields.completionTime) numbers.completedAt = decodeTime(wire, wire.enter())
    else if (field === fields.desired) desired = wire.int()
    else if (field === fields.observedGeneration) observedGeneration = wire.int()
    else if (field === fields.conditions)
      conditions.push(decodeCondition(wire, wire.enter(), of.condition))
    else if (field === fields.lastSchedule) lastScheduleAt = decodeTime(wire, wire.enter())
    else if (field === fields.lastSuccessful) lastSuccessfulAt = decodeTime(wire, wire.enter())
    else wire.skip()
  }
  return {
    numbers,
    desired,
    observedGeneration: observedGeneration === 0 ? null : observedGeneration,
    conditions: conditions.slice(),
    lastScheduleAt,
    lastSuccessfulAt,
  }
}
