import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { hangingIndent, rowsOf } from '../../../src/state/text/wrap.ts'
import { cells } from '../../../src/view/drawing/width.ts'

function shown(text: string, columns: number): string[] {
  const indent = ' '.repeat(hangingIndent(text, columns))
  return rowsOf(text, columns, cells).map(
    ([from, to], i) => (i === 0 ? '' : indent) + text.slice(from, to).trimEnd(),
  )
}

describe('a line that is too long', () => {
  test.each([
    ['goes on before a word', 'the pod was killed', 11, ['the pod was', 'killed']],
    ['has no blanks at the beginning of a row', 'killed    twice', 8, ['killed', 'twice']],
    ['keeps its indentation', '    image: shop/cart', 14, ['    image:', '    shop/cart']],
    [
      'breaks a word that is longer than a row',
      'at sha256:0123456789',
      8,
      ['at sha25', '6:012345', '6789'],
    ],
    ['is not moved from its indentation', '  abcdefgh ij', 8, ['  abcdef', '  gh ij']],
    ['breaks between ideographs', '工单系统 ok 工单', 6, ['工单系', '统 ok', '工单']],
    ['measures what is wide', 'ab 🙂🙂🙂 c', 7, ['ab', '🙂🙂🙂', 'c']],
  ])('%s', (_, text, columns, rows) => {
    expect(shown(text, columns)).toEqual(rows)
  })

  test.each(['', 'short', 'just-fits!'])('that fits is one row: "%s"', (text) => {
    expect(rowsOf(text, 10, cells)).toEqual([[0, text.length]])
  })

  const texts = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[一-龠ぁab é🙂-]*$/u),
    fc.array(fc.stringMatching(/^[a-z/:]{0,40}$/)).map((words) => words.join(' ')),
  )
  const columns = fc.integer({ min: 2, max: 30 })

  it('is all there in its rows, each of which fits without the blanks at its end', () => {
    fc.assert(
      fc.property(texts, columns, (text, width) => {
        const rows = rowsOf(text, width, cells)
        expect(rows.map(([from, to]) => text.slice(from, to)).join('')).toBe(text)
        for (const row of shown(text, width)) expect(cells(row)).toBeLessThanOrEqual(width)
      }),
    )
  })

  it('never takes more rows than by a measure that takes everything for wider', () => {
    const generous = (part: string): number => part.length + (part.match(/[^ -~]/g)?.length ?? 0)
    fc.assert(
      fc.property(texts, columns, (text, width) => {
        const needed = rowsOf(text, width, cells).length
        expect(rowsOf(text, width, generous).length).toBeGreaterThanOrEqual(needed)
      }),
    )
  })

  it('of which few rows are wanted ends with the rest of it', () => {
    const text = 'word '.repeat(100)
    expect(rowsOf(text, 10, cells, 3)).toEqual([...rowsOf(text, 10, cells).slice(0, 3), [30, 500]])
  })
})
