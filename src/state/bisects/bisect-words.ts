/** The words around a bisect: why this commit, how far it is, what is switched on, what to do now. */
import type { Step } from '../../bisect/search.ts'
import type { Progress } from '../../bisect/session.ts'
import { buildsText, flakyText, tierNames, worthText } from './bisect-modes.ts'
import type { CommandId } from '../dialog.ts'
import { count, shortSha } from '../format.ts'
import { remembered } from '../memo.ts'
import type { BisectScreen } from './bisect-screen.ts'

/** The key that a command has now. */
export type KeyName = (command: CommandId) => string

type Reason = Extract<Step, { kind: 'probe' }>['why']

const reasons: Readonly<Record<Reason, string>> = {
  'verify-bad': 'the bad end: does it show the failure?',
  'verify-good': 'the good end: is it really free of the failure?',
  'merge-base': 'where the two ends branched off',
  chosen: 'you chose it',
  mainline: 'it splits the mainline best; the inside of the merge found comes after',
  split: 'it splits the candidates best',
}

/** Why the commit in hand is tested; empty once the search is over. */
export function reasonFor(progress: Progress): string {
  const { step } = progress
  if (step.kind !== 'probe') return ''
  if (progress.flaky !== undefined && step.why === 'split')
    return worthText(progress) ?? 'its test tells the most'
  const among = step.tier === undefined ? '' : `, of those ${tierNames[step.tier]}`
  return `${reasons[step.why]}${among}`
}

/** A skipped commit counts until a later verdict settles it. */
export const countsOf = remembered((progress: Progress): string[] => {
  const { remaining, states, excluded, flaky } = progress
  const { candidates, least, most } = remaining
  const skipped = [...states.values()].filter((state) => state === 'skipped').length
  const probes = least === most ? count(most, 'probe') : `${least}–${most} probes`
  return [
    count(candidates, 'candidate'),
    // How often a flaky symptom has to be tested is chance.
    `${flaky === undefined ? probes : `${count(least, 'probe')} or more`} left`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(excluded > 0 ? [`${excluded.toLocaleString('en-US')} excluded by path`] : []),
  ]
})

export function modesOf(progress: Progress, jobs = 1): string[] {
  const { search } = progress
  return [
    ...[flakyText(progress), buildsText(progress)].filter((text) => text !== null),
    ...(jobs > 1 ? [`${jobs} at once`] : []),
    ...(search.verifyEnds ? ['both ends are tested first'] : []),
    ...(search.firstParent ? ['merges first, then inside'] : []),
  ]
}

/** What nobody can test and is taken on the user's word, a sentence each. */
export function assumptionsOf({ session: { good, bad }, builds }: Progress): string[] {
  return (builds?.assumed ?? []).map((sha) => {
    const end = [good, bad].find((one) => one.sha === sha)
    if (end === undefined)
      return `${shortSha(sha)}, where the ends branched off, has no build: it is not tested`
    const which = end === good ? 'good' : 'bad'
    return `the ${which} end, ${end.label}, has no build: it is taken for ${which} untested`
  })
}

/** What can be switched on, offered before the first verdict. */
export function offersOf({ search, step, flaky, builds }: Progress, key: KeyName): string[] {
  const how = `${key('search.choose')} chooses how to search`
  if (step.kind !== 'probe' || search.marks.length > 0) return []
  if (flaky !== undefined) return [how]
  const merges =
    builds === undefined && search.range.commits.some(({ parents }) => parents.length > 1)
  return [
    ...(search.verifyEnds ? [] : [`${key('bisect.verifyEnds')} tests both ends first`]),
    ...(search.firstParent || !merges ? [] : [`${key('bisect.firstParent')} takes merges first`]),
    how,
  ]
}

export function nextAction({ progress, running }: BisectScreen, key: KeyName): string {
  const { step, flaky } = progress
  if (running) return `A command is judging commits; ${key('task.cancel')} stops it.`
  switch (step.kind) {
    case 'found':
      return `${key('bisect.copy')} copies or saves report and commands; ${key('bisect.undo')} takes the last verdict back.`
    case 'indeterminate':
      return progress.search.marks.length === 0 && step.why === 'builds'
        ? `${endingOf(step.why, key)} ${key('search.choose')} chooses others to test.`
        : endingOf(step.why, key)
    case 'aborted':
      return `Choose other ends, or take the last verdict back with ${key('bisect.undo')}.`
    case 'probe':
      return flaky === undefined
        ? `Test ${shortSha(step.sha)}, then ${verdictKeys(key)}.`
        : `Test ${shortSha(step.sha)} once, then ${verdictKeys(key)}.`
  }
}

/** `b and: g no failure, b failure, s cannot tell`; the menu's key once where all are in it. */
function verdictKeys(key: KeyName): string {
  const keys = [key('bisect.markGood'), key('bisect.markBad'), key('bisect.skip')]
  const openers = new Set(keys.map((one) => (one.includes(' ') ? one.split(' ')[0] : null)))
  const [opener = null] = openers.size === 1 ? openers : []
  const [good, bad, skip] = opener === null ? keys : keys.map((one) => one.split(' ')[1])
  return `${opener === null ? '' : `${opener} and: `}${good} no failure, ${bad} failure, ${skip} cannot tell`
}

function endingOf(why: Extract<Step, { kind: 'indeterminate' }>['why'], key: KeyName): string {
  const [test, verdict] = [key('bisect.choose'), key('bisect.verdict')]
  const others = `${key('bisect.undo')} takes the last verdict back, ${key('bisect.copy')} copies the report.`
  switch (why) {
    case 'path':
      return `${key('bisect.widen')} searches the commits that the path excludes.`
    case 'skips':
      return `${test} tests a skipped commit again, ${others}`
    case 'builds':
      return `Build one of them; then ${test} takes the commit under the cursor in hand, and ${verdict} says what it did.`
    case 'flaky':
      return `${test} tests one of them again, ${others}`
  }
}
