import { describe, expect, it } from 'vitest'
import { defaultLook } from '../../src/model/settings/look-settings.ts'
import { colourLevel, lookOf } from '../../src/state/look.ts'

describe('the colours of a terminal', () => {
  it.each([
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 3],
    [{ TERM: 'xterm-kitty' }, 3],
    [{ TERM: 'screen-256color' }, 2],
    [{ TERM: 'xterm' }, 1],
    [{ TERM: 'dumb', COLORTERM: 'truecolor' }, 0],
    [{ TERM: 'xterm-256color', NO_COLOR: '1' }, 0],
    [{ TERM: 'xterm-256color', NO_COLOR: '' }, 2],
    [{ TERM: 'xterm', FORCE_COLOR: '3' }, 3],
    [{ COLORTERM: 'truecolor', FORCE_COLOR: '0' }, 0],
    [{ TERM: 'xterm', NO_COLOR: '1', FORCE_COLOR: '3' }, 0],
  ] as const)('%j are level %i', (env, level) => {
    expect(colourLevel(env)).toBe(level)
  })
})

describe('what the settings leave open', () => {
  it.each([
    ['light', { COLORFGBG: '0;15' }],
    ['dark', { COLORFGBG: '15;0' }],
    ['dark', {}],
    ['light', { COLORFGBG: '0;default;7' }],
  ])('the theme is %s with %j', (theme, env) => {
    expect(lookOf(defaultLook, env).theme).toBe(theme)
    expect(lookOf({ ...defaultLook, theme: 'high-contrast' }, env).theme).toBe('high-contrast')
  })

  it('the terminal’s own answer counts more than its environment, and a chosen theme more than both', () => {
    expect(lookOf(defaultLook, { COLORFGBG: '15;0' }, 'light').theme).toBe('light')
    expect(lookOf(defaultLook, { COLORFGBG: '0;15' }, 'dark').theme).toBe('dark')
    expect(lookOf({ ...defaultLook, theme: 'dark' }, {}, 'light').theme).toBe('dark')
  })

  it.each([
    [false, {}],
    [false, { LANG: 'de_DE.UTF-8' }],
    [true, { LANG: 'C' }],
    [true, { LANG: 'de_DE.UTF-8', LC_ALL: 'POSIX' }],
    [false, { LC_CTYPE: 'C.utf8', LANG: 'C' }],
  ])('only ASCII is drawn: %s with %j', (ascii, env) => {
    expect(lookOf(defaultLook, env).ascii).toBe(ascii)
    expect(lookOf({ ...defaultLook, glyphs: 'unicode' }, env).ascii).toBe(false)
    expect(lookOf({ ...defaultLook, glyphs: 'ascii' }, env).ascii).toBe(true)
  })

  it('a screen reader is asked for by the setting or by Ink’s variable', () => {
    expect(lookOf(defaultLook, {}).linear).toBe(false)
    expect(lookOf(defaultLook, { INK_SCREEN_READER: 'true' }).linear).toBe(true)
    expect(lookOf({ ...defaultLook, screenReader: true }, {}).linear).toBe(true)
  })
})
