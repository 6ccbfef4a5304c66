/** The line that names the panes of a page and marks the one that is shown. */
import type { Pane } from '../../state/dialog.ts'
import { keyOf } from '../../state/commands/keymap.ts'
import type { State } from '../../state/state.ts'
import type { Line, Span } from '../drawing/line.ts'
import { span } from '../drawing/line.ts'
import { cells, isSpoken } from '../drawing/width.ts'

export function tabLine(
  tabs: readonly (readonly [pane: Pane, title: string])[],
  current: Pane,
  width: number,
): Line {
  if (isSpoken(width)) {
    const others = tabs.filter(([pane]) => pane !== current).map(([, title]) => title)
    const shown = tabs.find(([pane]) => pane === current)?.[1] ?? ''
    return [span(`pane ${shown}; others: ${others.join(', ')}`)]
  }
  const line: Span[] = [span('─', 'dim')]
  for (const [pane, title] of tabs)
    line.push(
      pane === current ? span(`[${title}]`, 'strong') : span(` ${title} `, 'dim'),
      span('─', 'dim'),
    )
  const used = line.reduce((sum, { text }) => sum + cells(text), 0)
  return [...line, span('─'.repeat(Math.max(0, width - used)), 'dim')]
}

/** The part of the lines that a pane shows; scrolling stops at the last of them. */
export function scrolled(
  state: Pick<State, 'keymap'>,
  lines: readonly Line[],
  scroll: number,
  height: number,
): readonly Line[] {
  const from = Math.max(0, Math.min(scroll, lines.length - height))
  const shown = lines.slice(from, from + height)
  const below = lines.length - from - shown.length
  return below > 0 && height > 1
    ? [
        ...shown.slice(0, -1),
        [
          span(
            `  … ${below + 1} more lines below: ${keyOf(state, 'list.pageDown')} scrolls, ${keyOf(state, 'text.read')} reads all`,
            'dim',
          ),
        ],
      ]
    : shown
}
