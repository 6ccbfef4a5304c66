/** What the `kulprit bisect` commands print: how far the search is, and how it ended. */
import type { Commit, Sha } from '../../model/commit/commit.ts'
import { pitfallHelp, pitfallsOf } from '../../model/pitfalls.ts'
import type { Workload } from '../../model/workload.ts'
import type { OutsideAction } from '../../state/action.ts'
import { assumptionsOf } from '../../state/bisects/bisect-words.ts'
import { count, shortSha } from '../../state/format.ts'
import { suspectsLeft } from '../../state/bisects/suspects.ts'
import { columns, fields, unknownCell } from './columns.ts'
import type { Progress } from './bisect-json.ts'
import { bisectJson, leftBy } from './bisect-json.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCode } from '../exit-code.ts'
import type { Output } from '../grammar/output.ts'
import { structured } from './structured.ts'

type Step = Progress['step']
/** Where a culprit came from, as state/ knows it. */
export type Trace = Extract<OutsideAction, { type: 'culpritTraced' }>['trace']

/**
 * `candidates` are the commits that can still be the culprit, newest first; `trace` is shown beside a
 * culprit, in text alone.
 */
export function printBisect(
  progress: Progress,
  candidates: readonly Sha[],
  output: Output,
  trace: Trace | null = null,
): string {
  if (output === 'json' || output === 'yaml')
    return structured(bisectJson(progress, candidates), output)
  return progress.step.kind === 'probe'
    ? statusText(progress, progress.step)
    : resultText(progress, progress.step, trace)
}

export function bisectExitCode({ kind }: Step): ExitCode {
  if (kind === 'indeterminate') return exitCode.noCulprit
  return kind === 'aborted' ? exitCode.failure : exitCode.success
}

/** For stderr, while a command judges: `testing 1f2e3d4 Round half to even (12 candidates, 3 to 4 tests left)`. */
export function probingText(progress: Progress, sha: Sha | null = null): string {
  const { step } = progress
  if (step.kind !== 'probe') return ''
  const among = step.tier === undefined ? '' : `, ${tierWords[step.tier]}`
  return `testing ${commitLine(progress, sha ?? step.sha)}${among} (${remainingText(progress)})\n`
}

/** For stderr: a test among several that told nothing. */
export function pointlessText(progress: Progress, sha: Sha, how: 'stopped' | 'late'): string {
  const why = how === 'stopped' ? 'stopped, a verdict has made it pointless' : 'came too late'
  return `  ${commitLine(progress, sha)}: ${why}\n`
}

/** For stderr, before the first verdict: what may mislead about this workload. */
export function pitfallText(workload: Workload): string {
  return pitfallsOf(workload)
    .map(({ words }) => `beware: ${words} (${pitfallHelp})\n`)
    .join('')
}

const tierWords = {
  deployed: 'of the commits with a release',
  tagged: 'of the tagged commits',
  built: 'of the commits with an image',
  any: 'of all commits',
} as const

const whyProbed = {
  'verify-bad': 'to see that the bad end is bad',
  'verify-good': 'to see that the good end is good',
  'merge-base': 'the ends have diverged from here',
  chosen: 'you chose it',
  mainline: 'it splits the mainline best; then the search goes into the merge',
  split: 'it splits the candidates best',
} as const

function statusText(progress: Progress, step: Extract<Step, { kind: 'probe' }>): string {
  const { session } = progress
  return fields([
    ...about(progress),
    ['Left', [remainingText(progress)]],
    ['In hand', [commitLine(progress, step.sha), whyText(step)]],
    [
      'Next',
      ['test it, then say which it is:', `kulprit bisect good|bad|skip --session ${session.id}`],
    ],
  ])
}

function whyText({ why, tier }: Extract<Step, { kind: 'probe' }>): string {
  return tier === undefined ? whyProbed[why] : `${tierWords[tier]}, it splits the candidates best`
}

function resultText(
  progress: Progress,
  step: Exclude<Step, { kind: 'probe' }>,
  trace: Trace | null,
): string {
  if (step.kind === 'found') return foundText(progress, step.sha, trace)
  if (step.kind === 'indeterminate') return indeterminateText(progress, step)
  return abortedText(progress, step)
}

/** Begins as `git bisect` does, for scripts that read that line. */
function foundText(progress: Progress, sha: Sha, trace: Trace | null): string {
  const { session, commits } = progress
  const commit = commits.find((one) => one.sha === sha)
  const what =
    session.looksFor === 'fix'
      ? 'the first good commit, the one that fixed it'
      : 'the first bad commit'
  return `${sha} is ${what}\n\n${fields([
    ...(commit === undefined ? [] : commitFields(commit)),
    ...traceFields(trace),
    ['Owner', [session.owner ?? unknownCell]],
    ...about(progress),
  ])}`
}

function commitFields(commit: Commit): readonly (readonly [string, readonly string[]])[] {
  return [
    ['Subject', [commit.subject]],
    ['Author', [`${commit.author} <${commit.email}>`]],
    ['Date', [commit.date]],
    ['Files', commit.files],
  ]
}

function traceFields(trace: Trace | null): readonly (readonly [string, readonly string[]])[] {
  if (trace === null) return []
  const { commitUrl, pullRequest, codeOwners } = trace
  const request = pullRequest === null ? [] : [pullRequest.url ?? pullRequest.number]
  return [
    ['Page', commitUrl === null ? [] : [commitUrl]],
    ['Pull request', request],
    ['Code owners', codeOwners.length === 0 ? [] : [codeOwners.join(' ')]],
  ]
}

function indeterminateText(
  progress: Progress,
  { why, candidates }: Extract<Step, { kind: 'indeterminate' }>,
): string {
  const reason =
    why === 'skips'
      ? 'every other test between them was skipped'
      : why === 'builds'
        ? 'no build separates them'
        : why === 'flaky'
          ? 'so many tests did not tell them apart'
          : `no commit that touches ${progress.session.path ?? 'the path'} explains it; one of the others does`
  return [
    `the culprit is one of ${count(candidates.length, 'commit')}: ${reason}\n`,
    commitList(progress, candidates),
    ...buildText(progress),
    fields(about(progress)),
  ].join('\n')
}

/** What to build next, and how far it would help. */
function buildText(progress: Progress): readonly string[] {
  const { builds, session } = progress
  if (builds === undefined || builds.worthBuilding.length === 0) return []
  const lines = builds.worthBuilding.map((choice) => {
    const { ifBad, ifGood } = leftBy(choice, session.looksFor)
    return [commitLine(progress, choice.sha), `bad leaves ${ifBad}, good leaves ${ifGood}`]
  })
  const next = `then say which it is: kulprit bisect good|bad REV --session ${session.id}`
  return [`Build one of these, ${next}\n`, columns(lines)]
}

function abortedText(progress: Progress, { why, sha }: Extract<Step, { kind: 'aborted' }>): string {
  const { good, bad } = progress.session
  const reasons = {
    'bad-end-good': `the bad end, ${bad.label}, tested good: the test does not show the fault, or the fault is not in the code`,
    'good-end-bad': `the good end, ${good.label}, tested bad: it broke earlier, or the test fails for another reason`,
    'merge-base-bad': `${shortSha(sha)}, from which the two ends diverged, is bad: it broke before, and was fixed on the way to ${good.label}`,
    'end-untestable': `${sha === good.sha ? `the good end, ${good.label},` : `the bad end, ${bad.label},`} could not be tested`,
  } as const
  return [`the bisect was aborted: ${reasons[why]}\n`, fields(about(progress))].join('\n')
}

function about(progress: Progress): readonly (readonly [string, readonly string[]])[] {
  const { session, search } = progress
  const { workload, looksFor, good, bad, repository, path } = session
  return [
    ['Session', [session.id]],
    [
      'Workload',
      workload === null
        ? []
        : [
            `${workload.namespace}/${workload.kind.toLowerCase()}/${workload.name} in ${workload.context}`,
          ],
    ],
    ['Repository', [path === null ? repository : `${repository}, path ${path}`]],
    ['Looks for', [looksFor === 'fix' ? 'the commit that fixed it' : 'the commit that broke it']],
    ['Good', [endText(good)]],
    ['Bad', [endText(bad)]],
    ['Assumed', assumptionsOf(progress)],
    ['Tested', [count(search.marks.length, progress.posterior === undefined ? 'commit' : 'time')]],
    ['Probable', probableLines(progress)],
    ['Suspect', suspectLines(progress)],
    [
      'Notes',
      search.marks.flatMap(({ sha, verdict, note }) =>
        note === null ? [] : [`${shortSha(sha)} ${verdict}: ${note}`],
      ),
    ],
  ]
}

/** The most probable commits, each with a bar: `██████████ 51% 1f2e3d4 Round half to even`. */
function probableLines(progress: Progress): readonly string[] {
  return (progress.posterior ?? [])
    .toSorted((a, b) => b.probability - a.probability)
    .slice(0, mostProbable)
    .map(({ sha, probability }) => {
      const bar = '█'.repeat(Math.round(probability * barWidth)).padEnd(barWidth, '·')
      const percent = `${Math.round(probability * 100)}%`.padStart(4)
      return `${bar} ${percent} ${commitLine(progress, sha)}`
    })
}

/** While it is searched, the most suspect of the candidates, each with the weightiest reason. */
function suspectLines(progress: Progress): readonly string[] {
  const { step, commits } = progress
  if (step.kind === 'found' || step.kind === 'aborted') return []
  return (suspectsLeft(progress) ?? [])
    .filter(({ reasons }) => reasons.length > 0)
    .slice(0, mostSuspect)
    .map(({ sha, score, reasons: [first = ''] }) => {
      const subject = commits.find((commit) => commit.sha === sha)?.subject ?? ''
      return `${String(score).padStart(3)} ${shortSha(sha)} ${subject}: ${first}`
    })
}

const mostSuspect = 3
const mostProbable = 5
const barWidth = 20

function endText({ label, sha }: Progress['session']['good']): string {
  return sha.startsWith(label) ? sha : `${label}, ${sha}`
}

function remainingText({ remaining: { candidates, least, most }, flaky }: Progress): string {
  // How often a flaky symptom has to be tested is chance.
  if (flaky !== undefined)
    return `${count(candidates, 'candidate')}, ${count(least, 'test')} or more left`
  const tests = least === most ? count(most, 'test') : `${least} to ${count(most, 'test')}`
  return `${count(candidates, 'candidate')}, ${tests} left`
}

function commitLine({ commits }: Progress, sha: Sha): string {
  const subject = commits.find((commit) => commit.sha === sha)?.subject
  return subject === undefined ? shortSha(sha) : `${shortSha(sha)} ${subject}`
}

function commitList({ commits }: Progress, shas: readonly Sha[]): string {
  return columns(
    shas.map((sha) => {
      const commit = commits.find((one) => one.sha === sha)
      return [sha, commit?.author ?? unknownCell, commit?.subject ?? unknownCell]
    }),
  )
}
