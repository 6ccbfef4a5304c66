/** The screens for a screen reader: short lines that mean something alone, no table and no rules. */
import { locate } from '../state/cursor.ts'
import { dialogKindOf } from '../state/dialog.ts'
import { isGroup } from '../state/group.ts'
import { currentList } from '../state/list.ts'
import { selectedEntry, workloadsView } from '../state/select-workloads.ts'
import type { State } from '../state/state.ts'
import { currentScreen } from '../state/state.ts'
import { footerLine, titleLine } from './chrome.ts'
import { groupLine } from './group-line.ts'
import type { Line } from './line.ts'
import { paragraph } from './line.ts'
import { panelLines } from './panel.ts'
import { workloadColumns } from './workload-columns.ts'

/** Wide enough that nothing is cut; the lines are broken afterwards. */
const unlimited = 400

/**
 * Of the table only the selected row is read, with the name of each column; of all else every line.
 * `screen` draws the current one in a width and a height.
 */
export function linearLines(
  state: State,
  width: number,
  screen: (width: number, height: number) => readonly Line[],
): readonly Line[] {
  const isTable =
    currentScreen(state).name === 'workloads' && state.dialog?.kind !== 'help' && hasRows(state)
  const texts = [
    ...readable(titleLine(state, unlimited)),
    ...(isTable ? tableTexts(state) : screen(unlimited, state.rows).flatMap(readable)),
    ...panelLines(state, unlimited).flatMap(readable),
    ...(dialogKindOf(state) === null ? readable(footerLine(state, unlimited)) : []),
  ]
  return texts.flatMap((text) => paragraph(text, width)).slice(0, state.rows - 1)
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
  const facts = isGroup(entry)
    ? readable(groupLine(entry, false, unlimited))
    : workloadColumns(state, unlimited).flatMap(({ title, cell }) => {
        const said = cell(entry).text.trim()
        return said === '' ? [] : [`${title.toLowerCase()}: ${said}`]
      })
  return [
    ...problems.map(({ text, next }) => `problem: ${text}, ${next}`),
    `${place}: ${facts.join(', ')}`,
  ]
}

/** Without what only shows where things are; nothing of a line that is nothing else. */
function readable(line: Line): string[] {
  const text = line
    .map((span) => span.text)
    .join('')
    .replace(/^ ?▌/u, 'selected: ')
    .replaceAll(/[─│├┤┬┴┼╭╮╯╰]+/gu, ' ')
    .trim()
    .replaceAll(/ {2,}/g, ', ')
  return text === '' ? [] : [text]
}
