/** What the screen of a difference shows: two releases, in words and as templates. */
import type { ReleaseDiff } from '../../model/release/release-diff.ts'
import { releaseDiff } from '../../model/release/release-diff.ts'
import type { Release, Workload } from '../../model/workload.ts'
import { remembered } from '../memo.ts'
import type { DiffScreen } from './changes-screen.ts'
import type { State } from '../state.ts'
import { currentScreen } from '../state.ts'

export interface DiffView {
  readonly screen: DiffScreen
  readonly workload: Workload
  readonly diff: ReleaseDiff
}

const diffOf = remembered((from: Release, to: Release) => releaseDiff(from, to))

/** null where the screen is not open, or its workload or one of its releases is gone. */
export function diffView(state: State): DiffView | null {
  const screen = currentScreen(state)
  if (screen.name !== 'diff') return null
  const workload = state.workloads.get(screen.workload)
  const numbered = (number: number): Release | undefined =>
    workload?.particulars.releases().find(({ release }) => release === number)
  const [from, to] = [numbered(screen.from), numbered(screen.to)]
  if (workload === undefined || from === undefined || to === undefined) return null
  return { screen, workload, diff: diffOf(from, to) }
}
