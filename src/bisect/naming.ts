/** How messages name commits of a search. */
import type { Sha } from '../model/commit/commit.ts'
import type { Search } from './search.ts'

/** `1a2b3c4 good`, and for an end where it comes from. */
export function named(search: Search, sha: Sha): string {
  const { range } = search
  const given = sha === range.good ? 'good' : sha === range.bad ? 'bad' : null
  const marked = search.marks.findLast((mark) => mark.sha === sha)?.verdict
  const verdict = marked ?? given ?? 'unknown'
  return `${short(sha)} ${verdict}${given === null ? '' : ` (the ${given} end)`}`
}

/** A hash as people read it out. */
export function short(sha: Sha): string {
  return sha.slice(0, 7)
}
