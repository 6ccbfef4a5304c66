import * as fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { span } from '../../../src/view/drawing/line.ts'
import { cutApart } from '../../../src/view/parts/column.ts'
import { headerLine, rowLine } from '../../../src/view/parts/columns.ts'
import { fitColumns } from '../../../src/view/parts/fit-columns.ts'
import { fitLine, lineWidth } from '../../../src/view/drawing/line.ts'
import {
  cells,
  fit,
  steady,
  truncate,
  wrap,
  truncateMiddle,
} from '../../../src/view/drawing/width.ts'

describe('text in cells', () => {
  it.each([
    ['payments', 8, 'payments'],
    ['payments', 5, 'paym…'],
    ['工单系统', 8, '工单系统'],
    ['工单系统', 6, '工单…'],
    ['工单系统', 5, '工单…'],
    ['ab', 0, ''],
  ])('%s in %i cells is %s', (text, width, expected) => {
    expect(truncate(text, width)).toBe(expected)
  })

  it('takes letters of the West and its own signs for as wide as they are measured', () => {
    const characters = Array.from({ length: 0x1_00_00 - 0x20 }, (_, i) =>
      String.fromCodePoint(i + 0x20),
    ).filter((character) => steady.test(character))
    expect(characters).toContain('▌')
    expect(characters.filter((character) => stringWidth(character) !== 1)).toEqual([])
  })

  it('fits any text to exactly the width', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 2, max: 60 }),
        (text, width) => {
          expect(stringWidth(fit(text, width))).toBe(width)
        },
      ),
    )
  })

  it('wraps at spaces, and inside a word only where it must', () => {
    expect(wrap('the price cache is empty', 10)).toEqual(['the price', 'cache is', 'empty'])
    expect(wrap('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl'])
    expect(wrap('', 4)).toEqual([''])
  })

  it('wraps any text into lines that fit, without losing a letter', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 30 }), (text, width) => {
        const lines = wrap(text, width)
        for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(width)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      }),
    )
  })
})

describe('a name that is cut in the middle', () => {
  it.each([
    ['team-data-platform', 9, 'team…form'],
    ['team-data-science', 9, 'team…ence'],
    ['short', 9, 'short'],
    ['工单系统客服', 7, '工单…服'],
    ['abcdef', 3, 'ab…'],
    ['abcdef', 0, ''],
  ])('%s in %i cells is %s', (text, width, shown) => {
    expect(truncateMiddle(text, width)).toBe(shown)
  })

  it('never takes more cells than there are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, width) => {
        expect(cells(truncateMiddle(text, width))).toBeLessThanOrEqual(width)
      }),
    )
  })
})

describe('names in a column', () => {
  it('are cut at the end, but in the middle where two would look alike', () => {
    const cut = cutApart(['team-data-platform', 'team-data-science', 'storefront', 'web'])
    expect(
      ['team-data-platform', 'team-data-science', 'storefront', 'web'].map((one) => cut(one, 8)),
    ).toEqual(['team…orm', 'team…nce', 'storefr…', 'web'])
    expect(cut('storefront', 20)).toBe('storefront')
  })
})

describe('a table', () => {
  const column = (title: string, keep: number, least = 4, extra = false) => ({
    title,
    cell: (row: readonly string[]) => span(row[keep] ?? ''),
    least,
    most: 20,
    keep,
    extra,
  })
  const columns = [column('ONE', 2), column('TWO', 1), column('MORE', 0, 4, true)]
  const rows = [['note', 'second cell', 'first cell']]
  const titles = (width: number) =>
    fitColumns(columns, rows, width).columns.map(({ title }) => title)

  it('drops the least important columns as it gets narrower', () => {
    expect(titles(60)).toEqual(['ONE', 'TWO', 'MORE'])
    expect(titles(26)).toEqual(['ONE', 'TWO'])
    expect(titles(9)).toEqual(['ONE'])
  })

  it('gives the cells that few rows need to a column that many are cut in', () => {
    const shared = [
      { ...column('NAME', 3, 4), most: 12 },
      { ...column('WHO', 2, 4), most: 12 },
    ]
    const many = Array.from({ length: 100 }, (_, i) => [
      '',
      '',
      'platform',
      i === 0 ? 'a long name' : 'name',
    ])
    const { widths } = fitColumns(shared, many, 18)
    expect(widths).toEqual([7, 8])
    expect(fitColumns(shared, many.slice(1), 18).widths).toEqual([4, 8])
  })

  it('keeps its widths where a few of many rows come and go', () => {
    const shared = [
      { ...column('NAME', 3, 4), most: 12 },
      { ...column('WHO', 2, 4), most: 12 },
    ]
    const rowsWith = (long: number) =>
      Array.from({ length: 100 }, (_, i) => [
        '',
        '',
        i < long ? 'payments' : 'cart',
        i < 50 ? 'a long name' : 'name',
      ])
    const widths = [8, 9, 12, 15].map((long) => fitColumns(shared, rowsWith(long), 18).widths)
    expect(new Set(widths.map(String)).size).toBe(1)
  })

  it('cuts what fails later than what is well', () => {
    const shared = (tone: 'bad' | 'plain') => [
      { ...column('NAME', 3, 4), most: 12 },
      {
        ...column('HEALTH', 2, 4),
        cell: (row: readonly string[]) => span(row[2] ?? '', row[2] === 'ok' ? 'good' : tone),
        most: 12,
      },
    ]
    const failing = Array.from({ length: 40 }, (_, i) => [
      '',
      '',
      i < 3 ? 'unavailable' : 'ok',
      i < 8 ? 'a longer name' : 'name',
    ])
    const [, whole = 0] = fitColumns(shared('bad'), failing, 20).widths
    const [, cut = 0] = fitColumns(shared('plain'), failing, 20).widths
    expect(cut).toBeLessThan(whole)
  })

  it('says its short title where there is no room for the long one', () => {
    const shared = [column('ONE', 2), { ...column('CHANGED', 1), short: 'AGO', least: 3 }]
    const ages = [['', '12m', 'first cell']]
    const header = (width: number) =>
      headerLine(fitColumns(shared, ages, width))
        .map(({ text }) => text)
        .join('')
    expect(header(40)).toContain('CHANGED')
    expect(header(16)).toContain('AGO')
  })

  it('never draws a line that is wider than the terminal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 80 }), (width) => {
        const table = fitColumns(columns, rows, width)
        expect(lineWidth(headerLine(table))).toBeLessThanOrEqual(width)
        for (const selected of [true, false]) {
          const line = rowLine(table, rows[0] ?? [], { selected, width })
          expect(lineWidth(fitLine(line, width))).toBe(width)
          expect(lineWidth(line)).toBeLessThanOrEqual(width)
        }
      }),
    )
  })
})
