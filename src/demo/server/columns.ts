/** The columns of `kubectl get`, after the printers of Kubernetes (`pkg/printers/internalversion`). */
import type { KubeJson } from '../kube-json.ts'
import { at, listAt, numberAt, textAt } from '../kube-json.ts'
import { age } from './age.ts'
import type { Column } from './column.ts'
import { ageColumn, column, count, nameColumn, ratio, text } from './column.ts'
import { podColumns } from './pod-columns.ts'

const templateColumns = (path: string): readonly Column[] => [
  column('Containers', (object) => containers(object, path, 'name'), { wide: true }),
  column('Images', (object) => containers(object, path, 'image'), { wide: true }),
]
const selectorColumn = column('Selector', (object) => selectorText(object), { wide: true })

const byKind: Readonly<Record<string, readonly Column[]>> = {
  Namespace: [nameColumn, text('Status', 'status.phase'), ageColumn],
  Node: [
    nameColumn,
    column('Status', () => 'Ready'),
    column('Roles', () => '<none>'),
    ageColumn,
    text('Version', 'status.nodeInfo.kubeletVersion'),
  ],
  Pod: [nameColumn, ...podColumns, ageColumn],
  Service: [
    nameColumn,
    text('Type', 'spec.type'),
    text('Cluster-IP', 'spec.clusterIP'),
    column('External-IP', () => '<none>'),
    column('Port(s)', (object) =>
      listAt(object, 'spec.ports')
        .map((port) => `${numberAt(port, 'port')}/${textAt(port, 'protocol')}`)
        .join(','),
    ),
    ageColumn,
  ],
  ConfigMap: [
    nameColumn,
    column('Data', (object) => Object.keys(at(object, 'data') ?? {}).length, { type: 'integer' }),
    ageColumn,
  ],
  Event: [
    column('Last Seen', (object, now) => age(textAt(object, 'lastTimestamp'), now)),
    text('Type', 'type'),
    text('Reason', 'reason'),
    column(
      'Object',
      (object) =>
        `${textAt(object, 'involvedObject.kind').toLowerCase()}/${textAt(object, 'involvedObject.name')}`,
    ),
    text('Message', 'message'),
  ],
  Deployment: [
    nameColumn,
    ratio('Ready', 'status.readyReplicas', 'spec.replicas'),
    count('Up-to-date', 'status.updatedReplicas'),
    count('Available', 'status.availableReplicas'),
    ageColumn,
    ...templateColumns('spec.template.spec.containers'),
    selectorColumn,
  ],
  ReplicaSet: [
    nameColumn,
    count('Desired', 'spec.replicas'),
    count('Current', 'status.replicas'),
    count('Ready', 'status.readyReplicas'),
    ageColumn,
    ...templateColumns('spec.template.spec.containers'),
    selectorColumn,
  ],
  StatefulSet: [
    nameColumn,
    ratio('Ready', 'status.readyReplicas', 'spec.replicas'),
    ageColumn,
    ...templateColumns('spec.template.spec.containers'),
  ],
  DaemonSet: [
    nameColumn,
    count('Desired', 'status.desiredNumberScheduled'),
    count('Current', 'status.currentNumberScheduled'),
    count('Ready', 'status.numberReady'),
    count('Up-to-date', 'status.updatedNumberScheduled'),
    count('Available', 'status.numberAvailable'),
    column('Node Selector', () => '<none>'),
    ageColumn,
    ...templateColumns('spec.template.spec.containers'),
    selectorColumn,
  ],
  ControllerRevision: [
    nameColumn,
    column('Controller', (object) => controllerText(object)),
    count('Revision', 'revision'),
    ageColumn,
  ],
  Job: [
    nameColumn,
    column('Status', (object) => jobStatus(object)),
    ratio('Completions', 'status.succeeded', 'spec.completions'),
    column('Duration', (object, now) => jobDuration(object, now)),
    ageColumn,
    ...templateColumns('spec.template.spec.containers'),
  ],
  CronJob: [
    nameColumn,
    text('Schedule', 'spec.schedule'),
    text('Timezone', 'spec.timeZone'),
    column('Suspend', (object) => (at(object, 'spec.suspend') === true ? 'True' : 'False')),
    column('Active', (object) => listAt(object, 'status.active').length, { type: 'integer' }),
    column('Last Schedule', (object, now) => {
      const last = textAt(object, 'status.lastScheduleTime')
      return last === '' ? '<none>' : age(last, now)
    }),
    ageColumn,
    ...templateColumns('spec.jobTemplate.spec.template.spec.containers'),
  ],
}

export function columnsOf(kind: string): readonly Column[] {
  return byKind[kind] ?? [nameColumn, ageColumn]
}

function containers(object: KubeJson, path: string, field: 'name' | 'image'): string {
  return listAt(object, path)
    .map((container) => textAt(container, field))
    .join(',')
}

function selectorText(object: KubeJson): string {
  const labels = Object.entries(at(object, 'spec.selector.matchLabels') ?? {})
  return labels.map(([key, value]) => `${key}=${value}`).join(',') || '<none>'
}

function controllerText({ metadata }: KubeJson): string {
  const [controller] = metadata.ownerReferences ?? []
  const kind = textAt(controller, 'kind').toLowerCase()
  return controller === undefined ? '<none>' : `${kind}.apps/${textAt(controller, 'name')}`
}

function jobStatus(object: KubeJson): string {
  const met = listAt(object, 'status.conditions')
    .filter((condition) => textAt(condition, 'status') === 'True')
    .map((condition) => textAt(condition, 'type'))
  return ['Complete', 'Failed'].find((type) => met.includes(type)) ?? 'Running'
}

function jobDuration(object: KubeJson, now: number): string {
  const start = textAt(object, 'status.startTime')
  if (start === '') return ''
  const end = textAt(object, 'status.completionTime')
  return age(start, end === '' ? now : Date.parse(end))
}
