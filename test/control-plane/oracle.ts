/** Holds what kulprit prints against what kubectl says about the same objects. */
import { expect } from 'vitest'
import type { ApiObject } from './client.ts'
import type { Cluster } from './cluster.ts'
import { until } from './until.ts'

export interface PrintedWorkload {
  readonly namespace: string
  readonly kind: string
  readonly name: string
  readonly version: { readonly value: string | null }
  readonly previous: {
    readonly release: number
    readonly version: { readonly value: string | null }
    readonly proof: string
  } | null
  readonly owner: { readonly value: string | null; readonly source: string }
  readonly health: {
    readonly status: string
    readonly reason: string | null
    readonly message: string | null
  }
  readonly replicas: {
    readonly desired: number | null
    readonly ready: number
    readonly updated: number
    readonly available: number
  }
  readonly restarts: number
  readonly image: string | null
}

export interface PrintedRelease {
  readonly release: number
  readonly version: { readonly value: string | null }
  readonly images: readonly string[]
  readonly cause: string | null
  readonly proof: string
  readonly current: boolean
  readonly changes: readonly string[]
  readonly releasedAt: string | null
  readonly releasedBy: string | null
  readonly rememberedBy: string | null
}

export interface PrintedList {
  readonly items: readonly PrintedWorkload[]
  readonly errors: readonly {
    readonly resource: string
    readonly namespace: string | null
    readonly reason: string
    readonly message: string
  }[]
}

export async function listed(cluster: Cluster, namespace: string): Promise<PrintedList> {
  const { code, stdout, stderr } = await cluster.kulprit(['get', '-n', namespace, '-o', 'json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as PrintedList
}

async function workload(
  cluster: Cluster,
  namespace: string,
  name: string,
): Promise<PrintedWorkload> {
  const found = (await listed(cluster, namespace)).items.filter((item) => item.name === name)
  expect(found, `kulprit lists ${name} once`).toHaveLength(1)
  return found[0]!
}

/** Waits for it, since controllers take the time that the machine leaves them. */
export function expectShown(
  cluster: Cluster,
  namespace: string,
  name: string,
  wanted: object,
): Promise<PrintedWorkload> {
  return until(`kulprit shows ${name} as wanted`, async () => {
    const found = await workload(cluster, namespace, name)
    expect(found).toMatchObject(wanted)
    return found
  })
}

export async function history(
  cluster: Cluster,
  namespace: string,
  workload: string,
): Promise<readonly PrintedRelease[]> {
  const run = await cluster.kulprit(['history', workload, '-n', namespace, '-o', 'json'])
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' })
  return (JSON.parse(run.stdout) as { items: PrintedRelease[] }).items
}

/** Waits for it; answers the releases. */
export function expectOutline(
  cluster: Cluster,
  namespace: string,
  workload: string,
  wanted: readonly string[],
): Promise<readonly PrintedRelease[]> {
  return until(`the history of ${workload} is as wanted`, async () => {
    const releases = await history(cluster, namespace, workload)
    expect(outline(releases)).toEqual(wanted)
    return releases
  })
}

/** `5 1.4.0 current`, newest first: the least that a history has to get right. */
export function outline(releases: readonly PrintedRelease[]): string[] {
  return releases.map(
    ({ release, version, current }) => `${release} ${version.value}${current ? ' current' : ''}`,
  )
}

const kinds = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs'].join(',')

/**
 * Every workload of a namespace: which there are, their replicas, their images, their history. What
 * changes between the one's answer and the other's makes them disagree for a moment.
 */
export async function expectAgreement(cluster: Cluster, namespace: string): Promise<void> {
  await until('kulprit and kubectl agree', async () => {
    await compare(cluster, namespace)
    return true
  })
}

async function compare(cluster: Cluster, namespace: string): Promise<void> {
  const { items } = await listed(cluster, namespace)
  // kubectl knows nothing of what a custom resource means.
  const printed = items.filter(({ kind }) => kind !== 'Rollout')
  const objects = await getObjects(cluster, namespace, kinds)
  const expected = objects.filter((object) => controllerOf(object) === undefined)
  expect(printed.map(({ kind, name }) => `${kind}/${name}`).sort()).toEqual(
    expected.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort(),
  )
  for (const object of expected) {
    const { kind, metadata } = object
    const found = printed.find((one) => one.kind === kind && one.name === metadata.name)
    const what = `${kind}/${metadata.name}`
    if (kind !== 'CronJob') expect(found?.replicas, what).toEqual(replicasOf(object))
    await expectSameDescription(cluster, object)
    if (['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind))
      await expectSameHistory(cluster, namespace, what.toLowerCase())
  }
}

async function expectSameDescription(
  cluster: Cluster,
  { kind, metadata, spec }: ApiObject,
): Promise<void> {
  const name = `${kind.toLowerCase()}/${metadata.name}`
  const { code, stdout } = await cluster.kulprit([
    ...['describe', name, '-n', metadata.namespace ?? '', '-o', 'json'],
  ])
  expect(code).toBe(0)
  const described = JSON.parse(stdout) as { labels: object; releases: PrintedRelease[] }
  expect(described.labels, name).toEqual(metadata['labels'] ?? {})
  const template = kind === 'CronJob' ? spec.jobTemplate.spec.template : spec.template
  const images = template.spec.containers.map(({ image }: { image: string }) => image)
  expect(
    described.releases.map((release) => release.images),
    `some release of ${name} has the images of its template`,
  ).toContainEqual(images)
}

/**
 * kubectl shows a ReplicaSet under its newest number alone; kulprit also shows the numbers that it had
 * before, which the ReplicaSet remembers in an annotation.
 */
async function expectSameHistory(cluster: Cluster, namespace: string, name: string): Promise<void> {
  const printed = await history(cluster, namespace, name)
  const rows = parseHistory(await cluster.kubectl('rollout', 'history', name, '-n', namespace))
  const earlier = name.startsWith('deployment/')
    ? await earlierNumbers(cluster, namespace, name.slice('deployment/'.length))
    : []
  const shared = printed.filter(({ release }) => !earlier.includes(release))
  expect(
    shared.map(({ release, cause }) => ({ release, cause: noted(cause) })).toReversed(),
    `history of ${name}`,
  ).toEqual(rows)
  expect(printed.map(({ release }) => release).sort((a, b) => a - b)).toEqual(
    [...rows.map(({ release }) => release), ...earlier].sort((a, b) => a - b),
  )
  for (const { release, images } of shared) {
    const text = await cluster.kubectl(
      ...['rollout', 'history', name, '-n', namespace, `--revision=${release}`],
      ...['-o', 'jsonpath={.spec.template.spec.containers[*].image}'],
    )
    expect(images.join(' '), `images of ${name}, release ${release}`).toBe(text)
  }
}

/** What the object itself says; kubectl does not know what delivery tools remember. */
function noted(cause: string | null): string | null {
  return cause !== null && /^(?:Argo CD|Flux|Helm) /.test(cause) ? null : cause
}

async function earlierNumbers(
  cluster: Cluster,
  namespace: string,
  deployment: string,
): Promise<number[]> {
  const sets = await getObjects(cluster, namespace, 'replicasets')
  return sets
    .filter((set) => controllerOf(set)?.name === deployment)
    .flatMap(({ metadata }) => {
      const annotations = (metadata['annotations'] ?? {}) as Record<string, string>
      return (annotations['deployment.kubernetes.io/revision-history'] ?? '').split(',')
    })
    .filter((number) => number !== '')
    .map(Number)
}

function parseHistory(text: string): { release: number; cause: string | null }[] {
  return text
    .split('\n')
    .map((line) => /^(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => ({
      release: Number(match[1]),
      cause: match[2] === '<none>' ? null : (match[2] ?? null),
    }))
}

function replicasOf({ kind, spec, status }: ApiObject): PrintedWorkload['replicas'] {
  switch (kind) {
    case 'DaemonSet':
      return {
        desired: status.desiredNumberScheduled,
        ready: status.numberReady,
        updated: status.updatedNumberScheduled ?? 0,
        available: status.numberAvailable ?? 0,
      }
    case 'Job': {
      const done = status.succeeded ?? 0
      return { desired: spec.completions, ready: done, updated: done, available: done }
    }
    default:
      return {
        desired: spec.replicas,
        ready: status.readyReplicas ?? 0,
        updated: status.updatedReplicas ?? 0,
        available: status.availableReplicas ?? 0,
      }
  }
}

async function getObjects(
  cluster: Cluster,
  namespace: string,
  resources: string,
): Promise<ApiObject[]> {
  const text = await cluster.kubectl('get', resources, '-n', namespace, '-o', 'json')
  return (JSON.parse(text) as { items: ApiObject[] }).items
}

function controllerOf({ metadata }: ApiObject): { name: string } | undefined {
  const references = (metadata['ownerReferences'] ?? []) as { controller?: boolean; name: string }[]
  return references.find(({ controller }) => controller === true)
}
