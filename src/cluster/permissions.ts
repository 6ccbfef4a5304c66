/** What kulprit asks a cluster for, and what is missing without it: behind the manifests that grant it. */
import { resources } from './resource.ts'

export interface Permission {
  /** Empty for the core group. */
  readonly group: string
  readonly resource: string
  readonly verbs: readonly ('get' | 'list' | 'watch')[]
  /** What the right is for, as a clause: `the rows of the table`. */
  readonly purpose: string
  /** Whether the ClusterRole `view`, which every cluster has, grants it. */
  readonly inView: boolean
}

const purposes: Readonly<Record<string, string>> = {
  namespaces: 'owners and contacts that a namespace hands down',
  deployments: 'their rows',
  statefulsets: 'their rows',
  daemonsets: 'their rows',
  cronjobs: 'their rows',
  jobs: 'their rows, and the last runs of CronJobs',
  replicasets: 'the releases of Deployments, so the previous version',
  controllerrevisions: 'the releases of StatefulSets and DaemonSets',
  pods: 'why a workload fails, what really runs, restarts',
  services: 'owners that are written on the Service, and dependencies',
  applications: 'the repository, the history and the owner that Argo CD knows',
  rollouts: 'the rows of Argo Rollouts',
  kustomizations: 'the history that Flux keeps',
  helmreleases: 'the history that Flux keeps of Helm releases',
}

const listed = ['list', 'watch'] as const

/** Asked for once in a while, or when a page opens. */
const onDemand: readonly Permission[] = [
  core('events', ['list'], 'what the cluster says about a failing workload'),
  core('pods/log', ['get'], 'the last lines of a crashed container, and the logs page'),
  core('configmaps', ['list'], 'when a mounted ConfigMap last changed; its contents are not kept'),
  {
    ...{ group: 'metrics.k8s.io', resource: 'pods', verbs: ['list'], inView: true },
    purpose: 'what pods use, beside what they request',
  },
]

export const permissions: readonly Permission[] = [
  ...resources.map(({ name, api, custom }) => ({
    group: /^\/apis\/([^/]+)/.exec(api)?.[1] ?? '',
    resource: name,
    verbs: ['get', ...listed] as const,
    purpose: purposes[name] ?? name,
    inView: custom !== true,
  })),
  ...onDemand,
]

function core(resource: string, verbs: Permission['verbs'], purpose: string): Permission {
  return { group: '', resource, verbs, purpose, inView: true }
}
