/** Several tests at once: the commits that together split the candidates into the smallest parts. */
import type { Sha } from '../model/commit/commit.ts'
import { contentsOf } from './contents.ts'
import { sample } from './sample.ts'
import type { Search } from './search.ts'
import { firstTests } from './split.ts'
import { standingOf } from './standing.ts'
import { headsOf, isPresumed, tierOf, tiers } from './testable.ts'

/** Weighing more, one by one, takes seconds on the largest ranges. */
const mostWeighed = 512
/** How often the choice of each is thought over, given the others; it settles before that. */
const mostRounds = 8

/**
 * `count` more commits to test while `running` are under test: ends and merge bases first, then those
 * that leave the fewest candidates on the mean, whichever verdicts come. Fewer where no more are of use.
 */
export function sections(search: Search, count: number, running: readonly Sha[]): readonly Sha[] {
  const { aborted } = standingOf(search)
  if (aborted !== null || count < 1) return []
  const first = firstTests(search)
  const ends = first.filter((sha) => !running.includes(sha)).slice(0, count)
  // What the ends say can end the bisect: nothing else is worth a test until then.
  return first.length > 0 ? ends : splitTogether(search, count, running)
}

/** Whether a verdict on the commit still tells candidates apart, or an end or merge base has none. */
export function isOpen(search: Search, sha: Sha): boolean {
  const { aborted, informative, mainline, separation } = standingOf(search)
  if (aborted !== null) return false
  if (firstTests(search).includes(sha)) return true
  return separation?.separates(sha) ?? [...informative, ...mainline.informative].includes(sha)
}

function splitTogether(search: Search, count: number, running: readonly Sha[]): readonly Sha[] {
  const { graph, candidates } = standingOf(search)
  const choices = sample(choicesOf(search), mostWeighed)
  const rows = contentsOf(
    {
      graph,
      candidates: candidates.map((sha) => graph.positions.get(sha) ?? -1),
      heads: (sha) => headsOf(graph, search.testable, sha),
    },
    [...choices, ...running],
  )
  const all = new Uint32Array((candidates.length + 31) >> 5).fill(0xffffffff)
  if (candidates.length % 32 !== 0) all[all.length - 1] = 2 ** (candidates.length % 32) - 1
  const row = (sha: Sha): Uint32Array => rows.get(sha) ?? new Uint32Array(all.length)
  const partsBy = (shas: readonly Sha[]): Uint32Array[] =>
    shas.reduce<Uint32Array[]>((parts, sha) => divide(parts, row(sha)), [all])
  let chosen: readonly Sha[] = []
  for (let round = 0; round < mostRounds; round++) {
    const before = chosen
    for (let i = 0; i < count; i++) {
      const others = chosen.filter((_, at) => at !== i)
      const best = bestOf(choices, partsBy([...running, ...others]), row)
      if (best !== null) chosen = [...others.slice(0, i), best, ...others.slice(i)]
    }
    if (chosen.every((sha, at) => before[at] === sha)) break
  }
  return chosen
}

/** What is worth a test now: of the first tier that has any, where only some can be tested. */
function choicesOf(search: Search): readonly Sha[] {
  const { informative, mainline } = standingOf(search)
  const { testable } = search
  if (testable === undefined)
    return mainline.informative.length > 0 ? mainline.informative : informative
  // What has to be asked about first is taken one by one.
  const known = informative.filter((sha) => !isPresumed(testable, sha))
  const tier = tiers.find((one) => informative.some((sha) => tierOf(testable, sha) === one))
  return known.filter((sha) => tierOf(testable, sha) === tier)
}

/**
 * The commit that leaves the fewest candidates in the part they are in; null where none helps, as no
 * commit does that has cut the parts already.
 */
function bestOf(
  shas: readonly Sha[],
  parts: readonly Uint32Array[],
  row: (sha: Sha) => Uint32Array,
): Sha | null {
  let best: Sha | null = null
  let most = 0
  const sizes = parts.map((part) => shared(part, part))
  for (const sha of shas) {
    const contents = row(sha)
    let gain = 0
    for (const [at, part] of parts.entries()) {
      const inside = shared(part, contents)
      gain += inside * ((sizes[at] ?? 0) - inside)
    }
    if (gain > most) {
      best = sha
      most = gain
    }
  }
  return best
}

function divide(parts: readonly Uint32Array[], row: Uint32Array): Uint32Array[] {
  return parts
    .flatMap((part) => [
      part.map((word, i) => word & (row[i] ?? 0)),
      part.map((word, i) => word & ~(row[i] ?? 0)),
    ])
    .filter((part) => part.some((word) => word !== 0))
}

/** How many bits are set in both. */
function shared(one: Uint32Array, other: Uint32Array): number {
  let count = 0
  for (let i = 0; i < one.length; i++) {
    let word = (one[i] ?? 0) & (other[i] ?? 0)
    word -= (word >>> 1) & 0x55555555
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return count
}
