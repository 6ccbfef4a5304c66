/** Whether a release is known to have worked. */
import {
  completedAt,
  deadlineExceeded,
  findCondition,
  isHeldBack,
  isRolledOut,
  rolloutFailed,
} from '../health/rollout.ts'
import { workloadPlace } from '../place.ts'
import { deployNote } from '../version/deploy-note.ts'
import { sameCommit } from '../version/version.ts'
import type { WorkloadFacts } from '../workload-facts.ts'
import type { Proof } from '../workload.ts'
import type { Entry } from './entries.ts'
import type { KeptTemplate } from './kept-template.ts'
import { keepsNoHistory } from './release-memory.ts'

/**
 * `proven` needs evidence that it served: the current release finished its rollout and is available,
 * pods of an older one are available now (an unfinished rollout), a Job of it completed, an Argo
 * Rollout calls it stable, or its commit is the last one whose deployment workflow succeeded. `bad`:
 * the current one missed its progress deadline or was aborted, or its Job failed. All else is
 * `unproven`, however long it lived: a rollout can hang for days while the pods of the release before
 * it serve.
 */
export function proofOf(facts: WorkloadFacts, entry: Entry, commit: string | null): Proof {
  const proof = presentProof(facts, entry, commit)
  return proof === 'unproven' ? (entry.memory?.proof ?? proof) : proof
}

function presentProof(facts: WorkloadFacts, { kept, last }: Entry, commit: string | null): Proof {
  const { workload } = facts
  if (last && isStable(facts, kept)) return 'proven'
  if (kept.current && last) return currentProof(facts, kept)
  if (kept.available) return 'proven'
  if (commit === null) return 'unproven'
  const note = deployNote([workloadPlace(workload.kind, workload.meta)])
  return sameCommit(note?.succeededCommit ?? null, commit) ? 'proven' : 'unproven'
}

function isStable({ workload }: WorkloadFacts, { meta }: KeptTemplate): boolean {
  const stable = workload.rollout?.stableHash ?? null
  return stable !== null && meta.labels['rollouts-pod-template-hash'] === stable
}

function currentProof({ workload }: WorkloadFacts, kept: KeptTemplate): Proof {
  const { kind, conditions, status } = workload
  if (keepsNoHistory(kind)) {
    if (kept.available) return 'proven'
    return findCondition(conditions, 'Failed')?.status === 'True' ? 'bad' : 'unproven'
  }
  if (deadlineExceeded(workload) !== null || rolloutFailed(workload)) return 'bad'
  if (isHeldBack(workload)) return kept.available ? 'proven' : 'unproven'
  if (kind === 'Rollout') return 'unproven'
  const done = completedAt(workload) !== null || isRolledOut(workload)
  return done && status.available > 0 ? 'proven' : 'unproven'
}
