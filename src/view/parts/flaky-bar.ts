/** How probable a commit is, as a bar that reads without colours too. */
import { percent } from '../../state/bisects/bisect-modes.ts'
import type { Line } from '../drawing/line.ts'
import { span } from '../drawing/line.ts'

const barCells = 8
/** Without the half, which stands for the selected row. */
const eighths = ['', '▏', '▎', '▍', '▍', '▋', '▊', '▉'] as const

/** Ten to twelve cells: the bar in eighths of a cell, then the number. */
export function probabilityBar(probability: number): Line {
  const filled = Math.round(probability * barCells * 8)
  const bar = '█'.repeat(filled >> 3) + (eighths[filled & 7] ?? '')
  return [
    span(bar, probability >= 0.5 ? 'bad' : 'warn'),
    span('·'.repeat(Math.max(0, barCells - bar.length)), 'dim'),
    span(` ${percent(probability).padStart(4)} `),
  ]
}
