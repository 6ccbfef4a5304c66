import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, boolean, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanLine } from '../../src/model/text.ts'
import type { ColourLevel, Look } from '../../src/state/look.ts'
import { drawn } from '../../src/view/drawing/glyphs.ts'
import { palettes } from '../../src/view/drawing/palettes.ts'
import { stylesOf } from '../../src/view/drawing/theme.ts'
import { cells } from '../../src/view/drawing/width.ts'

/** As WCAG 2.2 defines relative luminance and contrast. */
function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The colour that number 16 to 255 of the 256-colour palette stands for. */
function fromCube(number: number): string {
  const hex = (parts: number[]) =>
    `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
  if (number >= 232) return hex(Array<number>(3).fill(8 + 10 * (number - 232)))
  const steps = [0, 95, 135, 175, 215, 255]
  const at = number - 16
  return hex([Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map((i) => steps[i] ?? 0))
}

describe.each([
  ['dark', ['#000000', '#1e1e2e'], 5],
  ['light', ['#ffffff', '#fdf6e3'], 5],
  ['high-contrast', ['#000000'], 7],
] as const)('the theme %s', (theme, backgrounds, least) => {
  it('can be read, in all colours and in 256', () => {
    for (const { all, some } of Object.values(palettes[theme]))
      for (const background of backgrounds)
        for (const colour of [all, fromCube(some)])
          expect([colour, contrast(colour, background) >= least]).toEqual([colour, true])
  })

  it('has a style of its own for what is good, bad and doubtful in every terminal with colours', () => {
    for (const colours of [1, 2, 3] as ColourLevel[]) {
      const { good, bad, warn } = stylesOf({ theme, colours, ascii: false, linear: false })
      expect(new Set([good, bad, warn].map(({ color }) => color)).size).toBe(3)
    }
  })
})

it('without colours no style has one', () => {
  for (const theme of ['dark', 'light', 'high-contrast', 'terminal'] as Look['theme'][])
    for (const style of Object.values(stylesOf({ theme, colours: 0, ascii: false, linear: false })))
      expect(style).not.toHaveProperty('color')
})

describe('what reaches the terminal', () => {
  it('takes as many cells as it was measured to', () => {
    assert(
      property(string({ unit: 'binary' }), boolean(), (text, onlyAscii) => {
        const clean = cleanLine(text)
        expect(cells(drawn(clean, onlyAscii))).toBe(cells(clean))
      }),
      { numRuns: 2000, examples: [['\u0000🏻', true]] },
    )
  })

  it('is one sign in every terminal', () => {
    expect(drawn('👍🏽 🇩🇪 1⃣ 工单 é', false)).toBe('👍 DE 1  工单 é')
  })

  it('is ASCII where only that is drawn, with likenesses', () => {
    expect(drawn('● Żółć → 工单 …', true)).toBe('* Zo?c > ???? ~')
  })

  it('has an ASCII likeness for every sign on every golden screen', () => {
    const screens = ['../app/__screens__', '__screens__']
      .map((folder) => join(import.meta.dirname, folder))
      .flatMap((folder) =>
        readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')),
      )
    // A letter of somebody's name has its own likeness, or none.
    const signs = new Set(screens.join('').match(/[^\p{ASCII}\p{L}]/gu))
    expect([...signs].filter((sign) => drawn(sign, true) === '?')).toEqual([])
  })

  it('keeps apart in ASCII what only a sign tells apart', () => {
    const signs = ['✗', '✓', '●', '○', '◐', '◆', '□', '×', '·', '~', '?']
    expect(new Set(signs.map((sign) => drawn(sign, true))).size).toBe(signs.length)
  })
})
