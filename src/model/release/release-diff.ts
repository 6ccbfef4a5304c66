/** What changed between two releases of a workload, and which two are meant. */
import type { CreditedCommit, Sha } from '../commit/commit.ts'
import type { ConfigTime } from '../timeline/config-time.ts'
import type { Difference } from './difference.ts'
import { codeChanged } from './code-changed.ts'
import { differencesBetween } from './difference.ts'
import type { Result } from '../failure.ts'
import { failed, ok } from '../failure.ts'
import type { PodTemplate } from '../kube/kube.ts'
import type { Release, Workload } from '../workload.ts'

export interface ReleaseDiff {
  readonly from: Release
  readonly to: Release
  /** null where the pod template of one of them is not known. */
  readonly differences: readonly Difference[] | null
  /** Where both are known and not the same. */
  readonly replicas: { readonly from: number; readonly to: number } | null
  /** null where nothing tells. */
  readonly codeChanged: boolean | null
  /** Something differs, and the code is not it. */
  readonly configOnly: boolean
  /** ConfigMaps that the newer one reads, by name: their content is no part of a release. */
  readonly configMaps: readonly string[]
}

export function releaseDiff(from: Release, to: Release): ReleaseDiff {
  const [older, newer] = [from.template, to.template]
  const differences = older === null || newer === null ? null : differencesBetween(older, newer)
  const changed = codeChanged(from, to)
  return {
    from,
    to,
    differences,
    replicas:
      from.replicas === undefined || to.replicas === undefined || from.replicas === to.replicas
        ? null
        : { from: from.replicas, to: to.replicas },
    codeChanged: changed,
    configOnly: changed === false && differences !== null && differences.length > 0,
    configMaps: newer === null ? [] : configMapsOf(newer),
  }
}

/** The answer first: whether it is the code, the configuration, or both. */
export function verdictOf({ differences, codeChanged, configOnly, from, to }: ReleaseDiff): string {
  if (configOnly) return 'config only: the code did not change'
  if (differences === null) {
    const unknown = from.template === null ? from : to
    return `the pod template of release ${unknown.release} is no longer known`
  }
  if (differences.length === 0) return 'nothing in the pod template differs'
  const others = differences.some(({ kind }) => kind !== 'image')
  if (codeChanged === null) return 'nothing tells whether the code changed'
  return others ? 'the code changed, and more than the code' : 'the code changed, and nothing else'
}

/** In words, with the values that may be shown: `env LOG_LEVEL info → debug`. */
export function differenceText({ kind, words, container, subject, from, to }: Difference): string {
  if (kind !== 'env' || (from === null && to === null)) return words
  const place = container !== null && words.startsWith(`${container}: `) ? `${container}: ` : ''
  if (from === null) return `${place}${subject} added: ${to}`
  if (to === null) return `${place}${subject} removed: ${from}`
  return from === to ? words : `${place}${subject} ${from} → ${to}`
}

/** Mounted, read as variables, or named by a variable; each once, by name. */
export function configMapsOf({ mounts, containers, initContainers }: PodTemplate): string[] {
  const named = [...initContainers, ...containers].flatMap(({ env, envFrom }) => [
    ...envFrom,
    ...Object.values(env).flatMap(({ kind, text }) => {
      const key = kind === 'reference' ? /^configMapKeyRef ([^/]+)/.exec(text)?.[1] : undefined
      return key === undefined ? [] : [`configMap/${key}`]
    }),
  ])
  const names = [...mounts, ...named].flatMap((source) =>
    source.startsWith('configMap/') ? [source.slice('configMap/'.length)] : [],
  )
  return [...new Set(names)].sort()
}

/** A release that is named by its number, its version or (the beginning of) its commit. */
function namedRelease(workload: Workload, text: string): Result<Release> {
  const releases = workload.particulars.releases()
  const found =
    releases.find(({ release }) => String(release) === text) ??
    releases.find(({ version }) => version.value === text) ??
    releases.find(
      ({ commit }) => /^[0-9a-f]{7,}$/.test(text) && commit.value?.startsWith(text) === true,
    )
  if (found !== undefined) return ok(found)
  const known = releases.map(({ release, version }) => `${release} (${version.value ?? 'unknown'})`)
  return failed('usage', `${workload.name} has no release "${text}"`, {
    next: known.length === 0 ? 'no release of it is known' : `known releases: ${known.join(', ')}`,
  })
}

/**
 * By default from the previous release to the current one; where no other version is known, from the
 * release just before the current one.
 */
export function releasesToCompare(
  workload: Workload,
  asked: { readonly from: string | null; readonly to: string | null },
): Result<{ readonly from: Release; readonly to: Release }> {
  const { particulars, previous, previousUnknown, name } = workload
  const releases = particulars.releases()
  const current = releases.find((release) => release.current)
  const to = asked.to === null ? current && ok(current) : namedRelease(workload, asked.to)
  if (to === undefined)
    return failed('usage', `the current release of ${name} is not known`, {
      cause: previousUnknown,
      next: 'name both: --from RELEASE --to RELEASE',
    })
  if (!to.ok) return to
  if (asked.from !== null) {
    const from = namedRelease(workload, asked.from)
    return from.ok ? ok({ from: from.value, to: to.value }) : from
  }
  const older = releases.slice(releases.indexOf(to.value) + 1)
  const from = older.find(({ release }) => release === previous?.release) ?? older[0]
  return from === undefined
    ? failed('usage', `no release of ${name} before ${to.value.release} is known`, {
        cause: previousUnknown,
        next: 'kulprit history lists what is known',
      })
    : ok({ from, to: to.value })
}

/** The commits between the two releases, as far as they touch the workload's path. */
export interface DiffCommits {
  /** The folder or URL that the user knows the repository by. */
  readonly repository: string
  readonly from: Sha
  readonly to: Sha
  readonly items: readonly CreditedCommit[]
  /** The newer release runs older code: the commits were taken back by it. */
  readonly takenBack: boolean
  /** Commits of the range that do not touch the path. */
  readonly excluded: number
}

/** What is read outside of the row to tell more of a difference. */
export interface DiffContext {
  /** null where the code did not change: then there are none to read. */
  readonly commits: Result<DiffCommits> | null
  /** Of the ConfigMaps that the newer release reads. */
  readonly configTimes: readonly ConfigTime[]
  /** What could not be read of them, one line each. */
  readonly problems: readonly string[]
}

/** Whether a ConfigMap changed since the newer release: its pods may have read other content. */
export function changedAfter({ to }: ReleaseDiff, { changedAt, createdAt }: ConfigTime): boolean {
  const released = Date.parse(to.releasedAt ?? '')
  return changedAt !== createdAt && Date.parse(changedAt ?? '') > released
}
