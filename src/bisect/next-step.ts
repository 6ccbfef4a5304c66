/** What comes next in a search: the commit to test, or how the search ended. */
import type { Sha } from '../model/commit/commit.ts'
import { bestBuild } from './build.ts'
import { flakyStep } from './flaky.ts'
import { reaching } from './graph.ts'
import type { CommitState, Search, Step } from './search.ts'
import { endsOf, verdictAt } from './side.ts'
import { bestSplit, firstTests } from './split.ts'
import { standingOf, touches } from './standing.ts'
import { tierOf } from './testable.ts'

/**
 * The next step. A commit that the user chose comes first; then ends where they are verified, then
 * merge bases, as in git; then `suggested`, git's answer to `splitRequest`. Null, or a suggestion that
 * would not narrow the search, is replaced by the most even split. The search is done when no informative candidate is left,
 * whatever the shape of the history.
 */
export function nextStep(search: Search, suggested: Sha | null): Step {
  if (search.flaky !== undefined) return flakyStep(search)
  const step = beforeSplit(search)
  if (step !== null) return step
  const build = bestBuild(search)
  if (build !== null)
    return { kind: 'probe', sha: build.sha, phase: 'search', why: 'split', tier: build.tier }
  const { informative, mainline } = standingOf(search)
  const isMainline = mainline.informative.length > 0
  const choices = isMainline ? mainline.informative : informative
  const sha = choices.find((one) => one === suggested) ?? bestSplit(search)
  if (sha === null) throw new Error('a search with informative candidates has a split')
  return { kind: 'probe', sha, phase: 'search', why: isMainline ? 'mainline' : 'split' }
}

/** How each commit of the range stands; and, outside it, the older end and the merge bases tested. */
export function commitStates(search: Search, step: Step): ReadonlyMap<Sha, CommitState> {
  const { range } = search
  const { graph, after, open, knownBefore } = standingOf(search)
  const { older, newer } = endsOf(range)
  const [oldWord, newWord] = [
    verdictAt('before', range.looksFor),
    verdictAt('after', range.looksFor),
  ]
  const verdicts = new Map(search.marks.map((mark) => [mark.sha, mark.verdict]))
  const knownAfter = reaching(graph, [graph.positions.get(after) ?? 0])
  const states = new Map<Sha, CommitState>()
  for (const [at, sha] of graph.shas.entries()) {
    const verdict = search.flaky === undefined ? verdicts.get(sha) : undefined
    if (verdict === 'good' || verdict === 'bad') states.set(sha, verdict)
    else if (sha === newer) states.set(sha, newWord)
    else if (knownBefore[at] === 1) states.set(sha, `implied-${oldWord}`)
    else if (knownAfter[at] === 1 && sha !== after) states.set(sha, `implied-${newWord}`)
    else if (verdicts.get(sha) === 'skip') states.set(sha, 'skipped')
    else if (open[at] !== 1 || !touches(search, sha)) states.set(sha, 'excluded')
    else states.set(sha, hasBuild(search, sha) ? 'candidate' : 'no-build')
  }
  const beside = search.testable?.beside.keys() ?? []
  for (const sha of [older, ...range.mergeBases, ...beside]) {
    const verdict = verdicts.get(sha) ?? (sha === older ? oldWord : null)
    if (verdict !== null) states.set(sha, verdict === 'skip' ? 'skipped' : verdict)
  }
  if (step.kind === 'probe') states.set(step.sha, 'in-hand')
  if (step.kind === 'found') states.set(step.sha, newWord)
  return states
}

function hasBuild({ testable }: Search, sha: Sha): boolean {
  return testable === undefined || tierOf(testable, sha) !== null
}

/** Everything but a split, which only git answers. */
function beforeSplit(search: Search): Step | null {
  const { range } = search
  const { aborted, candidates, informative, open, graph, mainline } = standingOf(search)
  if (aborted !== null) return aborted
  if (search.chosen !== null) {
    const isEnd = search.chosen === range.good || search.chosen === range.bad
    const phase = isEnd ? 'verify' : 'search'
    return { kind: 'probe', sha: search.chosen, phase, why: 'chosen' }
  }
  const [first] = firstTests(search)
  if (first === range.bad || first === range.good) {
    const why = first === range.bad ? 'verify-bad' : 'verify-good'
    return { kind: 'probe', sha: first, phase: 'verify', why }
  }
  if (first !== undefined) return { kind: 'probe', sha: first, phase: 'search', why: 'merge-base' }
  if (informative.length > 0 || mainline.informative.length > 0) return null
  if (candidates.length > 1) {
    // What was skipped could be tried again; what has no build has to be built first.
    const isBuilt = candidates.every((sha) => hasBuild(search, sha))
    return { kind: 'indeterminate', why: isBuilt ? 'skips' : 'builds', candidates }
  }
  const skipped = search.marks.filter((mark) => mark.verdict === 'skip').map((mark) => mark.sha)
  const [only] = candidates
  if (only !== undefined && touches(search, only)) return { kind: 'found', sha: only, skipped }
  return {
    kind: 'indeterminate',
    why: 'path',
    candidates: graph.shas.filter((_, at) => open[at] === 1),
  }
}
