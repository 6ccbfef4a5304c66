/** Some of many commits, where weighing all would take long. */
import type { Sha } from '../model/commit/commit.ts'

/** At most so many, spread over all of them, since neighbours split alike. */
export function sample(shas: readonly Sha[], most: number): readonly Sha[] {
  const share = most / shas.length
  return shas.filter((_, i) => Math.floor((i + 1) * share) > Math.floor(i * share))
}
