/** The characters that reach the terminal: those that every terminal draws alike, or ASCII alone. */
import { cells } from './width.ts'

/** kulprit's own signs, each as one ASCII character, so that nothing moves. */
const signs: Readonly<Record<string, string>> = {
  '…': '~',
  '→': '>',
  '←': '<',
  '›': '>',
  '▌': '>',
  '▸': '+',
  '▾': '-',
  '▶': '+',
  '▼': '-',
  '▲': '^',
  '↻': '%',
  '↕': '|',
  '✎': '=',
  '▣': '#',
  '↑': '^',
  '↓': 'v',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '·': '.',
  '×': 'x',
  '✗': 'X',
  '✓': '+',
  '●': '*',
  '•': '*',
  '○': 'o',
  '◐': '%',
  '◌': '~',
  '◆': '@',
  '□': '_',
  '█': '#',
  '▉': '#',
  '▊': '#',
  '▋': '#',
  '▍': ':',
  '▎': ':',
  '▏': ':',
  Σ: 'S',
  '�': '?',
  '≤': '<',
  '≥': '>',
  '─': '-',
  '│': '|',
  '├': '+',
  '┤': '+',
  '┬': '+',
  '┴': '+',
  '┼': '+',
  '╭': '/',
  '╮': '\\',
  '╯': '/',
  '╰': '\\',
}

const ascii = /^[\x20-\x7e]*$/
const joined = /.\p{Emoji_Modifier}|\p{Regional_Indicator}|\u20E3/u
const firstIndicator = 0x1f1e6

/** Made on first use: it takes milliseconds, and few terminals need it. */
let graphemes: Intl.Segmenter | null = null

/** The text as it is drawn, in as many cells as `cells` says. */
export function drawn(text: string, onlyAscii: boolean): string {
  if (ascii.test(text)) return text
  const steady = joined.test(text) ? apart(text) : text
  if (!onlyAscii) return steady
  graphemes ??= new Intl.Segmenter('en')
  return Array.from(graphemes.segment(steady), ({ segment }) => inAscii(segment)).join('')
}

/** Some terminals draw these as one sign and others as several: a skin tone, a flag, a keycap. */
function apart(text: string): string {
  return text
    .replaceAll(/(.)\p{Emoji_Modifier}+/gu, '$1')
    .replaceAll(/\p{Regional_Indicator}+/gu, (flags) => {
      const letters = Array.from(flags, (indicator) =>
        String.fromCodePoint(65 + (indicator.codePointAt(0) ?? firstIndicator) - firstIndicator),
      ).join('')
      return letters.padEnd(cells(flags))
    })
    .replaceAll(/.\u20E3/gu, (keycap) => keycap.slice(0, -1).padEnd(cells(keycap)))
}

/** A letter without its accents; `?` for what has no likeness in ASCII. */
function inAscii(character: string): string {
  const known = signs[character]
  if (known !== undefined || ascii.test(character)) return known ?? character
  const bare = character.normalize('NFKD').replaceAll(/\p{M}/gu, '')
  const width = cells(character)
  return ascii.test(bare) && bare.length === width ? bare : '?'.repeat(width)
}
