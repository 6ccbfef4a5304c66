/** The keys that a terminal can send, by the names that commands and settings call them. */

const named = [
  'enter',
  'esc',
  'tab',
  'shift-tab',
  'shift-left',
  'shift-right',
  'space',
  'backspace',
  'delete',
  'up',
  'down',
  'left',
  'right',
  'home',
  'end',
  'pgup',
  'pgdn',
  'ctrl-space',
] as const

/** What a terminal sends for these is the same as for another key. */
const same: Readonly<Record<string, string>> = {
  'ctrl-h': 'backspace',
  'ctrl-i': 'tab',
  'ctrl-j': 'enter',
  'ctrl-m': 'enter',
  ' ': 'space',
}

/**
 * The keys in a piece of text as a terminal sends it: `jjjj` is four keys, `j\r` is `j` and `enter`.
 * Control characters are named (`ctrl-f`), all others stand for themselves.
 */
export function keysOf(text: string): string[] {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (character === '\r' || character === '\n') return 'enter'
    if (character === '\t') return 'tab'
    if (character === ' ') return 'space'
    if (character === '\u001B') return 'esc'
    if (code === 8 || code === 127) return 'backspace'
    return code > 0 && code < 27 ? `ctrl-${String.fromCodePoint(code + 96)}` : character
  })
}

/** A key that stands for itself when a text is typed. */
export function isText(key: string): boolean {
  return key === 'space' || Array.from(key).length === 1
}

/** What keeps `key` from being one, with what to write instead; null where it is one. */
export function keyProblem(
  key: string,
): { readonly message: string; readonly next: string } | null {
  const twin = same[key]
  if (twin !== undefined)
    return { message: `a terminal sends "${key}" as ${twin}`, next: `write "${twin}"` }
  const isOne =
    named.some((name) => name === key) || /^ctrl-[a-z]$/.test(key) || /^[^\p{C}\p{Z}]$/u.test(key)
  return isOne
    ? null
    : {
        message: `"${key}" is no key that a terminal sends`,
        next: `write one character, ctrl-a to ctrl-z, or one of ${named.join(', ')}`,
      }
}
