/** The lists above the footer that one chooses from: commands, namespaces and contexts, columns. */
import { tableColumns } from '../../model/settings/table-columns.ts'
import { paletteOf } from '../../state/commands.ts'
import { keyOf } from '../../state/commands/keymap.ts'
import type { PaletteEntry } from '../../state/commands/palette.ts'
import type { CommandId } from '../../state/dialog.ts'
import type { State } from '../../state/state.ts'
import { columnTitle } from '../../state/table/select-columns.ts'
import type { PlaceKind } from '../../state/table/select-places.ts'
import { places } from '../../state/table/select-places.ts'
import type { ColumnChoice, ColumnKey } from '../../state/table/table-column.ts'
import type { Line } from '../drawing/line.ts'
import { fitLine, hanging, lineWidth, selectLine, span, spread } from '../drawing/line.ts'
import { selectionGlyph } from '../drawing/theme.ts'
import { cells, fit } from '../drawing/width.ts'
import { answerHints, fieldLine, keyHints, rule } from './panel-pieces.ts'

const leastPaletteRows = 7

export function paletteLines(state: State, width: number): Line[] {
  const entries = paletteOf(state)
  const paletteRows = Math.max(leastPaletteRows, Math.floor(state.rows / 2) - 3)
  const widest = Math.max(0, ...entries.map(({ command }) => cells(command.title)))
  const at = Math.min(state.choice, entries.length - 1)
  const linesOf = ({ command, keys, reason }: PaletteEntry, selected: boolean): Line[] => {
    const title = [
      span(selected ? ` ${selectionGlyph} ` : '   '),
      span(`${fit(command.title, Math.min(widest, 34))}  `, reason === null ? 'plain' : 'dim'),
    ]
    const right = [span(` ${keys.slice(0, 2).join(' or ')} `, 'accent')]
    const help = reason === null ? command.help : `not now: ${reason}`
    if (!selected) return [spread([...title, span(help, 'dim')], right, width)]
    return wholeLines(title, help, right, width)
  }
  const chosen = entries[at]
  const need = chosen === undefined ? 1 : linesOf(chosen, true).length
  const top = Math.max(0, at - paletteRows + need)
  const shown = entries
    .slice(top, top + paletteRows)
    .flatMap((entry, i) => linesOf(entry, top + i === at))
    .slice(0, paletteRows)
  const none: Line = [span('   No command matches.', 'dim')]
  return [
    rule('Commands', width),
    fieldLine(':', state.input, 'type a command', answerHints(state, 'run', 'close'), width),
    ...(shown.length === 0 ? [none] : shown),
  ]
}

/** The highlighted one of a list: its whole sentence, which goes on below where it begins. */
function wholeLines(title: Line, text: string, right: Line, width: number): Line[] {
  const room = width - lineWidth(right)
  return hanging(title, text, room, 'dim').map((line, i) =>
    selectLine(i === 0 ? spread(line, right, width) : line, width),
  )
}

export function placeLines(state: State, of: PlaceKind, width: number): Line[] {
  const all = places(state)
  const room = Math.max(5, Math.floor(state.rows / 2) - 4)
  const at = Math.min(state.choice, all.length - 1)
  const top = Math.max(0, Math.min(at - Math.floor(room / 2), all.length - room))
  const widest = Math.min(40, Math.max(0, ...all.map(({ label }) => cells(label))))
  const lines = all.slice(top, top + room).map(({ label, detail, chosen }, i): Line => {
    const line = [
      span(top + i === at ? ` ${selectionGlyph} ` : '   '),
      span(chosen ? '[x] ' : '[ ] ', chosen ? 'accent' : 'dim'),
      span(fit(label, widest), chosen ? 'strong' : 'plain'),
      span(`  ${detail}`, 'dim'),
    ]
    return top + i === at ? selectLine(line, width) : line
  })
  const unread = of === 'contexts' && state.contexts === null
  const none = unread ? 'Reading the kubeconfig …' : 'None of that name.'
  const right = [
    ...keyHints(keyOf(state, 'places.toggle'), 'this one too '),
    ...answerHints(state, 'show', 'close'),
  ]
  return [
    rule(of === 'namespaces' ? 'Namespaces' : 'Contexts', width),
    fieldLine('>', state.input, 'part of its name', right, width),
    ...(lines.length === 0 ? [[span(`   ${none}`, 'dim')]] : lines),
  ]
}

/** The table above shows at once what is chosen here. */
export function columnLines(state: State, choices: readonly ColumnChoice[], width: number): Line[] {
  const room = Math.max(5, Math.floor(state.rows / 2) - 3)
  const at = Math.min(state.choice, choices.length - 1)
  const widest = Math.max(...choices.map(({ id }) => cells(columnTitle(id))))
  const linesOf = (choice: ColumnChoice, selected: boolean): Line[] => {
    const title = [
      span(selected ? ` ${selectionGlyph} ` : '   '),
      span(choice.shown ? '[x] ' : '[ ] ', choice.shown ? 'accent' : 'dim'),
      span(fit(columnTitle(choice.id), widest), choice.shown ? 'strong' : 'plain'),
      span(choice.width === null ? '   auto  ' : `${String(choice.width).padStart(7)}  `, 'dim'),
    ]
    const help = columnHelp(choice.id)
    return selected ? wholeLines(title, help, [], width) : [[...title, span(help, 'dim')]]
  }
  const chosen = choices[at]
  const more = chosen === undefined ? 0 : linesOf(chosen, true).length - 1
  const top = Math.max(0, Math.min(at - Math.floor(room / 2), choices.length - room + more))
  const lines = choices
    .slice(top, top + room)
    .flatMap((choice, i) => linesOf(choice, top + i === at))
    .slice(0, room)
  const key = (id: CommandId): string => keyOf(state, id)
  return [
    rule(
      `Columns, ${choices.filter(({ shown }) => shown).length} of ${choices.length} shown`,
      width,
    ),
    ...lines,
    fitLine(
      [
        span('   '),
        ...keyHints(
          ...[key('columns.toggle'), 'show or hide'],
          ...[`${key('columns.left')} ${key('columns.right')}`, 'move'],
          ...[`${key('columns.narrower')} ${key('columns.wider')}`, 'width'],
          ...[key('columns.usual'), 'usual '],
        ),
        ...answerHints(state, 'keep', 'undo'),
      ],
      width,
    ),
  ]
}

function columnHelp(id: ColumnKey): string {
  return tableColumns.find((column) => column.id === id)?.help ?? 'from your settings'
}
