/** Every workload of every context, kept up to date from what cluster/ reports. */
import type { ClusterChange, DetailsTarget, WorkloadDetails } from './change.ts'
import { detailsTargetOf } from './details-target.ts'
import { diagnose } from './diagnosis/diagnosis.ts'
import type { Evidence } from './diagnosis/evidence.ts'
import { evidenceOf } from './diagnosis/evidence.ts'
import type { Knowledge } from './knowledge.ts'
import { noKnowledge } from './knowledge.ts'
import type { LogSources } from './logs/log-sources.ts'
import { logSourcesOf } from './logs/log-sources.ts'
import { ObjectIndex } from './object-index.ts'
import type { MeasuredPod } from './resources/pod-usage.ts'
import type { ReleaseMemory } from './release/release-memory.ts'
import { resourcesOf } from './resources/resources.ts'
import { sameData } from './same-data.ts'
import type { Settings } from './settings/settings.ts'
import { concernedBy } from './settings/settings-change.ts'
import type { WorkloadFacts } from './workload-facts.ts'
import type { Row } from './workload-row.ts'
import { workloadRow } from './workload-row.ts'
import type { Diagnosis, Workload } from './workload.ts'

interface Place {
  readonly context: string
  readonly uid: string
}

/**
 * Applying a change costs time in proportion to the change; rows are made again in `flush`, and only
 * those that a change, new settings or the time since a crash can have altered.
 */
export class Fleet {
  #settings: Settings
  #knowledge: Knowledge = noKnowledge
  readonly #now: () => number
  readonly #indexes = new Map<string, ObjectIndex>()
  readonly #rows = new Map<string, Row>()
  readonly #dirty = new Marked()
  /** Rows that change by time alone, with when. */
  readonly #timed = new Map<string, number>()
  /** Rows whose pods were measured anew. */
  readonly #measured = new Marked()

  /** `now` in epoch milliseconds. */
  constructor(settings: Settings, now: () => number = Date.now) {
    this.#settings = settings
    this.#now = now
  }

  /** Only rows that a changed setting concerns are made again. */
  setSettings(settings: Settings): void {
    const before = this.#settings
    this.#settings = settings
    for (const row of this.#rows.values()) {
      const { context, uid } = placeOf(row)
      if (concernedBy(before, settings, context)(row.workload)) this.#dirty.add(context, uid)
    }
  }

  /** What files outside the cluster say about owners. */
  setKnowledge(knowledge: Knowledge): void {
    this.#knowledge = knowledge
    for (const [context, index] of this.#indexes)
      for (const uid of index.workloads()) this.#dirty.add(context, uid)
  }

  /**
   * What kulprit remembers of a context's releases. No row is made again by it: it is told before the
   * context's objects are, and later says what was noted from the rows themselves.
   */
  remember(context: string, memory: ReleaseMemory): void {
    this.#index(context).remember(memory)
  }

  /** Every pod that the context's server measures, whole each time. */
  measure(context: string, pods: readonly MeasuredPod[]): void {
    const index = this.#index(context)
    index.measure(pods)
    for (const uid of index.workloads()) this.#measured.add(context, uid)
  }

  apply(change: Extract<ClusterChange, { type: 'objects' }>): void {
    const { context } = change
    const index = this.#index(context)
    const mark = (uid: string) => this.#dirty.add(context, uid)
    for (const uid of change.gone) index.remove(uid, mark)
    for (const object of change.put) index.put(object, mark)
  }

  /** Rows that the next flush has to look at. */
  get waiting(): number {
    return this.#dirty.size + this.#measured.size
  }

  /**
   * The rows that differ from the last flush, and the ids of those that no longer exist. Ends early
   * once `goOn` says no; what is left waits for the next flush.
   */
  flush(goOn: () => boolean = always): { put: readonly Workload[]; gone: readonly string[] } {
    const now = this.#now()
    for (const [id, at] of this.#timed) {
      const row = this.#rows.get(id)
      if (row === undefined || now < at) continue
      const { context, uid } = placeOf(row)
      this.#dirty.add(context, uid)
    }
    const put: Workload[] = []
    const gone: string[] = []
    for (const { context, uid } of this.#dirty.take(goOn)) {
      const id = `${context}/${uid}`
      const facts = this.#indexes.get(context)?.facts(uid) ?? null
      const before = this.#rows.get(id)
      if (facts === null) {
        this.#timed.delete(id)
        if (this.#rows.delete(id)) gone.push(id)
        continue
      }
      const row = workloadRow(facts, this.#settings, now, this.#knowledge, before)
      this.#rows.set(id, row)
      if (row.changesAt === null) this.#timed.delete(id)
      else this.#timed.set(id, row.changesAt)
      if (row.workload !== before?.workload) put.push(row.workload)
    }
    return { put: [...put, ...this.#measureRows(goOn)], gone }
  }

  /** Measuring changes one field of every row, so the rest of them is not made again. */
  #measureRows(goOn: () => boolean): Workload[] {
    const put: Workload[] = []
    for (const { context, uid } of this.#measured.take(goOn)) {
      const id = `${context}/${uid}`
      const row = this.#rows.get(id)
      const facts = this.#indexes.get(context)?.facts(uid)
      if (row === undefined || !facts) continue
      const resources = resourcesOf(facts)
      if (sameData(resources, row.workload.resources)) continue
      const workload = { ...row.workload, resources }
      this.#rows.set(id, { ...row, workload })
      put.push(workload)
    }
    return put
  }

  #index(context: string): ObjectIndex {
    const index = this.#indexes.get(context) ?? new ObjectIndex(context)
    this.#indexes.set(context, index)
    return index
  }

  /** As of the last flush. */
  workload(id: string): Workload | undefined {
    return this.#rows.get(id)?.workload
  }

  /** null for a workload that does not exist (any more). */
  detailsTarget(id: string): DetailsTarget | null {
    const row = this.#rows.get(id)
    const facts = row && this.#factsOf(row)
    return facts ? detailsTargetOf(facts, this.#now()) : null
  }

  /** What is wrong, with what only events and changes of configuration tell; null as above. */
  diagnosis(
    id: string,
    { events, configChanges = [] }: Pick<WorkloadDetails, 'events' | 'configChanges'>,
  ): Diagnosis | null {
    const row = this.#rows.get(id)
    const facts = row && this.#factsOf(row)
    if (!facts) return null
    const { health, releases } = row.workload
    return diagnose({ facts, health, releases, events, configChanges, now: this.#now() })
  }

  /** What a workload's page shows of what is known already; `told` as far as it was read. */
  evidence(id: string, told: Pick<WorkloadDetails, 'events' | 'configChanges'>): Evidence | null {
    const row = this.#rows.get(id)
    const facts = row && this.#factsOf(row)
    const diagnosis = this.diagnosis(id, told)
    if (!facts || diagnosis === null) return null
    return evidenceOf(facts, diagnosis, told.events, this.#now())
  }

  /** null as above. */
  logSources(id: string): LogSources | null {
    const row = this.#rows.get(id)
    const facts = row && this.#factsOf(row)
    return facts ? logSourcesOf(facts) : null
  }

  #factsOf(row: Row): WorkloadFacts | null {
    const { context, uid } = placeOf(row)
    return this.#indexes.get(context)?.facts(uid) ?? null
  }
}

/** Workloads that are to be looked at, each once, in the order in which they were marked. */
class Marked {
  readonly #uids = new Map<string, Set<string>>()

  get size(): number {
    let size = 0
    for (const uids of this.#uids.values()) size += uids.size
    return size
  }

  add(context: string, uid: string): void {
    const uids = this.#uids.get(context)
    if (uids === undefined) this.#uids.set(context, new Set([uid]))
    else uids.add(uid)
  }

  /** Those that are left once `goOn` says no stay marked. */
  *take(goOn: () => boolean): Generator<Place> {
    for (const [context, uids] of this.#uids)
      for (const uid of uids) {
        if (!goOn()) return
        uids.delete(uid)
        yield { context, uid }
      }
  }
}

function placeOf({ basis: { facts } }: Row): Place {
  return { context: facts.context, uid: facts.workload.meta.uid }
}

function always(): boolean {
  return true
}
