/** The styles of the theme as the terminal takes them: parameters of SGR, Select Graphic Rendition. */
import type { Look } from '../../state/look.ts'
import { remembered } from '../../state/memo.ts'
import type { Style, Tone } from './theme.ts'
import { stylesOf } from './theme.ts'

/** ECMA-48, 8.3.117. */
const parameters = { bold: '1', dimColor: '2', underline: '4', inverse: '7' } as const
const hues = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']

/** By tone, with `;` between them; empty for plain text. */
export const sgrOf = remembered((look: Look): Readonly<Record<Tone, string>> => {
  const { plain, strong, dim, accent, good, bad, warn, cursor, match, cursorMatch } = stylesOf(look)
  return {
    ...{ plain: sgr(plain), strong: sgr(strong), dim: sgr(dim), accent: sgr(accent) },
    ...{ good: sgr(good), bad: sgr(bad), warn: sgr(warn), cursor: sgr(cursor) },
    ...{ match: sgr(match), cursorMatch: sgr(cursorMatch) },
  }
})

function sgr({ color, ...attributes }: Style): string {
  const set = (Object.keys(parameters) as (keyof typeof parameters)[]).filter(
    (name) => attributes[name] === true,
  )
  return [
    ...set.map((name) => parameters[name]),
    ...(color === undefined ? [] : [hue(color)]),
  ].join(';')
}

/** `#7fb4ca`, `ansi256(110)`, `gray`, `cyan` or `cyanBright`. */
function hue(color: string): string {
  const hex = /^#(..)(..)(..)$/.exec(color)
  if (hex !== null)
    return `38;2;${hex
      .slice(1)
      .map((part) => Number.parseInt(part, 16))
      .join(';')}`
  const number = /^ansi256\((\d+)\)$/.exec(color)?.[1]
  if (number !== undefined) return `38;5;${number}`
  if (color === 'gray') return '90'
  const name = color.replace(/Bright$/, '')
  return String((name === color ? 30 : 90) + hues.indexOf(name))
}
