/** What the user's settings say about the looks of the screens. */
import { oneOf, onOrOff, optional } from './settings-check.ts'

const themes = ['auto', 'dark', 'light', 'high-contrast', 'terminal'] as const
const glyphSets = ['auto', 'unicode', 'ascii'] as const

export interface LookSettings {
  readonly theme: (typeof themes)[number]
  readonly glyphs: (typeof glyphSets)[number]
  readonly screenReader: boolean
}

export const defaultLook: LookSettings = { theme: 'auto', glyphs: 'auto', screenReader: false }

export const lookReference = [
  {
    key: 'theme',
    type: themes.join(', '),
    fallback: 'auto',
    help: 'The colours: `auto` is `light` where the terminal answers that its background is, or says so through `COLORFGBG`, else `dark`; `high-contrast` is for a dark background; `terminal` keeps to the sixteen colours of the terminal’s own palette. `NO_COLOR` switches all colours off.',
  },
  {
    key: 'glyphs',
    type: glyphSets.join(', '),
    fallback: 'auto',
    help: 'The signs: with `ascii`, and with `auto` where the locale is not UTF-8, only ASCII characters are drawn.',
  },
  {
    key: 'screenReader',
    type: 'true or false',
    fallback: 'false',
    help: 'A plain list of short lines instead of a table, for a screen reader; `INK_SCREEN_READER=true` does the same.',
  },
] as const

export const lookFields = {
  theme: optional(oneOf(themes)),
  glyphs: optional(oneOf(glyphSets)),
  screenReader: optional(onOrOff),
}
