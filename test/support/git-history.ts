/** Random histories for property tests: up to 60 commits, a third of them merges that keep both sides. */
import type { Arbitrary } from 'fast-check'
import { array, constantFrom, integer, nat, record } from 'fast-check'
import type { PlannedCommit } from './git-repository.ts'
import { ancestorsOf } from './git-repository.ts'

export interface History {
  readonly plan: readonly PlannedCommit[]
  readonly good: number
  readonly bad: number
  /** One commit of the range; every commit that contains it is bad. */
  readonly culprit: number
}

/** `bad` is the last commit; `good` is one of its ancestors, or any commit where `divergent`. */
export function histories({ divergent = false, largest = 60 } = {}): Arbitrary<History> {
  return record({
    choices: array(
      record({
        first: nat({ max: 5 }),
        second: nat({ max: 12 }),
        merges: integer({ min: 0, max: 99 }).map((percent) => percent < 35),
        path: constantFrom('a', 'b', 'c'),
        minutes: nat({ max: 30 }),
      }),
      { minLength: 3, maxLength: largest },
    ),
    good: nat(),
    culprit: nat(),
  }).map(({ choices, good, culprit }) => {
    let time = 1_700_000_000
    const own = choices.map(({ first, second, merges, path, minutes }, at): PlannedCommit => {
      time += minutes * 60
      const one = at - 1 - (first % at || 0)
      const other = at - 1 - (second % at || 0)
      const parents = at === 0 ? [] : merges && other !== one ? [one, other] : [one]
      return { parents, time, files: { [`${path}/${at}`]: `${at}` } }
    })
    const plan = own.map((commit, at): PlannedCommit => ({
      ...commit,
      files: Object.assign({}, ...[...ancestorsOf(own, at)].map((from) => own[from]?.files)),
    }))
    const bad = plan.length - 1
    const inBad = ancestorsOf(plan, bad)
    const ends = plan.map((_, at) => at).filter((at) => at !== bad && (divergent || inBad.has(at)))
    const chosen = ends[good % ends.length] ?? 0
    const inGood = ancestorsOf(plan, chosen)
    const range = [...inBad].filter((at) => !inGood.has(at))
    return { plan, good: chosen, bad, culprit: range[culprit % range.length] ?? bad }
  })
}
