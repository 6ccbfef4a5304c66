/** One build of a workload: a release's template, and what is known around it. */
import type { Meta, PodTemplate, WorkloadKind } from '../kube/kube.ts'
import type { Place } from '../place.ts'
import { templatePlace, workloadPlace } from '../place.ts'
import type { ContextRules } from '../settings/rules.ts'
import { concernsWorkload } from '../settings/rules.ts'
import type { WorkloadName } from '../workload-glob.ts'

/** The user's rules that are about this workload. */
export interface BuildRules {
  readonly versionKeys: readonly string[]
  readonly commitKeys: readonly string[]
  readonly tags: readonly { readonly regex: RegExp; readonly at: string }[]
  /** Where the source is, as far as that is known for sure. */
  readonly source: string | null
}

/** Of a build of which the user's rules say nothing. */
export const noRules: BuildRules = { versionKeys: [], commitKeys: [], tags: [], source: null }

export interface Build {
  readonly kind: WorkloadKind
  readonly template: PodTemplate
  readonly workload: Meta
  /**
   * Whether the workload's own labels and annotations describe this build. They outlive a rollback
   * and have no history, so they say nothing about an old release.
   */
  readonly described: boolean
  /** Digests that the pods of this build report for the app's container, each once. */
  readonly digests: readonly string[]
  readonly rules?: BuildRules | undefined
}

export function buildRules(
  { versionKeys, commitKeys, tags }: ContextRules,
  workload: WorkloadName,
  source: string | null,
): BuildRules {
  return {
    versionKeys,
    commitKeys,
    tags: tags
      .filter(({ rule }) => concernsWorkload(rule, workload))
      .map(({ rule, at }) => ({ regex: rule.regex, at })),
    source,
  }
}

const nowhere: readonly Place[] = []

/** The workload itself, where it describes this build. */
export function describedPlaces(build: Build): readonly Place[] {
  return build.described ? [workloadPlace(build.kind, build.workload)] : nowhere
}

/** The template, then the workload where it describes this build. */
export function buildPlaces(build: Build): readonly Place[] {
  return [templatePlace(build.template), ...describedPlaces(build)]
}
