/** What the list of owners and an owner's page show. */
import { ownerIdentity } from '../../model/owner/entity-ref.ts'
import type { OwnerSummary } from '../../model/owner/owners.ts'
import { ownersOf } from '../../model/owner/owners.ts'
import type { Happening } from '../../model/timeline/happening.ts'
import { timelineOf } from '../../model/timeline/timeline.ts'
import type { Workload } from '../../model/workload.ts'
import { locate } from '../table/cursor.ts'
import { remembered } from '../memo.ts'
import { visibleWorkloads } from '../table/select-workloads.ts'
import type { State } from '../state.ts'
import { currentScreen } from '../state.ts'

const none: readonly Workload[] = []
const ownersFor = remembered((rows: readonly Workload[]) => ownersOf(rows))
const allOwners = remembered((rows: State['workloads']) => ownersOf([...rows.values()]))
const keysOf = remembered((owners: readonly OwnerSummary[]) => owners.map(ownerKey))
const idsOf = remembered((rows: readonly Workload[]) => rows.map(({ id }) => id))
const happeningsOf = remembered((rows: readonly Workload[]) => timelineOf(rows))

/** Of the rows that the filter shows. */
export function shownOwners(state: State): readonly OwnerSummary[] {
  const visible = visibleWorkloads(state)
  return ownersFor(visible.ok ? visible.value.all() : none)
}

export function ownerIds(state: State): readonly string[] {
  return keysOf(shownOwners(state))
}

/** The owner under the cursor; null where there is none. */
export function selectedOwner(state: State): OwnerSummary | null {
  const screen = currentScreen(state)
  if (screen.name !== 'owners') return null
  return shownOwners(state)[locate(screen.cursor, ownerIds(state))] ?? null
}

export interface OwnerPage {
  readonly summary: OwnerSummary
  readonly index: number
  readonly top: number
  /** What happened to its workloads, newest first. */
  readonly happenings: readonly Happening[]
}

/** All that is theirs, whatever the filter shows; null where nothing is any more. */
export function ownerPage(state: State): OwnerPage | null {
  const screen = currentScreen(state)
  if (screen.name !== 'owner') return null
  const summary = allOwners(state.workloads).find(
    ({ owner }) => ownerIdentity(owner) === ownerIdentity(screen.owner),
  )
  if (summary === undefined) return null
  return {
    summary,
    index: locate(screen.cursor, idsOf(summary.workloads)),
    top: screen.cursor.top,
    happenings: happeningsOf(summary.workloads),
  }
}

export function ownedIds(state: State, owner: string | null): readonly string[] {
  const summary = allOwners(state.workloads).find((one) => one.owner === owner)
  return idsOf(summary?.workloads ?? none)
}

export function ownedWorkload(state: State): Workload | null {
  const page = ownerPage(state)
  return page?.summary.workloads[page.index] ?? null
}

function ownerKey({ owner }: OwnerSummary): string {
  return owner ?? ''
}
