/** What a workload's page shows: its releases with the chosen ends, and the commits between them. */
import type { Failure } from '../../model/failure.ts'
import type { Pitfall } from '../../model/pitfalls.ts'
import { pitfallHelp, pitfallsOf } from '../../model/pitfalls.ts'
import { codeChanged } from '../../model/release/code-changed.ts'
import { differencesBetween } from '../../model/release/difference.ts'
import type { Resolved } from '../../model/resolved.ts'
import type { Release, Workload } from '../../model/workload.ts'
import { leftPage } from '../history.ts'
import { locate } from '../table/cursor.ts'
import { remembered } from '../memo.ts'
import { shortSha } from '../format.ts'
import type { State } from '../state.ts'
import type { LoadedRange, WorkloadScreen } from './workload-screen.ts'
import { currentScreen } from '../state.ts'

export interface WorkloadPage {
  readonly screen: WorkloadScreen
  readonly workload: Workload
  readonly index: number
  /** The sentence to read first; null while nothing is known to say. */
  readonly diagnosis: string | null
  readonly good: Release | null
  readonly bad: Release | null
  readonly goodFrom: Workload | null
  /** What differs between the two, in words; null where their pod templates are not known. */
  readonly differences: Differences | null
  /** Why there are no commits between these ends; null where there can be some. */
  readonly obstacle: string | null
  /** The commits between the ends; null while they are not loaded. */
  readonly range: LoadedRange | null
  readonly sources: readonly SourceLine[]
  /** What has misled people about a workload like this one. */
  readonly pitfalls: readonly Pitfall[]
}

/** One resolved value and where it was read. */
interface SourceLine {
  readonly label: string
  readonly value: string
  readonly source: string
}

/** The ends of the range: as the user chose them, else the newest older release that is proven. */
export interface Ends {
  readonly good: Release | null
  readonly bad: Release | null
  /** Whose release `good` is: the workload of this name in another context; null for this one. */
  readonly goodFrom: Workload | null
}

interface Differences {
  /** null where nothing tells. */
  readonly codeChanged: boolean | null
  /** Whether anything but the image differs. */
  readonly others: boolean
  readonly words: readonly string[]
}

const releaseIdsOf = remembered((releases: readonly Release[]) =>
  releases.map(({ release }) => String(release)),
)

export function releaseIds(workload: Workload): readonly string[] {
  return releaseIdsOf(workload.particulars.releases())
}

/** null where the page is not open, or its workload is gone from the cluster. */
export function workloadPage(state: State): WorkloadPage | null {
  const screen = currentScreen(state)
  if (screen.name !== 'workload') return null
  const workload = state.workloads.get(screen.workload)
  if (workload === undefined) return null
  const ends = pageEnds(state, workload, screen)
  const { good, bad, goodFrom } = ends
  return {
    screen,
    workload,
    diagnosis:
      screen.evidence?.diagnosis.sentence ??
      workload.diagnosis?.sentence ??
      workload.health.message,
    index: locate(screen.cursor, releaseIds(workload)),
    good,
    bad,
    goodFrom,
    differences: differencesOf(ends),
    obstacle: rangeObstacle(workload, ends),
    range:
      goodFrom === null &&
      screen.range?.good === good?.release &&
      screen.range?.bad === bad?.release
        ? screen.range
        : null,
    sources: sourcesOf(workload),
    pitfalls: pitfallsOf(workload),
  }
}

export function chosenEnds(
  workload: Workload,
  chosen: { readonly good: number | null; readonly bad: number | null },
): Ends {
  const releases = workload.particulars.releases()
  const numbered = (release: number | null): Release | undefined =>
    releases.find((candidate) => candidate.release === release)
  const bad = numbered(chosen.bad) ?? releases.find(({ current }) => current) ?? null
  if (bad === null) return { good: null, bad, goodFrom: null }
  const older = releases
    .slice(releases.indexOf(bad) + 1)
    .filter(({ version }) => version.value === null || version.value !== bad.version.value)
  const good =
    numbered(chosen.good) ??
    older.find(({ proof }) => proof === 'proven') ??
    older.find(({ release }) => release === workload.previous?.release) ??
    null
  return { good, bad, goodFrom: null }
}

/** The ends of an open page, where the good one may be a release in another context. */
export function pageEnds(
  state: State,
  workload: Workload,
  { good, bad, goodFrom }: Pick<WorkloadScreen, 'good' | 'bad' | 'goodFrom'>,
): Ends {
  if (goodFrom === null) return chosenEnds(workload, { good, bad })
  const ends = chosenEnds(workload, { good: null, bad })
  const other = state.workloads.get(goodFrom)
  const release = other?.particulars.releases().find((one) => one.release === good)
  return other === undefined || release === undefined
    ? ends
    : { ...ends, good: release, goodFrom: other }
}

/** The ends as they were chosen on its page when that was left; else as `chosenEnds` finds them. */
export function keptEnds(state: State, workload: Workload): Ends {
  const { good, bad, goodFrom } = leftPage(state, workload.id) ?? noneChosen
  return pageEnds(state, workload, { good, bad, goodFrom })
}

const noneChosen = { good: null, bad: null, goodFrom: null }

/** Where else a workload of this name runs, in other contexts; the same namespace and kind first. */
export function otherPlaces(state: State, workload: Workload): readonly Workload[] {
  const alike = (other: Workload): number =>
    Number(other.namespace === workload.namespace) + Number(other.kind === workload.kind)
  return [...state.workloads.values()]
    .filter(
      ({ name, context, particulars }) =>
        name === workload.name &&
        context !== workload.context &&
        particulars.releases().some(({ current }) => current),
    )
    .toSorted((a, b) => alike(b) - alike(a) || a.context.localeCompare(b.context))
}

/** Why no bisect can start. A good end that nobody knows is asked for; without releases, what runs is bad. */
export function bisectObstacle(workload: Workload, ends: Ends): string | null {
  const { version, commit } = workload
  if (ends.bad === null && version.value === null && commit.value === null)
    return workload.previousUnknown ?? 'neither its releases nor its version are known'
  return ends.good === null ? null : rangeObstacle(workload, ends)
}

/** Why there are no commits between these ends, before anything is asked of git. */
export function rangeObstacle(workload: Workload, { good, bad, goodFrom }: Ends): string | null {
  if (bad === null) return workload.previousUnknown ?? 'the cluster keeps no releases of it'
  if (good === null)
    return (
      workload.previousUnknown ?? `no release before ${bad.release} is known: choose the good end`
    )
  if (goodFrom === null && good.release === bad.release)
    return `release ${good.release} cannot be both the good and the bad end`
  if (good.commit.value !== null && good.commit.value === bad.commit.value) {
    const ends =
      goodFrom === null
        ? `releases ${good.release} and ${bad.release}`
        : `release ${good.release} in ${goodFrom.context} and release ${bad.release}`
    return `${ends} run the same commit ${shortSha(good.commit.value)}: the code did not change, ${whatElse(good, bad)}`
  }
  return null
}

/** Whether commits cannot be read for the one reason that nobody has said yet where their repository is. */
export function isSourceUnknown({ kind }: Failure): boolean {
  return kind === 'config'
}

function differencesOf({ good, bad }: Ends): Differences | null {
  if (good === null || bad === null || good.template === null || bad.template === null) return null
  const found = differencesBetween(good.template, bad.template)
  return {
    codeChanged: codeChanged(good, bad),
    others: found.some(({ kind }) => kind !== 'image'),
    words: found.map(({ words }) => words),
  }
}

function whatElse(good: Release, bad: Release): string {
  const differences = differencesOf({ good, bad, goodFrom: null })
  const others = differences?.words ?? bad.changes.filter((change) => change !== 'image')
  return others.length === 0 ? 'look outside it' : `look at ${others.join(', ')}`
}

function sourcesOf(workload: Workload): SourceLine[] {
  const { owner, version, commit, repository, previous, contacts, image } = workload
  const place = [repository.url ?? 'unknown', repository.path ?? ''].filter((part) => part !== '')
  return [
    sourceOf('owner', owner),
    ...contacts.map(({ kind, value, source }) => ({ label: kind, value, source })),
    sourceOf('version', version),
    sourceOf('commit', commit),
    { label: 'image', value: image ?? 'unknown', source: 'the app’s container' },
    sourceOf('repository', { ...repository, value: place.join(' › ') }),
    previous === null
      ? { label: 'previous', value: 'unknown', source: workload.previousUnknown ?? '' }
      : sourceOf('previous', previous.version),
    ...pitfallsOf(workload).map(({ words }) => ({
      label: 'beware',
      value: words,
      source: pitfallHelp,
    })),
  ]
}

/** What is not certain says so. */
function sourceOf(label: string, { value, source, confidence }: Resolved): SourceLine {
  const sure = confidence === 'certain' || confidence === 'none'
  return { label, value: value ?? 'unknown', source: sure ? source : `${source} (${confidence})` }
}
