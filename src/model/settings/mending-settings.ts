/** The few settings that would tell most of what kulprit could not find out about a fleet. */
import { isKnown } from '../coverage.ts'
import { parseImage } from '../version/image.ts'
import type { OwnerRule, RepositoryRule, Settings } from './settings.ts'
import type { Workload } from '../workload.ts'

export interface Mending {
  /** Whole settings, ready to paste over those of their name; what only the user knows stands in capitals. */
  readonly settings: Partial<Pick<Settings, 'owners' | 'ownerKeys' | 'repositories'>>
  /** What each of them is good for, in the same order, the most useful first. */
  readonly mends: readonly Mend[]
}

export interface Mend {
  /** `owners[0]` */
  readonly setting: string
  readonly field: 'owner' | 'repository'
  readonly workloads: number
  /** Why that value is proposed; null where the user has to say it. */
  readonly because: string | null
}

/** More are not the smallest settings any more. */
const longestList = 8

/**
 * Owners: a label that names teams without being known as one mends more than any rule, then a rule
 * for a whole namespace. Repositories: what other workloads of the namespace name, or the name that
 * an image has at a registry that belongs to a forge, else the user. A commit follows from the
 * repository by the version's git tag, so it needs no setting of its own.
 */
export function mendingSettings(workloads: readonly Workload[], settings: Settings): Mending {
  const unowned = workloads.filter((workload) => !isKnown('owner', workload))
  const keys = ownerKeysOf(unowned)
  const keyed = (workload: Workload): boolean => keys.some(({ rule }) => rule in workload.labels)
  const owners = ownerRules(
    unowned.filter((workload) => !keyed(workload)),
    workloads,
  )
  const repositories = repositoryRules(workloads)
  // The first match wins, so what is there already keeps its word.
  const added = <T>(key: string, known: readonly T[], proposals: readonly Proposal<T>[]) =>
    proposals.length === 0 ? {} : { [key]: [...known, ...proposals.map(({ rule }) => rule)] }
  return {
    settings: {
      ...added('ownerKeys', settings.ownerKeys, keys),
      ...added('owners', settings.owners, owners),
      ...added('repositories', settings.repositories, repositories),
    },
    mends: [
      ...mendsOf('ownerKeys', 'owner', settings.ownerKeys.length, keys),
      ...mendsOf('owners', 'owner', settings.owners.length, owners),
      ...mendsOf('repositories', 'repository', settings.repositories.length, repositories),
    ],
  }
}

interface Proposal<Rule> {
  readonly rule: Rule
  readonly count: number
  readonly because: string | null
}

function mendsOf(
  key: string,
  field: Mend['field'],
  known: number,
  proposals: readonly Proposal<unknown>[],
): Mend[] {
  return proposals.map(({ count, because }, i) => ({
    setting: `${key}[${known + i}]`,
    field,
    workloads: count,
    because,
  }))
}

const ownerLike = /(?:^|[./_-])(?:team|squad|crew|tribe|owner|owned-?by|maintainer)(?:[_-]?name)?$/i

function ownerKeysOf(unowned: readonly Workload[]): Proposal<string>[] {
  const counts = new Map<string, number>()
  for (const { labels } of unowned)
    for (const [key, value] of Object.entries(labels))
      if (value.trim() !== '' && ownerLike.test(key)) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts]
    .map(([rule, count]) => ({ rule, count, because: 'the label looks like an owner’s' }))
    .sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1))
    .slice(0, longestList)
}

function ownerRules(unowned: readonly Workload[], all: readonly Workload[]): Proposal<OwnerRule>[] {
  return byNamespace(unowned).map(([namespace, group]) => {
    const owner = onlyValue(all, namespace, ({ owner }) => owner.value)
    return {
      rule: { namespace, owner: owner ?? `TEAM OF ${namespace}` },
      count: group.length,
      because: owner === null ? null : `the only owner known in ${namespace}`,
    }
  })
}

function repositoryRules(all: readonly Workload[]): Proposal<RepositoryRule>[] {
  const unplaced = all.filter((workload) => !isKnown('repository', workload))
  return byNamespace(unplaced)
    .flatMap(([namespace, group]): Proposal<RepositoryRule>[] => {
      const known = onlyValue(all, namespace, ({ repository }) => repository.url)
      const because = known === null ? null : `the only repository known in ${namespace}`
      // A rule for all would outrank what others say of their folder in a monorepo.
      const whole = !all.some((one) => one.namespace === namespace && one.repository.path !== null)
      const byForge = Map.groupBy(group, (workload) => known ?? forgeOf(workload))
      return [...byForge].flatMap(([repository, part]) => {
        const proposal = (workload: string, count: number): Proposal<RepositoryRule> => ({
          rule: { workload, repository: repository ?? `URL OF THE SOURCE OF ${namespace}` },
          count,
          because: because ?? (repository === null ? null : 'the image is named after it'),
        })
        return whole && byForge.size === 1
          ? [proposal(`${namespace}/*`, part.length)]
          : part.map(({ name }) => proposal(`${namespace}/${name}`, 1))
      })
    })
    .sort((a, b) => b.count - a.count)
    .slice(0, longestList)
}

/** Images at these registries are named after the repository that published them. */
function forgeOf({ image }: Workload): string | null {
  const { registry, repository } = parseImage(image ?? '')
  const [owner, name] = repository.split('/')
  if (registry !== 'ghcr.io' || owner === undefined || name === undefined) return null
  return `https://github.com/${owner}/${name}`
}

function byNamespace(workloads: readonly Workload[]): [string, Workload[]][] {
  return [...Map.groupBy(workloads, ({ namespace }) => namespace)]
    .sort(([a, one], [b, two]) => two.length - one.length || (a < b ? -1 : 1))
    .slice(0, longestList)
}

/** What all that have it in that namespace agree on; null where none has it, or they differ. */
function onlyValue(
  all: readonly Workload[],
  namespace: string,
  valueOf: (workload: Workload) => string | null,
): string | null {
  const values = new Set(
    all.filter((one) => one.namespace === namespace).flatMap((one) => valueOf(one) ?? []),
  )
  return values.size === 1 ? ([...values][0] ?? null) : null
}
