/** How the screens look: which colours, which characters, and whether they are read aloud. */
import type { LookSettings } from '../model/settings/look-settings.ts'

/** 0 none, 1 sixteen, 2 two hundred and fifty-six, 3 all. */
export type ColourLevel = 0 | 1 | 2 | 3

export interface Look {
  readonly theme: Exclude<LookSettings['theme'], 'auto'>
  readonly colours: ColourLevel
  /** Nothing but ASCII characters. */
  readonly ascii: boolean
  /** A list of short lines for a screen reader. */
  readonly linear: boolean
}

export type Background = 'dark' | 'light'

type Variables = Readonly<Record<string, string | undefined>>

/** What the settings leave open, the terminal says: by its answer, where it gave one, and its environment. */
export function lookOf(
  settings: LookSettings,
  env: Variables,
  background: Background | null = null,
): Look {
  const { theme, glyphs, screenReader } = settings
  return {
    theme: theme === 'auto' ? (background ?? backgroundIn(env)) : theme,
    colours: colourLevel(env),
    ascii: glyphs === 'ascii' || (glyphs === 'auto' && !isUnicode(env)),
    linear: screenReader || env['INK_SCREEN_READER'] === 'true',
  }
}

/** `NO_COLOR` as https://no-color.org has it; `FORCE_COLOR` as Node has it. */
export function colourLevel(env: Variables): ColourLevel {
  const { NO_COLOR, FORCE_COLOR, COLORTERM = '', TERM = '', TERM_PROGRAM } = env
  if (NO_COLOR !== undefined && NO_COLOR !== '') return 0
  if (FORCE_COLOR !== undefined) return forced(FORCE_COLOR)
  if (TERM === 'dumb') return 0
  if (/^(?:truecolor|24bit)$/.test(COLORTERM) || /-direct$|kitty|ghostty/.test(TERM)) return 3
  if (TERM_PROGRAM === 'iTerm.app') return 3
  return /256/.test(TERM) ? 2 : 1
}

function forced(value: string): ColourLevel {
  if (value === '0' || value === 'false') return 0
  return value === '3' ? 3 : value === '2' ? 2 : 1
}

/** Nobody looks at colours that are chosen or not there; the console of Linux would print the question. */
export function asksBackground({ theme }: LookSettings, env: Variables): boolean {
  return theme === 'auto' && colourLevel(env) > 0 && env['TERM'] !== 'linux'
}

/** `15;0` is white on black; rxvt, Konsole and others set it. */
function backgroundIn({ COLORFGBG = '' }: Variables): Background {
  const background = Number(COLORFGBG.split(';').at(-1) || 0)
  return background === 7 || background > 8 ? 'light' : 'dark'
}

/** As in POSIX, the first that is set counts; where none is, a terminal of today is taken for one with UTF-8. */
function isUnicode({ LC_ALL, LC_CTYPE, LANG }: Variables): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG || ''
  return locale === '' || /utf-?8/i.test(locale)
}
