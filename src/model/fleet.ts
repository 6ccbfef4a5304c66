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
import type { Node } from './object-tree.ts'
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

/** One context, and the workloads in it that the next flush has to look at, in the order in which they were marked. */
interface Context {
  readonly index: ObjectIndex
  readonly dirty: Set<Node>
  /** Those whose pods were measured anew. */
  readonly measured: Set<Node>
  /** Those whose rows change by time alone, with when. */
  readonly timed: Map<Node, number>
}

/**
 * Applying a change costs time in proportion to the change; rows are made again in `flush`, and only
 * those that a change, new settings or the time since a crash can have altered.
 */
export class Fleet {
  #settings: Settings
  #knowledge: Knowledge = noKnowledge
  readonly #now: () => number
  readonly #contexts = new Map<string, Context>()
  /** The workloads that have a row, by its id. */
  readonly #rows = new Map<string, Node>()

  /** `now` in epoch milliseconds. */
  constructor(settings: Settings, now: () => number = Date.now) {
    this.#settings = settings
    this.#now = now
  }

  /** Only rows that a changed setting concerns are made again. */
  setSettings(settings: Settings): void {
    const before = this.#settings
    this.#settings = settings
    for (const [name, { index, dirty }] of this.#contexts) {
      const isConcerned = concernedBy(before, settings, name)
      for (const node of index.workloads())
        if (node.row !== null && isConcerned(node.row.workload)) dirty.add(node)
    }
  }

  /** What files outside the cluster say about owners. */
  setKnowledge(knowledge: Knowledge): void {
    this.#knowledge = knowledge
    for (const { index, dirty } of this.#contexts.values())
      for (const node of index.workloads()) dirty.add(node)
  }

  /**
   * What kulprit remembers of a context's releases. No row is made again by it: it is told before the
   * context's objects are, and later says what was noted from the rows themselves.
   */
  remember(context: string, memory: ReleaseMemory): void {
    this.#context(context).index.remember(memory)
  }

  /** Every pod that the context's server measures, whole each time. */
  measure(context: string, pods: readonly MeasuredPod[]): void {
    const { index, measured } = this.#context(context)
    index.measure(pods)
    for (const node of index.workloads()) measured.add(node)
  }

  apply(change: Extract<ClusterChange, { type: 'objects' }>): void {
    const { index, dirty } = this.#context(change.context)
    const mark = (node: Node) => dirty.add(node)
    for (const meta of change.gone) index.remove(meta, mark)
    for (const object of change.put) index.put(object, mark)
  }

  /** Rows that the next flush has to look at. */
  get waiting(): number {
    let waiting = 0
    for (const { dirty, measured } of this.#contexts.values()) waiting += dirty.size + measured.size
    return waiting
  }

  /**
   * The rows that differ from the last flush, and the ids of those that no longer exist. Ends early
   * once `goOn` says no; what is left waits for the next flush.
   */
  flush(goOn: () => boolean = always): { put: readonly Workload[]; gone: readonly string[] } {
    const now = this.#now()
    const put: Workload[] = []
    const gone: string[] = []
    for (const [, context] of this.#contexts) {
      const { dirty, timed } = context
      for (const [node, at] of timed) if (now >= at) dirty.add(node)
      for (const node of dirty) {
        if (!goOn()) return { put, gone }
        dirty.delete(node)
        this.#makeRow(node, context, now, put, gone)
      }
    }
    for (const context of this.#contexts.values()) this.#measureRows(context, goOn, put)
    return { put, gone }
  }

  #makeRow(
    node: Node,
    { index, timed }: Context,
    now: number,
    put: Workload[],
    gone: string[],
  ): void {
    const facts = index.facts(node)
    const before = node.row
    if (facts === null) {
      timed.delete(node)
      if (before === null) return
      const { id } = before.workload
      node.row = null
      // The same object may have come back meanwhile.
      if (this.#rows.get(id) === node) this.#rows.delete(id)
      gone.push(id)
      return
    }
    const row = workloadRow(facts, this.#settings, now, this.#knowledge, before)
    node.row = row
    if (before === null) this.#rows.set(row.workload.id, node)
    if (row.changesAt !== null) timed.set(node, row.changesAt)
    else if (before !== null && before.changesAt !== null) timed.delete(node)
    if (row.workload !== before?.workload) put.push(row.workload)
  }

  /** Measuring changes one field of every row, so the rest of them is not made again. */
  #measureRows({ index, measured }: Context, goOn: () => boolean, put: Workload[]): void {
    for (const node of measured) {
      if (!goOn()) return
      measured.delete(node)
      const { row } = node
      const facts = index.facts(node)
      if (row === null || facts === null) continue
      const resources = resourcesOf(facts)
      if (sameData(resources, row.workload.resources)) continue
      const workload = { ...row.workload, resources }
      node.row = { ...row, workload }
      put.push(workload)
    }
  }

  #context(name: string): Context {
    const known = this.#contexts.get(name)
    if (known !== undefined) return known
    const context = {
      index: new ObjectIndex(name),
      dirty: new Set<Node>(),
      measured: new Set<Node>(),
      timed: new Map<Node, number>(),
    }
    this.#contexts.set(name, context)
    return context
  }

  /** Of all rows, as of the last flush. */
  ids(): Iterable<string> {
    return this.#rows.keys()
  }

  /** As of the last flush. */
  workload(id: string): Workload | undefined {
    return this.#rowOf(id)?.workload
  }

  /** null for a workload that does not exist (any more). */
  detailsTarget(id: string): DetailsTarget | null {
    const row = this.#rowOf(id)
    const facts = row && this.#factsOf(row)
    return facts ? detailsTargetOf(facts, this.#now()) : null
  }

  /** What is wrong, with what only events and changes of configuration tell; null as above. */
  diagnosis(
    id: string,
    { events, configChanges = [] }: Pick<WorkloadDetails, 'events' | 'configChanges'>,
  ): Diagnosis | null {
    const row = this.#rowOf(id)
    const facts = row && this.#factsOf(row)
    if (!facts) return null
    const { health, particulars } = row.workload
    const releases = particulars.releases()
    return diagnose({ facts, health, releases, events, configChanges, now: this.#now() })
  }

  /** What a workload's page shows of what is known already; `told` as far as it was read. */
  evidence(id: string, told: Pick<WorkloadDetails, 'events' | 'configChanges'>): Evidence | null {
    const row = this.#rowOf(id)
    const facts = row && this.#factsOf(row)
    const diagnosis = this.diagnosis(id, told)
    if (!facts || diagnosis === null) return null
    return evidenceOf(facts, diagnosis, told.events, this.#now())
  }

  /** null as above. */
  logSources(id: string): LogSources | null {
    const row = this.#rowOf(id)
    const facts = row && this.#factsOf(row)
    return facts ? logSourcesOf(facts) : null
  }

  #rowOf(id: string): Row | null {
    return this.#rows.get(id)?.row ?? null
  }

  #factsOf({ workload }: Row): WorkloadFacts | null {
    const node = this.#rows.get(workload.id)
    return node === undefined ? null : this.#context(workload.context).index.facts(node)
  }
}

function always(): boolean {
  return true
}
