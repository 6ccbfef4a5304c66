/** `kulprit doctor`: whether kulprit has what it needs, and how much it finds out about a fleet. */
import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from '../../cli/print/doctor.ts'
import { printDiagnosis } from '../../cli/print/doctor.ts'
import type { ExitCode } from '../../cli/exit-code.ts'
import { exitCode } from '../../cli/exit-code.ts'
import type { ClusterScope, Invocation } from '../../cli/grammar/invocation.ts'
import { checkGit } from '../../git/open.ts'
import { queryIn } from '../../git/run.ts'
import type { ResourceStatus } from '../../model/change.ts'
import { coverageOf } from '../../model/coverage.ts'
import type { Failure } from '../../model/failure.ts'
import { mendingSettings } from '../../model/settings/mending-settings.ts'
import type { Settings } from '../../model/settings/settings.ts'
import { defaultSettings } from '../../model/settings/settings.ts'
import { pathText } from '../../model/settings/settings-check.ts'
import type { Workload } from '../../model/workload.ts'
import { colourLevel } from '../../state/look.ts'
import type { Folders } from '../../storage/folders.ts'
import { folders } from '../../storage/folders.ts'
import { releaseJournal } from '../../storage/release-journal.ts'
import type { Clusters } from '../fleet/clusters.ts'
import { openClusters, readClusters } from '../fleet/clusters.ts'
import type { Environment } from '../environment.ts'
import { openEnvironment } from '../environment.ts'
import { missingFolders } from '../fleet/missing-folders.ts'
import { print } from '../output.ts'

type Asked = Extract<Invocation, { command: 'doctor' }>

/** Broken settings are one of its findings, so it opens the environment itself. */
export async function doctor(asked: Asked, signal: AbortSignal): Promise<ExitCode> {
  const places = folders(process.env, asked.config)
  if (!places.ok) return finish([failedCheck('folders', places.failure)], [], '', asked)
  const opened = await openEnvironment(process.env, asked.config, signal)
  const settings = opened.ok
    ? passed('settings', settingsText(opened.value))
    : failedCheck('settings', opened.failure)
  const environment = opened.ok ? opened.value : await withoutSettings(places.value, signal)
  if (environment === null) return finish([settings], [], places.value.config, asked)
  const cluster = await clusterChecks(asked.scope, environment)
  const checks = [
    settings,
    ...repositoryChecks(environment),
    await gitCheck(environment),
    ...(await folderChecks(environment)),
    ...cluster.checks,
  ]
  return finish(
    checks,
    cluster.workloads,
    environment.folders.config,
    asked,
    environment.settings(),
  )
}

function finish(
  checks: readonly Check[],
  workloads: readonly Workload[],
  settingsFile: string,
  { output }: Asked,
  settings: Settings = defaultSettings,
): ExitCode {
  const coverage = workloads.length === 0 ? null : coverageOf(workloads)
  const mending = mendingSettings(workloads, settings)
  const inColours = process.stdout.isTTY && colourLevel(process.env) > 0
  print(printDiagnosis({ checks, coverage, mending, settingsFile }, output, inColours))
  return checks.some(({ status }) => status === 'failed') ? exitCode.failure : exitCode.success
}

/** What the other checks go on with where the settings cannot be read: as if there were none. */
async function withoutSettings(
  { config, state }: Folders,
  signal: AbortSignal,
): Promise<Environment | null> {
  const env = { ...process.env, KULPRIT_CONFIG: join(state, 'no-settings.json') }
  const opened = await openEnvironment(env, null, signal)
  return opened.ok ? { ...opened.value, folders: { ...opened.value.folders, config } } : null
}

function settingsText({ folders, settings }: Environment): string {
  const changed = Object.entries(settings()).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(defaultSettings, key)),
  )
  return changed.length === 0
    ? `the defaults (${folders.config})`
    : `${changed.map(([key]) => key).join(', ')} from ${folders.config}`
}

function repositoryChecks({ settings, env, folders }: Environment): Check[] {
  const missing = missingFolders(settings(), env)
  const named = settings().repositories.length + settings().sourceFolders.length
  if (missing.length === 0)
    return [
      passed(
        'repositories',
        named === 0 ? 'the settings name none' : `all ${named} that the settings name are there`,
      ),
    ]
  return missing.map(({ path, message, next }) => ({
    check: 'repositories',
    status: 'failed',
    message: `${pathText(path)}: ${message}`,
    next: next ?? `clone it there, or correct ${folders.config}`,
  }))
}

async function gitCheck({ env, signal }: Environment): Promise<Check> {
  const version = await checkGit(queryIn('/', env, signal))
  return version.ok ? passed('git', `git ${version.value}`) : failedCheck('git', version.failure)
}

async function folderChecks({ folders }: Environment): Promise<Check[]> {
  const places = [
    ['cache', folders.cache, 'XDG_CACHE_HOME'],
    ['state', folders.state, 'XDG_STATE_HOME'],
  ] as const
  return Promise.all(
    places.map(async ([name, folder, variable]): Promise<Check> => {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await access(folder, constants.R_OK | constants.W_OK)
        return passed(name, folder)
      } catch {
        return {
          check: name,
          status: 'failed',
          message: `cannot write to ${folder}`,
          next: `make it writable for you, or point ${variable} elsewhere`,
        }
      }
    }),
  )
}

interface ClusterChecks {
  readonly checks: readonly Check[]
  readonly workloads: readonly Workload[]
}

async function clusterChecks(
  scope: ClusterScope,
  environment: Environment,
): Promise<ClusterChecks> {
  const clusters = await openClusters(scope, environment)
  if (!clusters.ok) return { checks: [failedCheck('kubeconfig', clusters.failure)], workloads: [] }
  const { connections } = clusters.value
  const { workloads, statuses } = await readClusters(clusters.value, environment)
  const contexts = connections.map(({ context, server }) => `${context} (${server})`).join(', ')
  const checks = [passed('kubeconfig', contexts)]
  for (const connection of connections) {
    const { context } = connection
    const own = statuses.filter((status) => status.context === context)
    checks.push(
      ...permissionChecks(context, own),
      await eventsCheck(connection, clusters.value, environment),
      usageCheck(
        context,
        workloads.filter((workload) => workload.context === context),
      ),
      await memoryCheck(connection, environment),
    )
  }
  return { checks, workloads }
}

/** What was really read tells more than what a review of rights promises. */
function permissionChecks(context: string, statuses: readonly ResourceStatus[]): Check[] {
  const check = `reading ${context}`
  const read = statuses.filter(({ state }) => state === 'live')
  const leftOut = statuses.filter(
    ({ state, reason }) => state === 'absent' && reason === 'Forbidden',
  )
  const refused = statuses.filter(({ state }) => state !== 'live' && state !== 'absent')
  const alike = Map.groupBy(refused, ({ state, message }) => `${state} ${message}`)
  return [
    ...(read.length === 0 ? [] : [passed(check, namesOf(read))]),
    ...[...alike.values()].map((group): Check => {
      const { state, message } = group[0] ?? { state: 'failed', message: null }
      return {
        check,
        status: 'failed',
        message: `cannot read ${namesOf(group)}: ${message ?? state}`,
        next: nextStepFor(state, context, namesOf(group)),
      }
    }),
    ...(leftOut.length === 0
      ? []
      : [
          {
            check,
            status: 'warning' as const,
            message: `you may not read ${namesOf(leftOut)}, which are left out`,
            next: `ask for get, list and watch on ${namesOf(leftOut)}`,
          },
        ]),
  ]
}

function namesOf(statuses: readonly ResourceStatus[]): string {
  return [...new Set(statuses.map(({ resource }) => resource))].join(', ')
}

function nextStepFor(state: ResourceStatus['state'], context: string, resources: string): string {
  if (state === 'forbidden')
    return `ask for get, list and watch on ${resources} (the cluster role "view" has them), or name a namespace that you may read with -n`
  if (state === 'expired') return `log in to ${context} again, as for kubectl`
  return `kubectl --context ${context} get --raw /readyz`
}

async function eventsCheck(
  connection: Clusters['connections'][number],
  { scope }: Clusters,
  { signal }: Environment,
): Promise<Check> {
  const check = `events of ${connection.context}`
  const [namespace] = scope.namespaces ?? []
  const place = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  const answer = await connection.json(`/api/v1${place}/events?limit=1`, signal)
  if (answer.ok) return passed(check, 'can be read')
  return {
    check,
    status: 'warning',
    message: answer.failure.message,
    next: 'ask for list on events: without it a workload’s page shows none',
  }
}

function usageCheck(context: string, workloads: readonly Workload[]): Check {
  const measured = workloads.filter(
    ({ resources: { usage } }) => usage.cpu !== null || usage.memory !== null,
  )
  const check = `usage in ${context}`
  return measured.length > 0
    ? passed(check, `measured for ${measured.length} of ${workloads.length} workloads`)
    : {
        check,
        status: 'warning',
        message: 'metrics.k8s.io measures nothing here, or may not be read',
        next: 'install metrics-server to see what workloads take; all else works without it',
      }
}

async function memoryCheck(
  cluster: Clusters['connections'][number],
  { folders }: Environment,
): Promise<Check> {
  const check = `journal of ${cluster.context}`
  const memory = await releaseJournal(folders.state, cluster).read()
  if (!memory.ok) return { ...failedCheck(check, memory.failure), status: 'warning' }
  const releases = [...memory.value.values()].reduce((sum, { length }) => sum + length, 0)
  return passed(check, `${releases} releases of ${memory.value.size} workloads remembered`)
}

function passed(check: string, message: string): Check {
  return { check, status: 'ok', message, next: null }
}

function failedCheck(check: string, { message, cause, next }: Failure): Check {
  return {
    check,
    status: 'failed',
    message: cause === null ? message : `${message}: ${cause}`,
    next,
  }
}
