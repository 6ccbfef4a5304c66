/** Finds the change that came shortly before something began, and names it. */
import type { Difference } from '../release/difference.ts'
import { differencesBetween } from '../release/difference.ts'
import type { ConfigChange } from '../change.ts'
import type { Change, NearChange, Release } from '../workload.ts'

const anHour = 3_600_000
/** Kubernetes keeps whole seconds. */
const rounding = 1000

/**
 * The newest change before `onset`, and at most an hour before it unless `after` says from when on
 * changes count. Nearness in time is all that it claims. `topic` is the kind of difference that a
 * release is asked for first.
 */
export function nearChange(
  changes: {
    /** Newest first. */
    readonly releases: readonly Release[]
    readonly configChanges: readonly ConfigChange[]
  },
  onset: string | null,
  options: { readonly after?: string | null; readonly topic?: Change | null } = {},
): NearChange | null {
  const { releases, configChanges } = changes
  const began = onset === null ? Number.NaN : Date.parse(onset)
  if (onset === null || Number.isNaN(began)) return null
  const { after = null, topic = null } = options
  const from = after === null ? began - anHour : Date.parse(after)
  const isNear = (at: string): boolean => {
    const time = Date.parse(at)
    return time >= from && time <= began + rounding
  }
  const near = [
    ...releases.flatMap((release): NearChange[] =>
      release.releasedAt !== null && isNear(release.releasedAt)
        ? [releaseChange(release, release.releasedAt, releases, topic)]
        : [],
    ),
    ...configChanges
      .filter(({ at }) => isNear(at))
      .map(({ at, object, by }) => ({
        at,
        words: `the change of ${object.replace('/', ' ')}${byWhom(by)}`,
        release: null,
      })),
  ]
  const newest = newestOf(near)
  // Who changes a setting restarts its readers: the restart alone changed nothing.
  const isRestart = newest !== null && isRestartOnly(newest.release, releases)
  return (isRestart ? newestOf(near.filter(({ release }) => release === null)) : null) ?? newest
}

function newestOf(changes: readonly NearChange[]): NearChange | null {
  return changes.reduce<NearChange | null>(
    (newest, change) =>
      newest === null || Date.parse(change.at) > Date.parse(newest.at) ? change : newest,
    null,
  )
}

function isRestartOnly(number: number | null, releases: readonly Release[]): boolean {
  const at = releases.findIndex(({ release }) => release === number)
  const [newer, older] = [releases[at], releases[at + 1]]
  if (newer === undefined || newer.template === null || !older?.template) return false
  return differencesBetween(older.template, newer.template).every(
    ({ words }) => words === 'restarted',
  )
}

/** `release 7 (1.8.0 → 1.9.0) by deploy-bot`; of the same version what else differs. */
export function releaseWords(
  release: Release,
  releases: readonly Release[],
  topic: Change | null = null,
): string {
  const older = releases[releases.indexOf(release) + 1]
  const told = [...versionWords(release, older), ...otherWords(release, older, topic)]
  const what = told.length === 0 ? '' : ` (${told.join(', ')})`
  return `release ${release.release}${what}${byWhom(release.releasedBy)}`
}

function releaseChange(
  release: Release,
  at: string,
  releases: readonly Release[],
  topic: Change | null,
): NearChange {
  return { at, words: releaseWords(release, releases, topic), release: release.release }
}

function versionWords({ version }: Release, older: Release | undefined): string[] {
  if (version.value === null) return []
  const from = older?.version.value ?? null
  return [from === null || from === version.value ? version.value : `${from} → ${version.value}`]
}

const mostNamed = 2

/** Beside a new version only what belongs to the topic; where it is the only change, all of it. */
function otherWords(
  release: Release,
  older: Release | undefined,
  topic: Change | null,
): readonly string[] {
  if (older === undefined || older.template === null || release.template === null) return []
  const differences = differencesBetween(older.template, release.template)
  const image = differences.some(({ kind }) => kind === 'image')
  const told = differences.filter(({ kind }) => kind !== 'image' && (!image || kind === topic))
  const words = byTopic(told, topic).map((difference) => difference.words)
  const more = words.length - mostNamed
  return more > 0 ? [...words.slice(0, mostNamed), `${more} more`] : words
}

function byTopic(differences: readonly Difference[], topic: Change | null): readonly Difference[] {
  return differences.toSorted((a, b) => Number(b.kind === topic) - Number(a.kind === topic))
}

function byWhom(name: string | null): string {
  return name === null ? '' : ` by ${name}`
}
