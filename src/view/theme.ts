/** Every colour and every glyph: what a colour says, a glyph and a word say too. */
import type { BisectView } from '../state/select-bisect.ts'
import type { HealthStatus, Proof } from '../model/workload.ts'

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

/** Props of Ink's Text; the sixteen colours of the terminal's own palette only. */
export interface Style {
  readonly color?: string
  readonly bold?: boolean
  readonly dimColor?: boolean
  readonly inverse?: boolean
  readonly underline?: boolean
}

export const styles: Readonly<Record<Tone, Style>> = {
  plain: {},
  strong: { bold: true },
  dim: { dimColor: true },
  accent: { color: 'cyan' },
  good: { color: 'green' },
  bad: { color: 'red' },
  warn: { color: 'yellow' },
  cursor: { inverse: true },
  match: { color: 'cyan', bold: true, underline: true },
  cursorMatch: { inverse: true, bold: true, underline: true },
}

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

export const verdictSigns: Readonly<Record<BisectView['probes'][number]['verdict'], Sign>> = {
  good: { glyph: '✓', tone: 'good', word: 'good' },
  bad: { glyph: '✗', tone: 'bad', word: 'bad' },
  skip: { glyph: '~', tone: 'warn', word: 'skipped' },
}

/** Before the heading of a group. */
export const foldGlyphs = { folded: '▸', open: '▾' }

export const selectionGlyph = '▌'
