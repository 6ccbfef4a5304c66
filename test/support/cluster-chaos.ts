/** A small world under a seeded storm: objects change while every kind of fault strikes. */
import { churn, namespaceNamed, namespaces } from './cluster-churn.ts'
import { faultsOfAnswers, faultsOfLists, faultsOfWatches } from './cluster-fault-list.ts'
import { expired, listAnswer, refusal } from './cluster-exchange.ts'
import { FaultyApi, type FaultyApiOptions } from './cluster-faulty-api.ts'
import { type Random, seededRandom } from './cluster-random.ts'
import { World } from './cluster-world.ts'

export interface ChaosOptions extends FaultyApiOptions {
  readonly seed: number
}

export class Chaos {
  readonly world = new World()
  readonly api: FaultyApi
  /** How often each fault struck. */
  readonly counts = new Map<string, number>()
  /** The last requests and faults, with milliseconds. */
  readonly lately: string[] = []
  /** Added to the clock of this process by faults; the test applies it. */
  clockSkewMs = 0
  readonly #random: Random
  readonly #faults: ReturnType<typeof allFaults>
  #raging = false
  #backup = this.world.backup()
  #forbidden: ((path: string) => boolean) | null = null
  #gone: string | null = null
  #lifted = 0

  constructor({ seed, ...options }: ChaosOptions) {
    this.#random = seededRandom(seed)
    this.api = new FaultyApi(this.world, options)
    this.#faults = allFaults(this.#random, this.world)
    this.api.disturb = ({ path, watch, name, query }) => {
      this.#note(`GET ${path}?${query.toString()}, at version ${this.world.version}`)
      if (!this.#raging) return null
      if (this.#gone !== null && path.startsWith(this.#gone))
        return this.#strike('an API group is gone', path)
      if (this.#forbidden?.(path) === true) return this.#strike('forbidden for a while', path)
      if (!this.#random.chance(0.3)) return null
      const { answers, lists } = this.#faults
      const all = watch || name !== null || path === '/version' ? answers : { ...answers, ...lists }
      return this.#strike(this.#random.pick(Object.keys(all)), path)
    }
    this.api.onWatch = (watcher) => {
      if (!this.#raging || !this.#random.chance(0.3)) return
      const { watches } = this.#faults
      const kind = this.#random.pick(Object.keys(watches))
      this.#count(kind, watcher.exchange.request.path)
      watches[kind]?.(watcher)
    }
    for (const name of namespaces) this.world.put('namespaces', namespaceNamed(name, 'first'))
    for (let i = 0; i < 30; i++) churn(this.world, this.#random)
  }

  get struck(): number {
    return [...this.counts.values()].reduce((sum, times) => sum + times, 0)
  }

  /** Until so many faults more have struck. */
  async rage(faults: number): Promise<void> {
    const target = this.struck + faults
    this.#raging = true
    while (this.struck < target) {
      for (let i = this.#random.below(4); i >= 0; i--) churn(this.world, this.#random)
      if (this.#random.chance(0.35)) await this.#worldFault()
      else this.#watchFault()
      await pause(this.#random.below(6))
    }
    this.#raging = false
    this.#forbidden = null
    this.#gone = null
    this.api.thaw()
  }

  /** While the server cannot be reached, or says nothing, and goes on without its clients. */
  async whileLost(run: () => Promise<void>): Promise<void> {
    const dead = this.#random.chance(0.5)
    this.#count(dead ? 'a dead peer' : 'an outage')
    if (dead) this.api.freeze()
    else await this.api.stop()
    for (let i = 0; i < 5; i++) churn(this.world, this.#random)
    try {
      await run()
    } finally {
      if (dead) this.api.thaw()
      else await this.api.start()
    }
  }

  #strike(kind: string, path: string) {
    this.#count(kind, path)
    const { answers, lists } = this.#faults
    if (kind === 'an API group is gone') return answers['404']!
    if (kind === 'forbidden for a while') return answers['403']!
    return answers[kind] ?? lists[kind]!
  }

  #count(kind: string, path = ''): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    this.#note(`${kind} ${path}`)
  }

  #note(line: string): void {
    this.lately.push(`${Math.round(performance.now())} ${line}`)
    if (this.lately.length > 300) this.lately.shift()
  }

  #watchFault(): void {
    const watchers = [...this.api.watchers]
    if (watchers.length === 0) return
    const { watches } = this.#faults
    const kind = this.#random.pick(Object.keys(watches))
    const watcher = this.#random.pick(watchers)
    this.#count(kind, watcher.exchange.request.path)
    watches[kind]?.(watcher)
  }

  async #worldFault(): Promise<void> {
    const random = this.#random
    const until = (ms: number, lift: () => void): void => {
      const mine = ++this.#lifted
      setTimeout(() => {
        if (mine === this.#lifted) lift()
      }, ms)
    }
    const all: Record<string, () => void | Promise<void>> = {
      'a compaction': () => this.world.compact(),
      'all connections are cut': () => this.api.cut(),
      'all watches end': () => this.api.endWatches(),
      'a restart': async () => {
        await this.api.stop()
        churn(this.world, this.#random)
        if (random.chance(0.5)) this.world.compact()
        await this.api.start()
      },
      'an outage': async () => {
        await this.api.stop()
        for (let i = 0; i < 5; i++) churn(this.world, this.#random)
        await pause(random.below(60))
        await this.api.start()
      },
      'a backup is restored': async () => {
        await this.api.stop()
        this.world.restore(this.#backup)
        await this.api.start()
      },
      'the data is lost and made anew': async () => {
        await this.api.stop()
        this.world.rebuild(() => random.chance(0.8))
        this.#backup = this.world.backup()
        await this.api.start()
      },
      'a dead peer': async () => {
        this.api.freeze()
        for (let i = 0; i < 3; i++) churn(this.world, this.#random)
        await pause(random.below(400))
        this.api.thaw()
      },
      'an API group goes away': () => {
        this.#gone = random.pick(['/apis/apps/v1', '/apis/batch/v1', '/api/v1/pods'])
        this.api.cut()
        until(100, () => (this.#gone = null))
      },
      'rights are taken away': () => {
        const kind = random.pick(['pods', 'deployments', 'replicasets', 'namespaces'])
        this.#forbidden = (path) => path.endsWith(kind)
        this.api.endWatches()
        until(100, () => (this.#forbidden = null))
      },
      'a namespace is deleted': () => {
        const name = random.pick(namespaces)
        for (const collection of this.world.collections())
          for (const { metadata } of this.world.objects(collection))
            if (metadata.namespace === name) this.world.remove(collection, { metadata })
        this.world.remove('namespaces', { metadata: { name } })
        if (random.chance(0.7)) this.world.put('namespaces', namespaceNamed(name, 'again'))
      },
      'the reader is busy': () => {
        const end = performance.now() + random.below(150)
        while (performance.now() < end) Math.hypot(1, 2)
      },
      'the clock jumps': () => {
        this.clockSkewMs = random.pick([-86_400_000, 0, 86_400_000])
      },
    }
    const kind = random.pick(Object.keys(all))
    this.#count(kind)
    await all[kind]?.()
    if (random.chance(0.1)) this.#backup = this.world.backup()
  }
}

function allFaults(random: Random, world: World) {
  return {
    answers: faultsOfAnswers(random),
    watches: faultsOfWatches(random),
    lists: faultsOfLists(random, ({ request }) => {
      const { collection, namespace, query } = request
      if (query.has('continue')) return refusal(500, 'not this time')
      const span = world.version - world.compacted
      const version = world.compacted + random.below(span + 1)
      const items = world.objectsAt(collection, version)
      if (items === null) return expired('too old resource version')
      const inside = items.filter(
        ({ metadata }) => namespace === null || metadata.namespace === namespace,
      )
      return listAnswer(request, { resourceVersion: `${version}` }, inside)
    }),
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
