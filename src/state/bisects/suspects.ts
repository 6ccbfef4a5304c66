/** Which of the candidates that are left are suspect, and why. */
import { candidates } from '../../bisect/standing.ts'
import type { Progress } from '../../bisect/session.ts'
import type { Suspect } from '../../model/commit/suspect.ts'
import { ranked } from '../../model/commit/suspect.ts'
import { remembered } from '../memo.ts'

/** The most suspect first; null where the commits were not ranked. */
export const suspectsLeft = remembered(({ search, step }: Progress): readonly Suspect[] | null => {
  if (search.suspects === undefined) return null
  const left = new Set(step.kind === 'indeterminate' ? step.candidates : candidates(search))
  return ranked(search.suspects).filter(({ sha }) => left.has(sha))
})
