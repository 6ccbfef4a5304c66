/** What stands on the terminal: a line for each of its rows, made from the state alone. */
import type { Look } from '../state/look.ts'
import type { State } from '../state/state.ts'
import { currentScreen } from '../state/state.ts'
import { bisectLines } from './screens/bisect-screen.ts'
import { bisectsLines } from './screens/bisects-screen.ts'
import { changesLines } from './screens/changes-screen.ts'
import { footerLine, titleLine } from './parts/chrome.ts'
import { diffLines } from './screens/diff-screen.ts'
import { helpLines } from './screens/help-screen.ts'
import type { Line } from './drawing/line.ts'
import { linearLines } from './linear.ts'
import { blank, sameLine, span } from './drawing/line.ts'
import { ownerLines, ownersLines } from './screens/owners-screen.ts'
import { panelLines } from './parts/panel.ts'
import { textScreenLines } from './screens/text-screen.ts'
import { workloadLines } from './screens/workload-screen.ts'
import { workloadsLines } from './screens/workloads-screen.ts'

export interface Frame {
  readonly width: number
  readonly look: Look
  /** As many as the terminal has rows. */
  readonly lines: readonly Line[]
}

const leastColumns = 60
const leastRows = 15

/** `before` where nothing on the screen differs from it; lines that do not differ are taken over from it. */
export function nextFrame(before: Frame | null, state: State): Frame {
  const { columns: width, look } = state
  if (before?.width !== width || before.look !== look)
    return { width, look, lines: frameLines(state) }
  const made = frameLines(state)
  const lines = made.map((line, i) => {
    const old = before.lines[i]
    return old !== undefined && sameLine(old, line) ? old : line
  })
  const isSame =
    lines.length === before.lines.length && lines.every((line, i) => line === before.lines[i])
  return isSame ? before : { width, look, lines }
}

function frameLines(state: State): readonly Line[] {
  const { columns, rows } = state
  if (columns < leastColumns || rows < leastRows)
    return [[span(`kulprit needs ${leastColumns}×${leastRows}; this is ${columns}×${rows}`)]]
  if (state.look.linear)
    return linearLines(state, columns, (width, height) => screenLines(state, width, height))
  const panel = panelLines(state, columns)
  const height = rows - 2 - panel.length
  return [
    titleLine(state, columns),
    ...fill(screenLines(state, columns, height), height),
    ...panel,
    footerLine(state, columns),
  ]
}

function screenLines(state: State, width: number, height: number): readonly Line[] {
  if (state.dialog?.kind === 'help') return helpLines(state, width, height)
  switch (currentScreen(state).name) {
    case 'workloads':
      return workloadsLines(state, width, height)
    case 'workload':
      return workloadLines(state, width, height)
    case 'logs':
    case 'text':
    case 'pane':
      return textScreenLines(state, width, height)
    case 'diff':
      return diffLines(state, width, height)
    case 'changes':
      return changesLines(state, width, height)
    case 'owners':
      return ownersLines(state, width, height)
    case 'owner':
      return ownerLines(state, width, height)
    case 'bisect':
      return bisectLines(state, width, height)
    case 'bisects':
      return bisectsLines(state, width, height)
  }
}

/** Exactly `height` lines: what does not fit is left out, what is missing is blank. */
function fill(lines: readonly Line[], height: number): Line[] {
  return Array.from({ length: height }, (_, i) => lines[i] ?? blank)
}
