/** What a workload's page shows: its releases with the chosen ends, and the commits between them. */
import type { Resolved } from '../model/resolved.ts'
import type { Release, Workload } from '../model/workload.ts'
import { locate } from './cursor.ts'
import { remembered } from './memo.ts'
import { shortSha } from './format.ts'
import type { LoadedRange, State, WorkloadScreen } from './state.ts'
import { currentScreen } from './state.ts'

export interface WorkloadPage {
  readonly screen: WorkloadScreen
  readonly workload: Workload
  readonly index: number
  readonly good: Release | null
  readonly bad: Release | null
  /** Why no bisect can start from these ends; null where one can. */
  readonly obstacle: string | null
  /** The commits between the ends; null while they are not loaded. */
  readonly range: LoadedRange | null
  readonly sources: readonly SourceLine[]
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
}

const releaseIdsOf = remembered((releases: readonly Release[]) =>
  releases.map(({ release }) => String(release)),
)

export function releaseIds(workload: Workload): readonly string[] {
  return releaseIdsOf(workload.releases)
}

/** null where the page is not open, or its workload is gone from the cluster. */
export function workloadPage(state: State): WorkloadPage | null {
  const screen = currentScreen(state)
  if (screen.name !== 'workload') return null
  const workload = state.workloads.get(screen.workload)
  if (workload === undefined) return null
  const { good, bad } = chosenEnds(workload, screen)
  return {
    screen,
    workload,
    index: locate(screen.cursor, releaseIds(workload)),
    good,
    bad,
    obstacle: bisectObstacle(workload, { good, bad }),
    range:
      screen.range?.good === good?.release && screen.range?.bad === bad?.release
        ? screen.range
        : null,
    sources: sourcesOf(workload),
  }
}

export function chosenEnds(
  workload: Workload,
  chosen: { readonly good: number | null; readonly bad: number | null },
): Ends {
  const { releases } = workload
  const numbered = (release: number | null): Release | undefined =>
    releases.find((candidate) => candidate.release === release)
  const bad = numbered(chosen.bad) ?? releases.find(({ current }) => current) ?? null
  if (bad === null) return { good: null, bad }
  const older = releases
    .slice(releases.indexOf(bad) + 1)
    .filter(({ version }) => version.value === null || version.value !== bad.version.value)
  const good =
    numbered(chosen.good) ??
    older.find(({ proof }) => proof === 'proven') ??
    older.find(({ release }) => release === workload.previous?.release) ??
    null
  return { good, bad }
}

/** Why code cannot be searched between these ends, before anything is asked of git. */
export function bisectObstacle(workload: Workload, { good, bad }: Ends): string | null {
  if (bad === null) return workload.previousUnknown ?? 'the cluster keeps no releases of it'
  if (good === null)
    return (
      workload.previousUnknown ?? `no release before ${bad.release} is known: choose the good end`
    )
  if (good.release === bad.release)
    return `release ${good.release} cannot be both the good and the bad end`
  if (good.commit.value !== null && good.commit.value === bad.commit.value)
    return `releases ${good.release} and ${bad.release} run the same commit ${shortSha(good.commit.value)}: the code did not change, ${whatElse(bad)}`
  return null
}

function whatElse({ changes }: Release): string {
  const others = changes.filter((change) => change !== 'image')
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
  ]
}

/** What is not certain says so. */
function sourceOf(label: string, { value, source, confidence }: Resolved): SourceLine {
  const sure = confidence === 'certain' || confidence === 'none'
  return { label, value: value ?? 'unknown', source: sure ? source : `${source} (${confidence})` }
}
