/** Which workloads a change of the settings can concern: the rows of all others stay as they are. */
import { sameData } from '../same-data.ts'
import type { WorkloadName } from '../workload-glob.ts'
import type { ContextRules } from './rules.ts'
import { concernsWorkload, rulesFor } from './rules.ts'
import type { Settings } from './settings.ts'

type Concerns = (workload: WorkloadName) => boolean

const everyone: Concerns = () => true
const nobody: Concerns = () => false

/** The last answer for each context, since rows are asked for one after another. */
const answers = new WeakMap<Settings, Map<string, { before: Settings; concerns: Concerns }>>()

/** Of one context's workloads, those that have something from a setting that is not as it was. */
export function concernedBy(before: Settings, after: Settings, context: string): Concerns {
  if (before === after) return nobody
  const known = answers.get(after) ?? new Map<string, { before: Settings; concerns: Concerns }>()
  answers.set(after, known)
  const last = known.get(context)
  if (last?.before === before) return last.concerns
  const concerns = compare(before, after, context)
  known.set(context, { before, concerns })
  return concerns
}

function compare(before: Settings, after: Settings, context: string): Concerns {
  const [old, present] = [rulesFor(before, context), rulesFor(after, context)]
  if (!sameData(before.customColumns, after.customColumns)) return everyone
  if (!sameData(ofEveryone(old), ofEveryone(present))) return everyone
  const changed = [
    ...differing(old.owners, present.owners),
    ...differing(old.tags, present.tags),
    ...differing(old.repositories, present.repositories),
  ]
  return changed.length === 0
    ? nobody
    : (workload) => changed.some(({ rule }) => concernsWorkload(rule, workload))
}

function ofEveryone(rules: ContextRules): object {
  const { owners: _, tags: __, repositories: ___, ...rest } = rules
  return rest
}

/** Rules that only one of them has, or in another place: a value names where its rule stands. */
function differing<T>(before: readonly T[], after: readonly T[]): T[] {
  const text = (rule: T): string => JSON.stringify(rule)
  const [had, has] = [new Set(before.map(text)), new Set(after.map(text))]
  return [
    ...before.filter((rule) => !has.has(text(rule))),
    ...after.filter((rule) => !had.has(text(rule))),
  ]
}
