/** How far the search for a flaky symptom is: what each commit's tests said, and what is still unknown. */
import type { Sha } from '../model/commit/commit.ts'
import { posterior } from './flaky.ts'
import type { Flaky, Search, Step } from './search.ts'

export interface FlakyStanding {
  /** How probable the culprit has to be, from 0 to 1. */
  readonly confidence: number
  /** The most probable commit. */
  readonly likeliest: { readonly sha: Sha; readonly probability: number }
  /** Bits that are missing to certainty. */
  readonly unknown: number
  /** Bits of these that the next test tells on the mean; null where none follows. */
  readonly worth: number | null
  /** Of each commit that was tested: how often, and how often the symptom showed. */
  readonly tests: ReadonlyMap<Sha, { readonly failed: number; readonly of: number }>
}

export function flakyStanding(search: Search, { confidence }: Flaky, step: Step): FlakyStanding {
  const tests = new Map<Sha, { failed: number; of: number }>()
  for (const { sha, verdict } of search.marks) {
    if (verdict === 'skip') continue
    const { failed, of } = tests.get(sha) ?? { failed: 0, of: 0 }
    tests.set(sha, { failed: failed + (verdict === 'bad' ? 1 : 0), of: of + 1 })
  }
  let likeliest = { sha: search.range.bad, probability: 0 }
  let unknown = 0
  for (const one of posterior(search)) {
    if (one.probability > likeliest.probability) likeliest = one
    if (one.probability > 0) unknown -= one.probability * Math.log2(one.probability)
  }
  const worth = step.kind === 'probe' ? (step.worth ?? null) : null
  return { confidence, likeliest, unknown, worth, tests }
}
