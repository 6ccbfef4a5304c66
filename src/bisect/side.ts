/** The user's words, good and bad, as sides of the commit that is looked for. */
import type { Sha } from '../model/commit/commit.ts'
import type { SearchRange, Verdict } from './search.ts'

/** `after` commits contain the commit that is looked for, `before` commits do not. */
export type Side = 'before' | 'after'

/** Which side a verdict puts a commit on; null for a skip. */
export function sideOf({ looksFor }: Pick<SearchRange, 'looksFor'>, verdict: Verdict): Side | null {
  if (verdict === 'skip') return null
  return verdict === verdictAt('after', looksFor) ? 'after' : 'before'
}

/** What commits of a side are called. */
export function verdictAt(side: Side, looksFor: SearchRange['looksFor']): 'good' | 'bad' {
  return (side === 'after') === (looksFor === 'regression') ? 'bad' : 'good'
}

/** The ends by their place in the history: the newer one contains what is looked for. */
export function endsOf({ good, bad, looksFor }: Pick<SearchRange, 'good' | 'bad' | 'looksFor'>): {
  readonly older: Sha
  readonly newer: Sha
} {
  return looksFor === 'regression' ? { older: good, newer: bad } : { older: bad, newer: good }
}
