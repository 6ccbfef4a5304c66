/** The colours of each theme: for terminals with all colours, with 256, and with sixteen. */
import type { Look } from '../../state/look.ts'

/** What a colour says: all else is bold, dim, underlined or inverse. */
type Hue = 'accent' | 'good' | 'bad' | 'warn' | 'dim'

/** As Ink takes it; null for the terminal's own dim text. */
type Colour = string | null

interface Shades {
  readonly all: string
  /** A number of the 256-colour palette. */
  readonly some: number
  readonly sixteen: Colour
}

const dark: Readonly<Record<Hue, Shades>> = {
  accent: { all: '#7fb4ca', some: 110, sixteen: 'cyan' },
  good: { all: '#98bb6c', some: 107, sixteen: 'green' },
  bad: { all: '#f07178', some: 203, sixteen: 'red' },
  warn: { all: '#e6b450', some: 179, sixteen: 'yellow' },
  dim: { all: '#9298a3', some: 246, sixteen: null },
}

const light: typeof dark = {
  accent: { all: '#005f87', some: 24, sixteen: 'blue' },
  good: { all: '#2f6f1f', some: 22, sixteen: 'green' },
  bad: { all: '#b3202c', some: 124, sixteen: 'red' },
  warn: { all: '#875f00', some: 94, sixteen: 'magenta' },
  dim: { all: '#5a5f69', some: 240, sixteen: 'gray' },
}

/** Nothing is dim: what is less important is told by its place. */
const highContrast: typeof dark = {
  accent: { all: '#5fffff', some: 87, sixteen: 'cyanBright' },
  good: { all: '#5fff5f', some: 83, sixteen: 'greenBright' },
  bad: { all: '#ff8787', some: 210, sixteen: 'redBright' },
  warn: { all: '#ffff5f', some: 227, sixteen: 'yellowBright' },
  dim: { all: '#ffffff', some: 231, sixteen: 'white' },
}

export const palettes = { dark, light, 'high-contrast': highContrast } as const

/** `#7fb4ca`, `ansi256(110)` or `cyan`; null for dim, undefined for no colour at all. */
export function colourOf({ theme, colours }: Look, hue: Hue): Colour | undefined {
  if (colours === 0) return hue === 'dim' ? null : undefined
  const { all, some, sixteen } = theme === 'terminal' ? dark[hue] : palettes[theme][hue]
  if (theme === 'terminal' || colours === 1) return sixteen
  return colours === 3 ? all : `ansi256(${some})`
}
