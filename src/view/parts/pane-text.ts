/** What a screen shows, laid out to be read as a text: as wide as it needs, so that nothing of it is cut. */
import type { Layout } from '../../state/commands/command.ts'
import { bufferOf } from '../../state/text/line-buffer.ts'
import { remembered } from '../../state/memo.ts'
import type { State } from '../../state/state.ts'
import type { PaneSource } from '../../state/text/text-screens.ts'
import { currentScreen } from '../../state/state.ts'
import { textInput } from '../../state/commands/text-input.ts'
import { bisectPaneLines } from '../screens/bisect-screen.ts'
import { bisectsLines } from '../screens/bisects-screen.ts'
import { changesLines } from '../screens/changes-screen.ts'
import { diffLines } from '../screens/diff-screen.ts'
import { helpRowLines } from '../screens/help-screen.ts'
import { columnParts } from './column-parts.ts'
import type { Line } from '../drawing/line.ts'
import { lineText, span, trimLine } from '../drawing/line.ts'
import { ownerLines, ownersLines } from '../screens/owners-screen.ts'
import { selectionGlyph } from '../drawing/theme.ts'
import { workloadPaneLines } from '../screens/workload-screen.ts'

export const layout: Layout = {
  paneText: (state) => textOf(paneLines(state)),
  columnParts,
  helpLines: (state) => helpRowLines(state, state.columns).length,
}

const textOf = remembered((lines: readonly Line[]) => bufferOf(lines.map(lineText)))

/** Wider than any line; what is longer still goes on below. */
const unlimited = 1000

let last: { readonly state: State; readonly lines: readonly Line[] } | null = null

/** Laid out anew only when something but the way it is looked at has changed. */
export function paneLines(state: State): readonly Line[] {
  if (last !== null && sameContent(last.state, state)) return last.lines
  const lines = laidOut(state)
  last = { state, lines }
  return lines
}

function sameContent(a: State, b: State): boolean {
  const names = Object.keys(a) as (keyof State)[]
  return (
    names.every((name) => name === 'screens' || name === 'history' || a[name] === b[name]) &&
    a.screens.length === b.screens.length &&
    a.screens.slice(0, -1).every((screen, i) => screen === b.screens[i]) &&
    sourceOf(a) === sourceOf(b)
  )
}

function sourceOf(state: State): PaneSource | null {
  const screen = currentScreen(state)
  return screen.name === 'pane' ? screen.of : null
}

function laidOut(state: State): readonly Line[] {
  const of = sourceOf(state)
  if (of === null) return []
  const screens = state.screens.slice(0, -1)
  const below = { ...state, screens, dialog: null, input: textInput('') }
  const lines = of === 'help' ? helpRowLines(below, state.columns) : shownBelow(below)
  const read = lines.map((line) => trimLine(withoutCursor(line)))
  return read.slice(
    Math.max(
      0,
      read.findIndex(({ length }) => length > 0),
    ),
  )
}

/** Which row is selected is no part of a text. */
function withoutCursor(line: Line): Line {
  const [first] = line
  if (first?.text.startsWith(selectionGlyph) !== true) return line
  return line.map(({ text }, i) => span(i === 0 ? ` ${text.slice(1)}` : text))
}

function shownBelow(below: State): readonly Line[] {
  switch (currentScreen(below).name) {
    case 'workload':
      return workloadPaneLines(below, unlimited)
    case 'bisect':
      return bisectPaneLines(below, unlimited)
    case 'diff':
      return diffLines(below, unlimited, Infinity)
    case 'changes':
      return changesLines(below, unlimited, Infinity)
    case 'owners':
      return ownersLines(below, unlimited, Infinity)
    case 'owner':
      return ownerLines(below, unlimited, Infinity)
    case 'bisects':
      return bisectsLines(below, unlimited, Infinity)
    default:
      return []
  }
}
