/** The help: every command of the screen that is open, by category, from the command table. */
import { screenTitles } from '../../state/commands/command.ts'
import { helpOf } from '../../state/commands.ts'
import { keyOf } from '../../state/commands/keymap.ts'
import type { HelpRow } from '../../state/commands/select-help.ts'
import type { State } from '../../state/state.ts'
import { currentScreen } from '../../state/state.ts'
import { textOf } from '../../state/commands/text-input.ts'
import type { Line } from '../drawing/line.ts'
import { blank, hanging, lineText, span, spread } from '../drawing/line.ts'
import { fieldLine } from '../parts/panel-pieces.ts'
import { scrolled } from '../parts/tabs.ts'
import { commitSigns } from '../drawing/theme.ts'
import { fit, isSpoken } from '../drawing/width.ts'

/** From here on there is room for titles beside the sentences. */
const wide = 110
const keysWidth = 18
const titleWidth = 36

export function helpLines(state: State, width: number, height: number): readonly Line[] {
  const rows = helpRowLines(state, width)
  const none: Line[] = [blank, [span('   No key matches.', 'dim')]]
  return [
    headLine(state, width),
    ...scrolled(state, rows.length === 0 ? none : rows, state.choice, height - 1),
  ]
}

/** All of the help but its title; long sentences go on below. */
export function helpRowLines(state: State, width: number): readonly Line[] {
  return helpOf(state).flatMap((row) => rowLines(row, width))
}

function headLine(state: State, width: number): Line {
  const searching = state.dialog?.kind === 'help' && state.dialog.searching
  const cancel = keyOf(state, 'dialog.cancel')
  if (searching) {
    const right = [span(`${keyOf(state, 'dialog.accept')} keeps  ${cancel} shows all `, 'dim')]
    return fieldLine('/', state.input, 'a word of what you look for', right, width)
  }
  const found = textOf(state.input)
  const keys = `${keyOf(state, 'help.search')} search  ${keyOf(state, 'dialog.down')} ${keyOf(state, 'dialog.up')} scroll  ${cancel} ${found === '' ? 'close' : 'show all'} `
  return spread(
    [
      span(` Keys of ${screenTitles[currentScreen(state).name]}`, 'strong'),
      span(found === '' ? '' : ` with ${found}`, 'warn'),
    ],
    [span(keys, 'dim')],
    width,
  )
}

function rowLines(row: HelpRow, width: number): Line[] {
  switch (row.kind) {
    case 'gap':
      return [blank]
    case 'section':
      return [[span(` ${row.title}`, 'accent')]]
    case 'command':
      return explained(
        [span(`   ${fit(row.keys, keysWidth)}`, 'strong')],
        row.title,
        row.help,
        width,
      )
    case 'example':
      return hanging(
        [span(`   ${fit(row.text, keysWidth)}`, 'strong')],
        row.meaning,
        width,
        'plain',
      )
    case 'commit': {
      const { glyph, tone, word } = commitSigns[row.state]
      return explained([span(`   ${fit(glyph, keysWidth)}`, tone)], word, row.meaning, width)
    }
  }
}

/** The sentence beside the title, or after it where it is narrow. */
function explained(keys: Line, title: string, sentence: string, width: number): Line[] {
  if (width >= wide && !isSpoken(width))
    return hanging([...keys, span(`${fit(title, titleWidth)}  `)], sentence, width, 'dim')
  const [first = blank, ...rest] = hanging(keys, `${title}  ${sentence}`, width, 'dim')
  const text = lineText(first.slice(keys.length))
  return [
    [...keys, span(text.slice(0, title.length)), span(text.slice(title.length), 'dim')],
    ...rest,
  ]
}
