/** Finds the workload that a user names: `cart`, `deploy/cart`, `shop/deploy/cart`. */
import type { Result } from './failure.ts'
import { failed, ok } from './failure.ts'
import { parseKind } from './kube/kind.ts'
import type { WorkloadKind } from './kube/kube.ts'
import type { Workload } from './workload.ts'

interface Wanted {
  readonly context: string | null
  readonly namespace: string | null
  readonly kind: WorkloadKind | null
  readonly name: string
}

/**
 * `name`, `kind/name`, `namespace/name`, `namespace/kind/name` or `context/namespace/kind/name`; the
 * kind by any of kubectl's names. An exact name outranks one that only contains the text. Several
 * matches are a `usage` failure that lists them; none is a `cluster` failure that offers near names.
 */
export function findWorkload(text: string, workloads: readonly Workload[]): Result<Workload> {
  const wanted = parse(text)
  if (wanted === null)
    return failed('usage', `"${text}" names no workload`, {
      next: 'write NAME, KIND/NAME or NAMESPACE/KIND/NAME, such as shop/deploy/cart',
    })
  const inPlace = workloads.filter((workload) => isAt(wanted, workload))
  const exact = inPlace.filter(({ name }) => name.toLowerCase() === wanted.name)
  const matches =
    exact.length > 0
      ? exact
      : inPlace.filter(({ name }) => name.toLowerCase().includes(wanted.name))
  const [first] = matches
  if (first !== undefined && matches.length === 1) return ok(first)
  if (first === undefined)
    return failed('cluster', `no workload matches "${text}"`, {
      next: suggestion(wanted, workloads),
    })
  return failed('usage', `"${text}" matches ${matches.length} workloads: ${list(matches)}`, {
    next: `write one of them in full, such as ${fullName(first, needsContext(matches))}`,
  })
}

/** `shop/deployment/cart`, with the context before it where it takes that to tell two apart. */
function fullName(workload: Workload, withContext: boolean): string {
  const name = `${workload.namespace}/${workload.kind.toLowerCase()}/${workload.name}`
  return withContext ? `${workload.context}/${name}` : name
}

/** Contexts may hold `/`, so parts are counted from the right. */
function parse(text: string): Wanted | null {
  const parts = text.trim().split('/')
  if (parts.some((part) => part === '')) return null
  const name = (parts.pop() ?? '').toLowerCase()
  const last = parts.pop() ?? null
  const kind = last === null ? null : parseKind(last)
  if (parts.length === 0)
    return { context: null, namespace: kind === null ? last : null, kind, name }
  if (kind === null) return null
  const namespace = parts.pop() ?? null
  return { context: parts.length === 0 ? null : parts.join('/'), namespace, kind, name }
}

function isAt({ context, namespace, kind }: Wanted, workload: Workload): boolean {
  return (
    (context === null || workload.context === context) &&
    (namespace === null || workload.namespace === namespace) &&
    (kind === null || workload.kind === kind)
  )
}

const shown = 8

function list(matches: readonly Workload[]): string {
  const names = matches.slice(0, shown).map((match) => fullName(match, needsContext(matches)))
  const rest = matches.length - names.length
  return rest === 0 ? names.join(', ') : `${names.join(', ')} and ${rest} more`
}

function needsContext(matches: readonly Workload[]): boolean {
  return new Set(matches.map(({ context }) => context)).size > 1
}

function suggestion(wanted: Wanted, workloads: readonly Workload[]): string {
  const { length } = wanted.name
  const near = workloads
    .map((workload) => ({ workload, distance: editDistance(wanted.name, workload.name) }))
    .filter(({ distance }) => distance < length && distance <= Math.max(2, length / 3))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ workload }) => fullName(workload, needsContext(workloads)))
  return near.length === 0
    ? 'kulprit get lists the workloads'
    : `did you mean ${near.join(' or ')}?`
}

/** Levenshtein's: the insertions, deletions and replacements that turn one text into the other. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1)
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, replaced))
    }
    row = next
  }
  return row[b.length] ?? 0
}
