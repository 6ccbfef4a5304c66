/**
 * The search where a test does not always tell the truth: how probable it is of each commit that it is
 * the one, by Bayes' rule, and which test would tell the most.
 */
import type { Sha } from '../model/commit/commit.ts'
import { contentsOf } from './contents.ts'
import { graphOf } from './graph.ts'
import { priorOf } from './prior.ts'
import { sample } from './sample.ts'
import type { Flaky, Remaining, Search, Step } from './search.ts'
import { endsOf, sideOf } from './side.ts'
import { candidates, standingOf, touches } from './standing.ts'
import { headsOf, tierOf } from './testable.ts'

/** Beta priors of rates that are not given: nothing is known of how often it fails, but false alarms are rare. */
const learned = { after: { a: 1, b: 1 }, before: { a: 1, b: 9 } }
const mostWeighed = 1024

interface Counts {
  readonly shown: Float64Array
  readonly hidden: Float64Array
  readonly allShown: number
  readonly allHidden: number
}

export interface Suspicion {
  readonly sha: Sha
  readonly probability: number
}

const known = new WeakMap<Search, readonly Suspicion[]>()

/** Every candidate with its probability, newest first; they add up to 1. */
export function posterior(search: Search): readonly Suspicion[] {
  const before = known.get(search)
  if (before !== undefined) return before
  const shas = candidates(search)
  const counts = countsOf(search, shas)
  const prior = priorOf(search, shas)
  const logs = shas.map((_, i) => Math.log(prior[i] ?? 0) + evidence(search.flaky, counts, i))
  const most = maxOf(logs)
  const weights = logs.map((log) => Math.exp(log - most))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const result = shas.map((sha, i) => ({ sha, probability: (weights[i] ?? 0) / total }))
  known.set(search, result)
  return result
}

/** The fewest commits that together are as probable as is asked for, the most probable first. */
function credible(search: Search): readonly Sha[] {
  const { confidence = 1 } = search.flaky ?? {}
  const found: Sha[] = []
  let sum = 0
  for (const { sha, probability } of posterior(search).toSorted(
    (a, b) => b.probability - a.probability,
  )) {
    found.push(sha)
    sum += probability
    if (sum >= confidence) break
  }
  return found
}

/** The next test, or the end: one commit is probable enough, or so many tests did not settle it. */
export function flakyStep(search: Search): Step {
  const [only, ...others] = credible(search)
  const skipped = skippedIn(search)
  if (only !== undefined && others.length === 0)
    return { kind: 'found', sha: only, skipped: [...skipped] }
  const next = search.marks.length < mostTests(search) ? mostTelling(search, skipped) : null
  if (next === null) return { kind: 'indeterminate', why: 'flaky', candidates: credible(search) }
  const why = search.chosen === null ? 'split' : 'chosen'
  return { kind: 'probe', sha: next.sha, phase: 'search', why, worth: next.gain }
}

/** A test tells one bit at most; the rest is bounded by when the search gives up. */
export function flakyRemaining(search: Search): Remaining {
  const left = credible(search).length
  if (left === 1) return { candidates: 1, least: 0, most: 0 }
  const bits = posterior(search).reduce((sum, { probability: p }) => sum + term(p), 0)
  const { confidence = 1 } = search.flaky ?? {}
  const unsure = entropy(confidence) + (1 - confidence) * Math.log2(candidates(search).length)
  const most = Math.max(1, mostTests(search) - search.marks.length)
  return { candidates: left, least: Math.min(most, Math.max(1, Math.ceil(bits - unsure))), most }
}

/** Far more than a search takes where failures are no rarer than one in ten. */
function mostTests(search: Search): number {
  return 100 * Math.ceil(Math.log2(candidates(search).length + 1) + 1)
}

function skippedIn(search: Search): ReadonlySet<Sha> {
  return new Set(search.marks.filter(({ verdict }) => verdict === 'skip').map(({ sha }) => sha))
}

/**
 * The commit whose test tells the most about the culprit, by the second where durations are known, and
 * how many bits that is; the one that was chosen, whatever it tells.
 */
function mostTelling(
  search: Search,
  skipped: ReadonlySet<Sha>,
): { readonly sha: Sha; readonly gain: number } | null {
  const suspicions = posterior(search)
  const shas = suspicions.map(({ sha }) => sha)
  const counts = countsOf(search, shas)
  const weights = suspicions.map(({ probability }) => probability)
  const rates = shas.map((_, i) => ratesAt(search.flaky, counts, i))
  const outside = sums(weights, rates, 'before', null)
  const { testable } = search
  const inRange = graphOf(search.range).shas.filter((sha) => touches(search, sha))
  const choices = [...(testable?.beside.keys() ?? []), ...inRange].filter(
    (sha) => !skipped.has(sha) && (testable === undefined || tierOf(testable, sha) !== null),
  )
  const seconds = durations(search)
  const { chosen } = search
  let best: { readonly sha: Sha; readonly gain: number } | null = null
  let most = 1e-9
  for (const [sha, row] of rowsOf(
    search,
    shas,
    chosen === null ? sample(choices, mostWeighed) : [chosen],
  )) {
    const inside = sums(weights, rates, 'after', row)
    const belied = sums(weights, rates, 'before', row)
    const shown = inside.rate + outside.rate - belied.rate
    const gain = entropy(shown) - (inside.entropy + outside.entropy - belied.entropy)
    if (chosen === null && gain / seconds(sha) <= most) continue
    best = { sha, gain: Math.max(0, gain) }
    most = gain / seconds(sha)
  }
  return best
}

interface Rates {
  readonly after: number
  readonly before: number
}

function sums(
  weights: readonly number[],
  rates: readonly Rates[],
  side: keyof Rates,
  row: Uint32Array | null,
): { readonly rate: number; readonly entropy: number } {
  let rate = 0
  let bits = 0
  for (const [i, weight] of weights.entries()) {
    if (row !== null && (((row[i >> 5] ?? 0) >>> (i & 31)) & 1) === 0) continue
    const one = rates[i]?.[side] ?? 0
    rate += weight * one
    bits += weight * entropy(one)
  }
  return { rate, entropy: bits }
}

/** How often the symptom would show on each side, were the i-th candidate the one. */
function ratesAt(flaky: Flaky | undefined, counts: Counts, i: number): Rates {
  const [shown, hidden] = [counts.shown[i] ?? 0, counts.hidden[i] ?? 0]
  const { after, before } = learned
  const a = after.a + shown
  const b = before.a + counts.allShown - shown
  return {
    after: flaky?.failRate ?? a / (a + after.b + hidden),
    before: flaky?.falseFailRate ?? b / (b + before.b + counts.allHidden - hidden),
  }
}

/** The logarithm of how likely all verdicts are, were the i-th candidate the one. */
function evidence(flaky: Flaky | undefined, counts: Counts, i: number): number {
  const [shown, hidden] = [counts.shown[i] ?? 0, counts.hidden[i] ?? 0]
  return (
    likelihood(flaky?.failRate ?? null, learned.after, shown, hidden) +
    likelihood(
      flaky?.falseFailRate ?? null,
      learned.before,
      counts.allShown - shown,
      counts.allHidden - hidden,
    )
  )
}

function likelihood(
  rate: number | null,
  prior: { readonly a: number; readonly b: number },
  shown: number,
  hidden: number,
): number {
  if (rate === null) return logBeta(prior.a + shown, prior.b + hidden)
  // A rate of exactly 0 or 1 would leave no commit possible after one stray verdict.
  const safe = Math.min(1 - 1e-6, Math.max(1e-6, rate))
  return shown * Math.log(safe) + hidden * Math.log(1 - safe)
}

/** Of each candidate: how often the symptom showed, and did not, on commits that contain it. */
function countsOf(search: Search, shas: readonly Sha[]): Counts {
  const shown = new Float64Array(shas.length)
  const hidden = new Float64Array(shas.length)
  let [allShown, allHidden] = [0, 0]
  const { newer } = endsOf(search.range)
  const rows = rowsOf(search, shas, [...new Set(search.marks.map(({ sha }) => sha))])
  for (const { sha, verdict } of search.marks) {
    const side = sideOf(search.range, verdict)
    if (side === null) continue
    if (side === 'after') allShown++
    else allHidden++
    const row = rows.get(sha)
    const counts = side === 'after' ? shown : hidden
    for (let i = 0; i < shas.length; i++)
      if (sha === newer || (((row?.[i >> 5] ?? 0) >>> (i & 31)) & 1) === 1)
        counts[i] = (counts[i] ?? 0) + 1
  }
  return { shown, hidden, allShown, allHidden }
}

function rowsOf(
  search: Search,
  shas: readonly Sha[],
  tested: readonly Sha[],
): ReadonlyMap<Sha, Uint32Array> {
  const { graph } = standingOf(search)
  return contentsOf(
    {
      graph,
      candidates: shas.map((sha) => graph.positions.get(sha) ?? -1),
      heads: (sha) => headsOf(graph, search.testable, sha),
    },
    tested,
  )
}

/** A commit that was tested takes as long again; the others as long as those on the mean. */
function durations({ marks }: Search): (sha: Sha) => number {
  const timed = marks.filter(({ durationMs }) => durationMs !== null)
  const mean = (of: typeof timed): number =>
    of.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0) / of.length / 1000
  if (timed.length === 0) return () => 1
  const usual = Math.max(0.001, mean(timed))
  const own = new Map<Sha, number>()
  for (const sha of new Set(timed.map((mark) => mark.sha)))
    own.set(sha, Math.max(0.001, mean(timed.filter((mark) => mark.sha === sha))))
  // Small differences are chance: only what takes twice as long counts.
  return (sha) => {
    const one = own.get(sha) ?? usual
    return one > 2 * usual || one < usual / 2 ? one : usual
  }
}

function maxOf(numbers: readonly number[]): number {
  return numbers.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY)
}

function entropy(p: number): number {
  return term(p) + term(1 - p)
}

function term(p: number): number {
  return p <= 0 ? 0 : -p * Math.log2(p)
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}

/** Stirling's series, exact to ten digits above 7; smaller arguments are raised to there first. */
function logGamma(x: number): number {
  let shift = 0
  let at = x
  for (; at < 7; at++) shift += Math.log(at)
  const inverse = 1 / (at * at)
  const series = (1 / 12 - inverse * (1 / 360 - inverse / 1260)) / at
  return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series - shift
}
