/** The kinds of workload, by every name that kubectl knows them by. */
import type { WorkloadKind } from './kube.ts'

const kinds: Readonly<Record<string, WorkloadKind>> = {
  deploy: 'Deployment',
  deployment: 'Deployment',
  deployments: 'Deployment',
  sts: 'StatefulSet',
  statefulset: 'StatefulSet',
  statefulsets: 'StatefulSet',
  ds: 'DaemonSet',
  daemonset: 'DaemonSet',
  daemonsets: 'DaemonSet',
  ro: 'Rollout',
  rollout: 'Rollout',
  rollouts: 'Rollout',
  cj: 'CronJob',
  cronjob: 'CronJob',
  cronjobs: 'CronJob',
  job: 'Job',
  jobs: 'Job',
}

/** In any case; null for what is no kind of workload. */
export function parseKind(text: string): WorkloadKind | null {
  const key = text.toLowerCase()
  return Object.hasOwn(kinds, key) ? (kinds[key] ?? null) : null
}
