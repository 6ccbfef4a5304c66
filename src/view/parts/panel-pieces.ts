/** What the panels above the footer are made of: their titles, the line to type in, the keys that answer. */
import { keyOf } from '../../state/commands/keymap.ts'
import type { TextInput } from '../../state/commands/text-input.ts'
import type { State } from '../../state/state.ts'
import type { Line, Span } from '../drawing/line.ts'
import { span, spread } from '../drawing/line.ts'
import { cells } from '../drawing/width.ts'

/** A line to type in, with the cursor; of a long text the part around the cursor. `ghost` is what would be added. */
export function fieldLine(
  prompt: string,
  { characters, cursor }: TextInput,
  placeholder: string,
  right: Line,
  width: number,
  ghost = '',
): Line {
  const room = width - cells(prompt) - 4 - right.reduce((sum, { text }) => sum + cells(text), 0)
  let start = 0
  while (start < cursor && cells(characters.slice(start, cursor).join('')) >= room) start += 1
  const text: Span[] =
    characters.length === 0
      ? [span(' ', 'cursor'), span(placeholder, 'dim')]
      : [
          span(characters.slice(start, cursor).join('')),
          span(characters[cursor] ?? Array.from(ghost)[0] ?? ' ', 'cursor'),
          span(characters.slice(cursor + 1).join('')),
          span(Array.from(ghost).slice(1).join(''), 'dim'),
        ]
  return spread([span(` ${prompt} `, 'accent'), ...text], right, width)
}

export function answerHints(state: State, accept: string, cancel: string): Line {
  return keyHints(keyOf(state, 'dialog.accept'), accept, keyOf(state, 'dialog.cancel'), cancel)
}

export function keyHints(...pairs: readonly string[]): Line {
  return pairs.map((text, i) =>
    i % 2 === 0
      ? span(`${text} `, 'accent')
      : span(`${text}${i < pairs.length - 1 ? '  ' : ' '}`, 'dim'),
  )
}

export function rule(title: string, width: number): Line {
  return [
    span('─ ', 'dim'),
    span(title, 'strong'),
    span(` ${'─'.repeat(Math.max(0, width - cells(title) - 3))}`, 'dim'),
  ]
}
