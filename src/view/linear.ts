/** The screens for a screen reader: short lines that mean something alone, no table and no rules. */
import { locate } from '../state/table/cursor.ts'
import { dialogKindOf } from '../state/dialog.ts'
import { isGroup } from '../state/table/group.ts'
import { keyOf } from '../state/commands/keymap.ts'
import { currentList } from '../state/table/list.ts'
import { readScreen } from '../state/text/select-text.ts'
import { selectedEntry, workloadsView } from '../state/table/select-workloads.ts'
import type { State } from '../state/state.ts'
import { currentScreen } from '../state/state.ts'
import { footerLine, titleLine } from './parts/chrome.ts'
import { spokenRow } from './parts/columns.ts'
import { groupLine } from './parts/group-line.ts'
import type { Line } from './drawing/line.ts'
import { paragraph, span } from './drawing/line.ts'
import { panelLines } from './parts/panel.ts'
import { spokenWidth } from './drawing/width.ts'
import { workloadColumns } from './parts/workload-columns.ts'

/**
 * Of a list only the selected row is read, with the name of each column; of all else every line. What
 * asks for an answer is read alone. `screen` draws the current one in a width and a height.
 */
export function linearLines(
  state: State,
  width: number,
  screen: (width: number, height: number) => readonly Line[],
): readonly Line[] {
  const broken = (texts: readonly string[]): Line[] =>
    texts.flatMap((text) => paragraph(text, width))
  const asked = dialogKindOf(state)
  const title = broken(readable(titleLine(state, spokenWidth)))
  const panel = broken(panelLines(state, spokenWidth).flatMap(readable))
  const keys = asked === null ? broken(readable(footerLine(state, spokenWidth))) : []
  const room = Math.max(1, state.rows - 1 - title.length - panel.length - keys.length)
  const isAlone = asked !== null && asked !== 'filter' && asked !== 'help'
  const body = isAlone ? [] : broken(bodyTexts(state, room, screen))
  const lines = [...title, ...shortened(state, body, room), ...panel, ...keys]
  return lines.slice(0, state.rows - 1)
}

function bodyTexts(
  state: State,
  room: number,
  screen: (width: number, height: number) => readonly Line[],
): string[] {
  const isTable =
    currentScreen(state).name === 'workloads' && state.dialog?.kind !== 'help' && hasRows(state)
  return isTable ? tableTexts(state) : screen(spokenWidth, room).flatMap(readable)
}

/** What is followed keeps its end; of all else the key is named that reads it whole. */
function shortened(state: State, body: readonly Line[], room: number): readonly Line[] {
  if (body.length <= room) return body
  const read = readScreen(state)
  if (read?.view.follow === true) return [...body.slice(0, 1), ...body.slice(1 - room)]
  const more = read === null ? [[span(`… more: ${keyOf(state, 'text.read')} reads all`)]] : []
  return [...body.slice(0, room - more.length), ...more]
}

function hasRows(state: State): boolean {
  const { error, empty } = workloadsView(state)
  return error === null && empty === null
}

function tableTexts(state: State): string[] {
  const { ids, cursor } = currentList(state)
  const entry = selectedEntry(state)
  if (entry === null) return []
  const place = `row ${locate(cursor, ids) + 1} of ${ids.length}`
  const { problems } = workloadsView(state)
  const said = isGroup(entry)
    ? readable(groupLine(entry, false, spokenWidth)).join(', ')
    : spokenRow(workloadColumns(state), entry)
  return [...problems.map(({ text, next }) => `problem: ${text}, ${next}`), `${place}: ${said}`]
}

/** Without what only shows where things are; nothing of a line that is nothing else. */
function readable(line: Line): string[] {
  const text = line
    .map((span) => span.text)
    .join('')
    .replace(/^ ?\u258c */u, 'selected: ')
    .replaceAll(/[\u2500\u2502\u251c\u2524\u252c\u2534\u253c\u256d\u256e\u256f\u2570]+/gu, ' ')
    .trim()
    .replaceAll(/ {2,}/g, ', ')
  return text === '' ? [] : [text]
}
