/** How a bisect searches, in words: which commits it tests, how sure it has to be, what it is worth. */
import type { Tier } from '../../bisect/search.ts'
import type { Progress } from '../../bisect/session.ts'
import { count, shortSha } from '../format.ts'

/** One of the phases in which commits are tested, from what exists to what has to be built. */
export interface Stage {
  readonly name: string
  /** Commits of the range that it adds. */
  readonly commits: number
  readonly standing: 'done' | 'now' | 'to come'
}

const order: readonly Tier[] = ['deployed', 'tagged', 'built', 'any']

/** What the commits of each phase have. */
export const tierNames: Readonly<Record<Tier, string>> = {
  deployed: 'released',
  tagged: 'tagged',
  built: 'with an image',
  any: 'any commit',
}

/** The phases of the search, those without a commit left out; none where all are tested alike. */
export function stagesOf({ builds, flaky, step }: Progress): readonly Stage[] {
  if (builds === undefined || flaky !== undefined) return []
  const now = step.kind === 'probe' ? order.indexOf(step.tier ?? 'deployed') : order.length
  return order
    .map((tier, at): Stage & { readonly tier: Tier } => ({
      tier,
      name: tierNames[tier],
      commits: [...builds.tiers.values()].filter((one) => one === tier).length,
      standing: at < now ? 'done' : at === now ? 'now' : 'to come',
    }))
    .filter(({ commits, standing }) => commits > 0 || standing === 'now')
    .map(({ name, commits, standing }) => ({ name, commits, standing }))
}

const having = {
  deployed: 'were released',
  tagged: 'were released or tagged',
  built: 'have a build',
} as const

/** `5 of 12 commits have a build`; null where any commit can be tested. */
export function buildsText({ builds, commits }: Progress): string | null {
  if (builds === undefined || builds.only === 'any') return null
  const known = builds.asks ? 'may have a build' : having[builds.only]
  const beside = builds.beside === 0 ? '' : `, and ${count(builds.beside, 'build')} beside them`
  return `${builds.tiers.size} of ${count(commits.length, 'commit')} ${known}${beside}`
}

/** `flaky: 42% sure of a1b2c3d after 12 tests, 95% asked`; null where a verdict is a proof. */
export function flakyText({ flaky, search }: Progress): string | null {
  if (flaky === undefined) return null
  const { likeliest, confidence } = flaky
  const tests = search.marks.filter(({ verdict }) => verdict !== 'skip').length
  if (tests === 0) return `flaky: nothing tested yet, ${percent(confidence)} sure is asked for`
  return `${percent(likeliest.probability)} sure of ${shortSha(likeliest.sha)} after ${count(tests, 'test')}, ${percent(confidence)} asked for`
}

/** What the next test is worth; null where it is not known. */
export function worthText({ flaky }: Progress): string | null {
  if (flaky === undefined || flaky.worth === null || flaky.unknown <= 0) return null
  const share = Math.min(1, flaky.worth / flaky.unknown)
  return `the next test tells ${percent(share)} of what is unknown`
}

/** `4 of 9 failed`. */
export function testsText({
  failed,
  of,
}: {
  readonly failed: number
  readonly of: number
}): string {
  return `${failed} of ${of} failed`
}

export function percent(share: number): string {
  // What is not certain is not called so.
  const rounded = Math.round(share * 100)
  if (rounded === 100 && share < 1) return '>99%'
  return rounded === 0 && share > 0 ? '<1%' : `${rounded}%`
}
