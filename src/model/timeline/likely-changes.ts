/** Which changes a failing workload may fail by: those before its onset, the most telling first. */
import { ownerIdentity } from '../owner/entity-ref.ts'
import type { Dependency, ServiceIndex } from './dependencies.ts'
import { dependenciesOf } from './dependencies.ts'
import type { Happening } from './happening.ts'
import type { Workload } from '../workload.ts'

export interface LikelyChange {
  readonly happening: Happening
  /** Above 0; only the order counts. */
  readonly score: number
  /** Why it is here, each in words: time, what it has to do with the workload, what it would explain. */
  readonly reasons: readonly string[]
}

/** Every workload, by its id. */
interface Known {
  get(id: string): Workload | undefined
}

/** Times of the cluster are whole seconds, and a rollout's first pod fails within the second it starts in. */
const slackMs = 2_000
const dayMs = 86_400_000
/** After this time without a failure, a change is half as suspect. */
const halfMs = 1_800_000
const most = 20

/**
 * `timeline` newest first. The score is what the change has to do with the workload, times how soon the
 * failure followed, times what it explains. A mere restart or another failure is a symptom more often
 * than a cause, and counts for less; so does a release of its own that has served. Empty where the workload does not fail, or nobody knows since when.
 */
export function likelyChanges(
  workload: Workload,
  timeline: readonly Happening[],
  services: ServiceIndex,
  workloads: Known,
  withinMs = dayMs,
): readonly LikelyChange[] {
  const onset = onsetOf(workload)
  if (workload.health.status !== 'degraded' || Number.isNaN(onset)) return []
  const dependencies = new Map(
    dependenciesOf(workload, services).map((dependency) => [dependency.workload, dependency]),
  )
  const subject = { workload, dependencies, workloads }
  return before(timeline, onset, withinMs)
    .flatMap((happening): LikelyChange[] => {
      const relation = relationTo(subject, happening)
      if (relation === null) return []
      const explains = explanation(workload, happening)
      const close = 1 / (1 + Math.max(0, onset - happening.time) / halfMs)
      const served = happening.to?.proof === 'proven' && happening.workloads.includes(workload.id)
      const score =
        relation.weight *
        close *
        weights[happening.type] *
        (explains === null ? 1 : 1.5) *
        (served ? 0.5 : 1)
      const reasons = [
        timeWords(onset - happening.time),
        ...relation.reasons,
        explains,
        served ? 'it served before it failed' : null,
      ]
      return [{ happening, score, reasons: reasons.filter((reason) => reason !== null) }]
    })
    .sort((a, b) => b.score - a.score || b.happening.time - a.happening.time)
    .slice(0, most)
}

/** In epoch milliseconds; NaN where nobody knows. */
export function onsetOf({ diagnosis, health }: Workload): number {
  return Date.parse(diagnosis?.since ?? health.since ?? '')
}

const weights: Readonly<Record<Happening['type'], number>> = {
  release: 1,
  rollback: 1,
  config: 1,
  node: 1,
  scaling: 0.7,
  failure: 0.6,
  restart: 0.5,
}

/** What happened in the day before, by binary search: timelines are long. */
function before(
  timeline: readonly Happening[],
  onset: number,
  withinMs: number,
): readonly Happening[] {
  const from = firstAtOrBefore(timeline, onset + slackMs)
  return timeline.slice(from, firstAtOrBefore(timeline, onset - withinMs))
}

function firstAtOrBefore(timeline: readonly Happening[], time: number): number {
  let [low, high] = [0, timeline.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((timeline[middle]?.time ?? 0) > time) low = middle + 1
    else high = middle
  }
  return low
}

interface Subject {
  readonly workload: Workload
  readonly dependencies: ReadonlyMap<string, Dependency>
  readonly workloads: Known
}

interface Relation {
  readonly weight: number
  readonly reasons: readonly string[]
}

/** The strongest tie counts; the same owner and the same source add a little. */
function relationTo(subject: Subject, happening: Happening): Relation | null {
  const { workload, dependencies } = subject
  if (happening.relief === true || happening.context !== workload.context) return null
  const isOwn = happening.workloads.includes(workload.id)
  if (isOwn) {
    if (happening.type === 'failure') return null
    return { weight: happening.type === 'node' ? 0.9 : 1, reasons: [ownWords(happening)] }
  }
  const called = happening.workloads.flatMap((id) => dependencies.get(id) ?? [])[0]
  const near = neighbourhood(subject, happening)
  if (called !== undefined) {
    const fails = failsFirst(subject, called.workload)
    return {
      weight: (fails ? 1.05 : 0.7) + near.weight / 4,
      reasons: [
        `it is called: ${called.because}`,
        ...(fails ? ['and began to fail before'] : []),
        ...near.reasons,
      ],
    }
  }
  if (happening.type === 'node') return null
  return near.reasons.length === 0 ? null : near
}

/** A dependency that fails already explains more than a change of one's own that has rolled out. */
function failsFirst({ workload, workloads }: Subject, id: string): boolean {
  const called = workloads.get(id)
  if (called === undefined || called.health.status !== 'degraded') return false
  return onsetOf(called) <= onsetOf(workload) + slackMs
}

function ownWords({ type, kind }: Happening): string {
  if (type === 'config') return 'it reads this ConfigMap'
  return kind === 'Node' ? 'its pods with a problem are on this node' : 'its own'
}

/** What merely lies close by: of the same owner, from the same repository and folder. */
function neighbourhood({ workload, workloads }: Subject, happening: Happening): Relation {
  const others = happening.workloads.flatMap((id) => workloads.get(id) ?? [])
  const { url, path } = workload.repository
  const fromSameSource = others.some(({ repository }) => url !== null && repository.url === url)
  const fromSamePath =
    fromSameSource && others.some(({ repository }) => path !== null && repository.path === path)
  const ofSameOwner =
    workload.owner.value !== null &&
    ownerIdentity(happening.owner) === ownerIdentity(workload.owner.value)
  return {
    weight: (fromSamePath ? 0.3 : fromSameSource ? 0.1 : 0) + (ofSameOwner ? 0.15 : 0),
    reasons: [
      ...(fromSamePath ? [`built from the same folder, ${path}`] : []),
      ...(fromSameSource && !fromSamePath ? ['built from the same repository'] : []),
      ...(ofSameOwner ? [`of the same owner, ${happening.owner}`] : []),
    ],
  }
}

/** What kind of change each symptom follows from, and how to say so. */
const symptoms: readonly {
  readonly symptom: RegExp
  readonly name: string
  readonly fits: (happening: Happening) => boolean
  readonly words: string
}[] = [
  {
    symptom: /Image|ErrPull/,
    name: 'its image cannot be pulled',
    fits: ({ changes }) => changes.includes('image'),
    words: 'it changed the image',
  },
  {
    symptom: /OOM/,
    name: 'it runs out of memory',
    fits: ({ changes }) => changes.includes('resources'),
    words: 'it changed requests or limits',
  },
  {
    symptom: /CreateContainerConfigError|CreateContainerError/,
    name: 'a container cannot be configured',
    fits: ({ changes }) => changes.some((change) => change === 'config' || change === 'env'),
    words: 'it changed the configuration',
  },
  {
    symptom: /quota|FailedCreate/,
    name: 'pods cannot be created',
    fits: ({ type, changes }) => type === 'scaling' || changes.includes('resources'),
    words: 'it asks for more',
  },
  {
    symptom: /Unschedulable/,
    name: 'no node takes the pod',
    fits: ({ type, changes }) =>
      type === 'scaling' || type === 'node' || changes.includes('resources'),
    words: 'it changed what nodes must hold',
  },
  {
    symptom: /Evicted|The node/,
    name: 'pods were evicted',
    fits: ({ type }) => type === 'node',
    words: 'the node is in trouble',
  },
  {
    symptom: /NotReady|[Pp]robe/,
    name: 'a probe fails',
    fits: ({ changes }) => changes.includes('probes'),
    words: 'it changed the probes',
  },
]

function explanation({ health, diagnosis }: Workload, happening: Happening): string | null {
  const said = [health.reason, health.message, diagnosis?.sentence].join(' ')
  const found = symptoms.find(({ symptom, fits }) => symptom.test(said) && fits(happening))
  return found === undefined ? null : `${found.words}, and ${found.name}`
}

function timeWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 2) return 'at the moment it began to fail'
  if (seconds < 90) return `${seconds} s before it began to fail`
  const minutes = Math.round(seconds / 60)
  return minutes < 90
    ? `${minutes} min before it began to fail`
    : `${Math.round(minutes / 60)} h before it began to fail`
}
