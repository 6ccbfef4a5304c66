/** A session as the log that `git bisect replay` reads. */
import type { Sha } from '../model/commit/commit.ts'
import { flakyStep } from './flaky.ts'
import { reachable } from './graph.ts'
import type { Search, Verdict } from './search.ts'
import type { Session } from './session.ts'
import { endsOf, sideOf, verdictAt } from './side.ts'
import { standingOf } from './standing.ts'
import { newestOf } from './testable.ts'

/** Git calls a newer end bad unless it is given other words; its own two can't be swapped. */
const terms = {
  regression: { options: [], before: 'good', after: 'bad' },
  fix: {
    options: ['--term-old=broken', '--term-new=fixed'],
    before: 'broken',
    after: 'fixed',
  },
} as const

/**
 * Replayed in the repository, git stands where the search stands: same ends, path and verdicts. With
 * verdicts the ends are in the first line, as otherwise git compares the good end with the last bad
 * commit and asks for merge bases that the search never needed. Without, they have lines of their own,
 * since git gives up a replay whose first line already finds the culprit. What git has no word for is
 * a comment: notes, tests of a flaky symptom, and verdicts on builds beside the range, of which what
 * they say about the range is exported.
 */
export function gitBisectLog(
  session: Pick<Session, 'good' | 'bad' | 'path'>,
  search: Search,
): string {
  const { good, bad, looksFor, touching } = search.range
  const { older, newer } = endsOf(search.range)
  const words = terms[looksFor]
  const labels = new Map([session.good, session.bad].map(({ sha, label }) => [sha, label]))
  const path = touching === null || session.path === null ? [] : ['--', session.path]
  const mainline = standingOf(search).mainline.informative.length > 0 ? ['--first-parent'] : []
  const isEnd = (sha: Sha): boolean => sha === good || sha === bad
  const wordFor = (verdict: Verdict): string => {
    const side = sideOf(search.range, verdict)
    return side === null ? 'skip' : words[side]
  }
  const verdictLine = (verdict: Verdict, sha: Sha): string[] =>
    isEnd(sha) ? [] : [`git bisect ${wordFor(verdict)} ${sha}`]
  const isEvidence = search.testable !== undefined || search.flaky !== undefined
  const given = search.marks
    .filter(({ sha }) => isEvidence || !isEnd(sha))
    .flatMap(({ sha, verdict, note }) => [
      isEvidence ? `# tested ${verdict}: [${sha}]` : `# ${wordFor(verdict)}: [${sha}]`,
      ...(note === null ? [] : [`# note: ${note}`]),
      ...(isEvidence ? [] : verdictLine(verdict, sha)),
    ])
  const settled = isEvidence
    ? settledBy(search).flatMap(({ verdict, sha }) => verdictLine(verdict, sha))
    : []
  const verdicts = [...given, ...settled]
  const isStarted = verdicts.some((line) => !line.startsWith('#'))
  const ends = isStarted ? [newer, older] : []
  const lines = [
    ['git bisect start', ...[...words.options, ...mainline, ...ends, ...path].map(quoted)].join(
      ' ',
    ),
    `# ${words.after}: [${newer}] ${labels.get(newer)}`,
    `git bisect ${words.after} ${newer}`,
    `# ${words.before}: [${older}] ${labels.get(older)}`,
    `git bisect ${words.before} ${older}`,
    ...verdicts,
  ]
  return `${lines.join('\n')}\n`
}

interface Settled {
  readonly verdict: Verdict
  readonly sha: Sha
}

/**
 * What is settled about the range itself: its oldest commit known to have what is looked for, and the
 * newest known to lack it. Of a flaky symptom nothing is, until one commit is probable enough. Where
 * builds beside the range leave branches that no commit of it joins, git sees more candidates.
 */
function settledBy(search: Search): readonly Settled[] {
  const { range } = search
  const [having, lacking] = [
    verdictAt('after', range.looksFor),
    verdictAt('before', range.looksFor),
  ]
  const { graph, after, knownBefore, skipped } = standingOf(search)
  const at = (sha: Sha): number => graph.positions.get(sha) ?? 0
  const shaAt = (position: number): Sha => graph.shas[position] ?? ''
  if (search.flaky !== undefined) {
    const step = flakyStep(search)
    if (step.kind !== 'found') return []
    const parents = graph.parents[at(step.sha)] ?? []
    return [
      { verdict: having, sha: step.sha },
      ...parents.map((parent): Settled => ({ verdict: lacking, sha: shaAt(parent) })),
    ]
  }
  const inside = reachable(graph, [at(after)])
  const before = newestOf(
    graph,
    inside.map((isInside, i) => isInside & (knownBefore[i] ?? 0)),
  )
  return [
    { verdict: having, sha: after },
    ...before.map((position): Settled => ({ verdict: lacking, sha: shaAt(position) })),
    ...[...skipped]
      .filter((sha) => graph.positions.has(sha))
      .map((sha): Settled => ({ verdict: 'skip', sha })),
  ]
}

/** The one kind of quoting git reads back: single quotes, and `'\''` for a quote or `!` inside. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['!]/g, String.raw`'\$&'`)}'`
}
