/** What owners are called where there is little room: as short as they can be told apart. */
import { plainOwner } from '../model/owner/entity-ref.ts'
import type { State } from './state.ts'
import { followed } from './table/rows.ts'

export interface OwnerNames {
  readonly nameOf: (owner: string) => string
  /** Of all owners that there are. */
  readonly all: readonly string[]
}

/** `eu/payments` of `group:eu/payments`; several are parted by commas. */
export function ownerText(owner: string): string {
  return partsOf(owner).join(', ')
}

/** The end of `@org/payments`, unless another owner ends so: then both are whole. */
export function ownerNames(owners: readonly string[]): OwnerNames {
  const byEnd = new Map<string, Set<string>>()
  for (const owner of owners)
    for (const part of partsOf(owner)) {
      const end = endOf(part).toLowerCase()
      byEnd.set(end, (byEnd.get(end) ?? new Set()).add(part.toLowerCase()))
    }
  const isAlone = (part: string): boolean => {
    const alike = byEnd.get(endOf(part).toLowerCase()) ?? new Set()
    return alike.size === 0 || (alike.size === 1 && alike.has(part.toLowerCase()))
  }
  const nameOf = (owner: string): string =>
    partsOf(owner)
      .map((part) => (isAlone(part) ? endOf(part) : part))
      .join(', ')
  return { nameOf, all: [...new Set(Array.from(owners, nameOf))] }
}

/** The same ones as long as the owners of the fleet are the same. */
export function ownerNamesOf({ workloads }: State): OwnerNames {
  return ownersIn(workloads).names
}

interface Owners {
  /** Of each the number of its rows. */
  readonly counts: ReadonlyMap<string, number>
  readonly names: OwnerNames
}

const ownersIn = followed<Owners>(
  (rows) => {
    const counts = new Map<string, number>()
    for (const { owner } of rows.values()) add(counts, owner.value, 1)
    return { counts, names: ownerNames([...counts.keys()]) }
  },
  (owners, changes) => {
    const moved = changes.filter(({ before, after }) => before?.owner.value !== after?.owner.value)
    if (moved.length === 0) return owners
    const counts = new Map(owners.counts)
    for (const { before, after } of moved) {
      add(counts, before?.owner.value ?? null, -1)
      add(counts, after?.owner.value ?? null, 1)
    }
    const known = counts.size === owners.counts.size
    const isSame = known && Array.from(counts.keys()).every((owner) => owners.counts.has(owner))
    return { counts, names: isSame ? owners.names : ownerNames([...counts.keys()]) }
  },
)

function add(counts: Map<string, number>, owner: string | null, by: number): void {
  if (owner === null) return
  const count = (counts.get(owner) ?? 0) + by
  if (count === 0) counts.delete(owner)
  else counts.set(owner, count)
}

function partsOf(owner: string): readonly string[] {
  return owner.split(', ').map(plainOwner)
}

function endOf(part: string): string {
  return part.slice(part.lastIndexOf('/') + 1) || part
}
