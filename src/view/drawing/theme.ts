/** Every colour and every glyph: what a colour says, a glyph and a word say too. */
import type { BisectView } from '../../state/bisects/select-bisect.ts'
import type { FlashKind } from '../../state/table/flash-kind.ts'
import type { Look } from '../../state/look.ts'
import { remembered } from '../../state/memo.ts'
import type { Happening } from '../../model/timeline/happening.ts'
import type { HealthStatus, Proof } from '../../model/workload.ts'
import { colourOf } from './palettes.ts'

export type Tone =
  | 'plain'
  | 'strong'
  | 'dim'
  | 'accent'
  | 'good'
  | 'bad'
  | 'warn'
  | 'cursor'
  | 'match'
  | 'cursorMatch'

/** Props of Ink's Text. */
export interface Style {
  readonly color?: string
  readonly bold?: boolean
  readonly dimColor?: boolean
  readonly inverse?: boolean
  readonly underline?: boolean
}

export type Styles = Readonly<Record<Tone, Style>>

export const stylesOf = remembered((look: Look): Styles => {
  const coloured = (hue: Parameters<typeof colourOf>[1]): Style => {
    const color = colourOf(look, hue)
    if (color === null) return { dimColor: true }
    return color === undefined ? {} : { color }
  }
  const strongest = look.theme === 'high-contrast'
  return {
    plain: {},
    strong: { bold: true },
    dim: coloured('dim'),
    accent: coloured('accent'),
    good: coloured('good'),
    bad: { ...coloured('bad'), bold: strongest },
    warn: coloured('warn'),
    cursor: { inverse: true, bold: strongest },
    match: { ...coloured('accent'), bold: true, underline: true },
    cursorMatch: { inverse: true, bold: true, underline: true },
  }
})

interface Sign {
  readonly glyph: string
  readonly tone: Tone
  readonly word: string
}

export const healthSigns: Readonly<Record<HealthStatus, Sign>> = {
  degraded: { glyph: '✗', tone: 'bad', word: 'failing' },
  progressing: { glyph: '◐', tone: 'warn', word: 'progressing' },
  healthy: { glyph: '●', tone: 'good', word: 'healthy' },
  suspended: { glyph: '○', tone: 'dim', word: 'suspended' },
  unknown: { glyph: '?', tone: 'warn', word: 'unknown' },
}

export const proofSigns: Readonly<Record<Proof, Sign>> = {
  proven: { glyph: '✓', tone: 'good', word: 'proven' },
  unproven: { glyph: '?', tone: 'warn', word: 'unproven' },
  bad: { glyph: '✗', tone: 'bad', word: 'failed' },
}

export const commitSigns: Readonly<Record<BisectView['rows'][number]['state'], Sign>> = {
  'in-hand': { glyph: '◆', tone: 'accent', word: 'in hand' },
  candidate: { glyph: '●', tone: 'plain', word: 'candidate' },
  good: { glyph: '✓', tone: 'good', word: 'good' },
  bad: { glyph: '✗', tone: 'bad', word: 'bad' },
  'implied-good': { glyph: '·', tone: 'good', word: 'implied good' },
  'implied-bad': { glyph: '×', tone: 'bad', word: 'implied bad' },
  skipped: { glyph: '~', tone: 'warn', word: 'skipped' },
  'no-build': { glyph: '□', tone: 'dim', word: 'no build' },
  excluded: { glyph: '○', tone: 'dim', word: 'excluded' },
}

export const stageSigns: Readonly<
  Record<BisectView['stages'][number]['standing'], Omit<Sign, 'word'>>
> = {
  done: { glyph: '✓', tone: 'good' },
  now: { glyph: '◆', tone: 'accent' },
  'to come': { glyph: '·', tone: 'dim' },
}

export const verdictSigns: Readonly<Record<BisectView['probes'][number]['verdict'], Sign>> = {
  good: { glyph: '✓', tone: 'good', word: 'good' },
  bad: { glyph: '✗', tone: 'bad', word: 'bad' },
  skip: { glyph: '~', tone: 'warn', word: 'skipped' },
}

/** Before the heading of a group. */
export const foldGlyphs = { folded: '▸', open: '▾' }

/** Beside a row that is marked, and for a moment beside one that is new, changed or began to fail. */
export const rowSigns: Readonly<Record<'marked' | FlashKind, Sign>> = {
  marked: { glyph: '*', tone: 'accent', word: 'marked' },
  new: { glyph: '+', tone: 'good', word: 'new' },
  changed: { glyph: '~', tone: 'accent', word: 'changed' },
  failing: { glyph: '!', tone: 'bad', word: 'failing' },
}

export const selectionGlyph = '▌'

export const happeningSigns: Readonly<Record<Happening['type'], Sign>> = {
  release: { glyph: '▲', tone: 'accent', word: 'release' },
  rollback: { glyph: '▼', tone: 'warn', word: 'rollback' },
  restart: { glyph: '↻', tone: 'plain', word: 'restart' },
  scaling: { glyph: '↕', tone: 'plain', word: 'scaling' },
  config: { glyph: '✎', tone: 'accent', word: 'config' },
  node: { glyph: '▣', tone: 'warn', word: 'node' },
  failure: { glyph: '✗', tone: 'bad', word: 'failure' },
}
