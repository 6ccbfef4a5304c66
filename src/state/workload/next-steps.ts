/** The kubectl commands that may help a failing workload, filled in; kulprit shows them and runs none. */
import type { WorkloadKind } from '../../model/kube/kube.ts'
import type { Right } from '../../model/right.ts'
import type { Release, Workload } from '../../model/workload.ts'
import { commandLine } from '../report/shell.ts'

export interface Step {
  readonly title: string
  readonly command: string
  /** What one has to be allowed for it. */
  readonly needs: Right
}

/** What RBAC says: null where it could not be asked. */
export type Allowed = boolean | null

const plurals: Readonly<Record<WorkloadKind, readonly [group: string, resource: string]>> = {
  Deployment: ['apps', 'deployments'],
  StatefulSet: ['apps', 'statefulsets'],
  DaemonSet: ['apps', 'daemonsets'],
  Rollout: ['argoproj.io', 'rollouts'],
  CronJob: ['batch', 'cronjobs'],
  Job: ['batch', 'jobs'],
}

/** `release` is the one to roll back to; null for the previous one. None for a Job, which runs once. */
export function stepsFor(workload: Workload, release: Release | null = null): Step[] {
  const target = release ?? rollbackTarget(workload)
  switch (workload.kind) {
    case 'Deployment':
      return [
        ...undo(workload, target),
        rollout(workload, 'restart', 'restart its pods'),
        ...pauseOrResume(workload),
        ...scale(workload),
      ]
    case 'StatefulSet':
      return [
        ...undo(workload, target),
        rollout(workload, 'restart', 'restart its pods'),
        ...scale(workload),
      ]
    case 'DaemonSet':
      return [...undo(workload, target), rollout(workload, 'restart', 'restart its pods')]
    case 'Rollout':
      return rolloutSteps(workload, target)
    case 'CronJob':
      return cronJobSteps(workload)
    case 'Job':
      return []
  }
}

function rollbackTarget({ particulars, previous }: Workload): Release | null {
  return particulars.releases().find(({ release }) => release === previous?.release) ?? null
}

/** Only what the cluster itself still keeps can be rolled back to. */
function undo(workload: Workload, target: Release | null): Step[] {
  if (target === null || target.current || target.rememberedBy !== undefined) return []
  return [
    {
      title: `roll back to release ${target.release} (${target.version.value ?? 'unknown version'}, ${target.proof})`,
      command: kubectl(
        workload,
        'rollout',
        'undo',
        resourceOf(workload),
        `--to-revision=${target.release}`,
      ),
      needs: right(workload),
    },
  ]
}

function rollout(workload: Workload, verb: string, title: string): Step {
  return {
    title,
    command: kubectl(workload, 'rollout', verb, resourceOf(workload)),
    needs: right(workload),
  }
}

function pauseOrResume(workload: Workload): Step[] {
  return workload.health.reason === 'Paused'
    ? [rollout(workload, 'resume', 'resume its rollout')]
    : [rollout(workload, 'pause', 'pause its rollout')]
}

/** One more than are wanted; from 0 back to what was wanted before. */
function scale(workload: Workload): Step[] {
  const { desired } = workload.replicas
  if (desired === null) return []
  const before =
    workload.particulars.releases().find(({ replicas = 0 }) => replicas > 0)?.replicas ?? 1
  const to = desired === 0 ? before : desired + 1
  return [
    {
      title: `scale from ${desired} to ${to}`,
      command: kubectl(workload, 'scale', resourceOf(workload), `--replicas=${to}`),
      needs: { ...right(workload), subresource: 'scale' },
    },
  ]
}

/** By the plugin of Argo Rollouts, which kubectl needs for them. */
function rolloutSteps(workload: Workload, target: Release | null): Step[] {
  const argo = (title: string, verb: string, ...words: readonly string[]): Step => ({
    title,
    command: kubectl(workload, 'argo', 'rollouts', verb, workload.name, ...words),
    needs: right(workload),
  })
  return [
    ...(target === null || target.current || target.rememberedBy !== undefined
      ? []
      : [
          argo(
            `roll back to release ${target.release} (${target.version.value ?? 'unknown version'}, ${target.proof})`,
            'undo',
            `--to-revision=${target.release}`,
          ),
        ]),
    argo('abort its rollout', 'abort'),
    argo('restart its pods', 'restart'),
  ]
}

function cronJobSteps(workload: Workload): Step[] {
  const suspend = workload.health.status !== 'suspended'
  return [
    {
      title: suspend ? 'suspend it' : 'let it run again',
      command: kubectl(
        workload,
        'patch',
        resourceOf(workload),
        '--type=merge',
        `--patch={"spec":{"suspend":${suspend}}}`,
      ),
      needs: right(workload),
    },
    {
      title: 'run it once now',
      command: kubectl(
        workload,
        'create',
        'job',
        `${workload.name.slice(0, 56)}-manual`,
        `--from=cronjob/${workload.name}`,
      ),
      needs: { ...right(workload), verb: 'create', resource: 'jobs', name: '' },
    },
  ]
}

function kubectl({ context, namespace }: Workload, ...words: readonly string[]): string {
  return commandLine(['kubectl', '--context', context, '-n', namespace, ...words])
}

function resourceOf({ kind, name }: Workload): string {
  return `${kind.toLowerCase()}/${name}`
}

function right({ kind, namespace, name }: Workload): Right {
  const [group, resource] = plurals[kind]
  return { verb: 'patch', group, resource, subresource: null, namespace, name }
}

/** As it stands beside a command: `you may`, `RBAC forbids it: patch on deployments`. */
export function rightWords({ needs }: Step, allowed: Allowed): string {
  const what =
    needs.subresource === null ? needs.resource : `${needs.resource}/${needs.subresource}`
  if (allowed === true) return 'you may'
  const need = `it takes ${needs.verb} on ${what}`
  return allowed === false ? `RBAC forbids it: ${need}` : need
}
