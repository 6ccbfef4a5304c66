/** Lets kulprit remember the releases it sees, and use them when the cluster no longer does. */
import type { Connection } from '../../cluster/request/connection.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { ReleaseMemory } from '../../model/release/release-memory.ts'
import { toRemember, workloadKey, worthNoting } from '../../model/release/release-memory.ts'
import type { Particulars, Workload } from '../../model/workload.ts'
import type { ReleaseJournal } from '../../storage/release-journal.ts'
import { releaseJournal, workloadsKept } from '../../storage/release-journal.ts'
import type { Environment } from '../environment.ts'

interface Memory {
  /** Tells the fleet what is remembered, before it learns of any object. */
  recall(fleet: Fleet): Promise<void>
  /** Keeps what is new about these workloads. */
  note(workloads: readonly Workload[]): Promise<void>
  /** Whether nothing of it is new: a row of which only the pods have changed keeps its particulars. */
  hasNoted(workload: Workload): boolean
}

/** So that the screen is not kept waiting when a big fleet is seen for the first time. */
const workloadsAtOnce = 250

/**
 * A journal that cannot be read or written takes nothing from what the cluster shows, so no command
 * fails by it; `kulprit doctor` tells. The demo's cluster is gone when it ends: nothing is kept of it.
 */
export function openReleaseMemory(
  connections: readonly Connection[],
  { env, folders }: Environment,
): Memory {
  const kept = env['KULPRIT_DEMO_WORKLOAD'] === undefined ? connections : []
  const journals = new Map(
    kept.map((connection) => [connection.context, releaseJournal(folders.state, connection)]),
  )
  const memories = new Map<string, ReleaseMemory>()
  /** What was looked at. */
  const known = new WeakSet<Particulars>()
  let told: Fleet | null = null
  let noted: Promise<unknown> = Promise.resolve()

  function tell(context: string, memory: ReleaseMemory): void {
    memories.set(context, memory)
    told?.remember(context, memory)
  }

  async function noteIn(
    context: string,
    journal: ReleaseJournal,
    all: readonly Workload[],
  ): Promise<void> {
    const fresh = all.filter(({ particulars }) => !known.has(particulars))
    const workloads = worthNoting(fresh, workloadsKept)
    if (workloads.length < fresh.length) for (const { particulars } of fresh) known.add(particulars)
    for (let from = 0; from < workloads.length; from += workloadsAtOnce) {
      const memory = memories.get(context)
      if (memory === undefined) return
      const some = workloads.slice(from, from + workloadsAtOnce)
      const seen = some.flatMap((workload) => {
        const key = workloadKey(workload.kind, workload.namespace, workload.name)
        return toRemember(workload, memory.get(key) ?? []).map((release) => ({
          workload: key,
          release,
        }))
      })
      if (seen.length > 0) {
        const now = await journal.remember(seen)
        if (!now.ok) return
        tell(context, now.value)
      }
      for (const { particulars } of some) known.add(particulars)
    }
  }

  return {
    async recall(fleet) {
      told = fleet
      for (const [context, journal] of journals) {
        const read = await journal.read()
        if (read.ok) tell(context, read.value)
      }
    },
    note(workloads) {
      const byContext = Map.groupBy(workloads, ({ context }) => context)
      const note = noted.then(() =>
        Promise.all(
          [...journals].map(([context, journal]) =>
            noteIn(context, journal, byContext.get(context) ?? []),
          ),
        ),
      )
      noted = note
      return note.then(() => undefined)
    },
    hasNoted: ({ particulars }) => known.has(particulars),
  }
}
