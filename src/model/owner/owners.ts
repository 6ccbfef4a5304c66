/** Every owner with what is theirs: workloads, what fails of it, contacts, resources. */
import { ownerIdentity } from './entity-ref.ts'
import { totalsBy } from '../resources/totals.ts'
import type { Contact, Resources, Workload } from '../workload.ts'

export interface OwnerSummary {
  /** null for the workloads whose owner is not known. */
  readonly owner: string | null
  /** Failing first, then the newest change. */
  readonly workloads: readonly Workload[]
  readonly failing: number
  /** The newest release of any of them. */
  readonly changedAt: string | null
  /** Each once, the most often named first. */
  readonly contacts: readonly Contact[]
  readonly resources: Pick<Resources, 'requests' | 'limits' | 'usage'>
  /** A workload sets no request or no limit: the sums are too small. */
  readonly partial: boolean
}

/** Those with the most failing workloads first, then by name; the unknown owner last. */
export function ownersOf(workloads: readonly Workload[]): OwnerSummary[] {
  const groups = Map.groupBy(workloads, ({ owner }) => ownerIdentity(owner.value))
  return totalsBy(({ owner }) => owner.value, workloads, ownerIdentity)
    .map(({ name, resources, partial }) => {
      const own = (groups.get(ownerIdentity(name)) ?? []).toSorted(byNeed)
      const changes = own.flatMap(({ changedAt }) => changedAt ?? []).sort()
      return {
        owner: name,
        workloads: own,
        failing: own.filter(isFailing).length,
        changedAt: changes.at(-1) ?? null,
        contacts: contactsOf(own),
        resources,
        partial,
      }
    })
    .sort((a, b) => Number(a.owner === null) - Number(b.owner === null) || b.failing - a.failing)
}

function isFailing({ health }: Workload): boolean {
  return health.status === 'degraded'
}

function byNeed(a: Workload, b: Workload): number {
  return (
    Number(isFailing(b)) - Number(isFailing(a)) ||
    (b.changedAt ?? '').localeCompare(a.changedAt ?? '') ||
    a.name.localeCompare(b.name)
  )
}

function contactsOf(workloads: readonly Workload[]): Contact[] {
  const named = new Map<string, { readonly contact: Contact; times: number }>()
  for (const contact of workloads.flatMap(({ contacts }) => contacts)) {
    const key = `${contact.kind} ${contact.value}`
    const known = named.get(key)
    if (known === undefined) named.set(key, { contact, times: 1 })
    else known.times += 1
  }
  return [...named.values()].sort((a, b) => b.times - a.times).map(({ contact }) => contact)
}
