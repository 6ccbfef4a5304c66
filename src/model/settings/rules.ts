/** The user's rules for one context: what the settings say of it alone, then what they say of all. */
import type { OwnerRule, RepositoryRule, Rules, Settings, TagRule } from './settings.ts'
import { noRules } from './settings.ts'
import { patternOf } from '../version/tag-pattern.ts'
import type { WorkloadName } from '../workload-glob.ts'
import { matchesPart, matchesWorkload } from '../workload-glob.ts'

/** A rule, and where it stands: `settings: owners[0]`. */
interface Placed<T> {
  readonly rule: T
  readonly at: string
}

export interface ContextRules {
  readonly ownerKeys: readonly string[]
  readonly versionKeys: readonly string[]
  readonly commitKeys: readonly string[]
  readonly repositoryKeys: readonly string[]
  readonly contactKeys: Readonly<Record<string, string>>
  /** Without a slash at its end; empty where Argo CD cannot be opened. */
  readonly argoCd: string
  readonly owners: readonly Placed<OwnerRule>[]
  readonly tags: readonly Placed<TagRule & { readonly regex: RegExp }>[]
  readonly repositories: readonly Placed<RepositoryRule>[]
}

const made = new WeakMap<Settings, Map<string, ContextRules>>()

/** Made once for each context of each settings. */
export function rulesFor(settings: Settings, context: string): ContextRules {
  const known = made.get(settings) ?? new Map<string, ContextRules>()
  made.set(settings, known)
  const rules = known.get(context) ?? makeRules(settings, context)
  known.set(context, rules)
  return rules
}

function makeRules(settings: Settings, context: string): ContextRules {
  const sections = [
    ...Object.entries(settings.contexts)
      .filter(([glob]) => matchesPart(glob, context))
      .map(([glob, rules]) => ({ at: `contexts.${glob}.`, rules: { ...noRules, ...rules } })),
    { at: '', rules: settings },
  ]
  const joined = <T>(pick: (rules: Rules) => readonly T[]): T[] =>
    sections.flatMap(({ rules }) => pick(rules))
  const placed = <T>(name: keyof Rules, pick: (rules: Rules) => readonly T[]): Placed<T>[] =>
    sections.flatMap(({ at, rules }) =>
      pick(rules).map((rule, i) => ({ rule, at: `settings: ${at}${name}[${i}]` })),
    )
  return {
    ownerKeys: joined(({ ownerKeys }) => ownerKeys),
    versionKeys: joined(({ versionKeys }) => versionKeys),
    commitKeys: joined(({ commitKeys }) => commitKeys),
    repositoryKeys: joined(({ repositoryKeys }) => repositoryKeys),
    contactKeys: Object.assign({}, ...sections.map(({ rules }) => rules.contactKeys).toReversed()),
    argoCd: (sections.find(({ rules }) => rules.argoCd !== '')?.rules.argoCd ?? '').replace(
      /\/+$/,
      '',
    ),
    owners: placed('owners', ({ owners }) => owners),
    tags: placed('tags', ({ tags }) => tags).flatMap(({ rule, at }) => {
      const pattern = patternOf(rule.tag)
      return pattern.ok ? [{ rule: { ...rule, regex: pattern.regex }, at }] : []
    }),
    repositories: placed('repositories', ({ repositories }) => repositories),
  }
}

/** Whether a rule about a `workload`, a `namespace` or everything is about this one. */
export function concernsWorkload(
  rule: { readonly workload?: string; readonly namespace?: string },
  workload: WorkloadName,
): boolean {
  if (rule.namespace !== undefined) return matchesPart(rule.namespace, workload.namespace)
  return rule.workload === undefined || matchesWorkload(rule.workload, workload)
}
