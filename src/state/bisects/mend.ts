/** How a bisect stands or ended, in a sentence, and the commands that mend: shown and copied, never run. */
import type { Search, Step } from '../../bisect/search.ts'
import type { Progress, Session } from '../../bisect/session.ts'
import { sameCommit } from '../../model/version/version.ts'
import type { Release, Workload } from '../../model/workload.ts'
import { percent } from './bisect-modes.ts'
import { count, shortSha } from '../format.ts'
import { commandLine } from '../report/shell.ts'

export interface NextStep {
  readonly title: string
  readonly command: string
}

/** What the search is for, as the rest of a sentence. */
export const soughtBy: Readonly<Record<Session['looksFor'], string>> = {
  regression: 'the commit that broke it',
  fix: 'the commit that fixed it',
}

/** The result in one sentence, for a bisect in any state. */
export function conclusion({ step, session, search, remaining, flaky }: Progress): string {
  const fix = session.looksFor === 'fix'
  switch (step.kind) {
    case 'probe':
      return `Still searching for ${soughtBy[session.looksFor]}: ${count(remaining.candidates, 'candidate')} left.`
    case 'found':
      return fix
        ? `${shortSha(step.sha)} fixed it: the first good commit${sureness(flaky)}${inSpiteOf(step.skipped)}${provided(search)}.`
        : `${shortSha(step.sha)} is the culprit${sureness(flaky)}${inSpiteOf(step.skipped)}${provided(search)}.`
    case 'indeterminate':
      if (step.why !== 'path')
        return `One of ${count(step.candidates.length, 'commit')} ${fix ? 'fixed it' : 'is the culprit'}${whyNotOne[step.why]}.`
      return fix
        ? 'No commit that touches the path fixed it: the fix lies in one that was excluded.'
        : 'No commit that touches the path is to blame: it lies in one that was excluded.'
    case 'aborted':
      return `The search stopped: ${stopped(step.why, fix)}.`
  }
}

const whyNotOne = {
  skips: '; the rest could not be tested',
  builds: ': no build separates them',
  flaky: ': so many tests did not tell them apart',
} as const

function sureness(flaky: Progress['flaky']): string {
  return flaky === undefined ? '' : `, ${percent(flaky.likeliest.probability)} sure`
}

function inSpiteOf(skipped: readonly string[]): string {
  return skipped.length === 0 ? '' : `, in spite of ${count(skipped.length, 'skipped commit')}`
}

/** Where all tests came out alike, the answer hangs on an end that was taken for what it was called. */
function provided({ marks }: Search): string {
  const seen = new Set(marks.map(({ verdict }) => verdict))
  if (!seen.has('bad') && !seen.has('good'))
    return ', if both ends are what they are called: nothing was tested'
  if (!seen.has('bad')) return ', if the bad end fails: no test has shown the failure'
  return seen.has('good') ? '' : ', if the good end works: every test has shown the failure'
}

function stopped(why: Extract<Step, { kind: 'aborted' }>['why'], fix: boolean): string {
  switch (why) {
    case 'bad-end-good':
      return 'the bad end does not show the failure: it tested good'
    case 'good-end-bad':
      return `the good end ${fix ? 'still' : 'already'} shows the failure: it tested bad`
    case 'merge-base-bad':
      return fix
        ? 'where both ends branched off, it works already'
        : 'where both ends branched off, the failure is already there'
    case 'end-untestable':
      return 'an end could not be tested'
  }
}

/**
 * The commands that undo the change: a revert of the culprit, and the roll-back of the workload
 * where kubectl can do it (Deployment, StatefulSet, DaemonSet).
 */
export function nextSteps(progress: Progress, workload: Workload | null): NextStep[] {
  const { session, step, commits } = progress
  if (session.looksFor === 'fix') return []
  const steps: NextStep[] = []
  if (step.kind === 'found') {
    const merge = (commits.find(({ sha }) => sha === step.sha)?.parents.length ?? 1) > 1
    const local = !/^[a-z+]+:\/\/|^[^/]+@[^/]+:/.test(session.repository)
    const words = ['git', ...(local ? ['-C', session.repository] : []), 'revert']
    steps.push({
      title: 'take the commit back',
      command: commandLine([...words, ...(merge ? ['-m', '1'] : []), step.sha]),
    })
  }
  const target = session.workload
  const release = workload?.particulars.releases().find((one) => isGoodEnd(one, session))
  if (
    target !== null &&
    release !== undefined &&
    !release.current &&
    ['Deployment', 'StatefulSet', 'DaemonSet'].includes(target.kind)
  )
    steps.push({
      title: 'roll production back',
      command: commandLine([
        'kubectl',
        '--context',
        target.context,
        '-n',
        target.namespace,
        'rollout',
        'undo',
        `${target.kind.toLowerCase()}/${target.name}`,
        `--to-revision=${release.release}`,
      ]),
    })
  return steps
}

/** By its commit; where no deployment tool noted one, by the words the end is known by. */
function isGoodEnd({ commit, version, release }: Release, { good }: Session): boolean {
  return commit.value === null
    ? good.label === `${version.value ?? ''} (release ${release})`
    : sameCommit(commit.value, good.sha)
}
