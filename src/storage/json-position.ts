/** Finds where a text stops being JSON, for people who edit their settings by hand. */

const token =
  /[ \t\n\r]*("(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:])/y
const space = /[ \t\n\r]*/y

export interface TextPosition {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number
  /** What would have been right there: `"," or "}"`. */
  readonly expected: string
}

/** The first place at which `text` cannot be JSON; null where all of it is. */
export function findJsonError(text: string): TextPosition | null {
  let at = 0
  /** The token at `at` (empty at the end or where there is none) without taking it. */
  const peek = (): string => {
    token.lastIndex = at
    return token.exec(text)?.[1] ?? ''
  }
  const take = (): void => {
    token.lastIndex = at
    token.exec(text)
    at = token.lastIndex
  }
  const expect = (wanted: string): void => {
    if (peek() !== wanted) throw new Unexpected(`"${wanted}"`)
    take()
  }
  const items = (close: string, item: () => void): void => {
    take()
    if (peek() === close) return take()
    for (;;) {
      item()
      if (peek() === close) return take()
      if (peek() !== ',') throw new Unexpected(`"," or "${close}"`)
      take()
    }
  }
  const value = (): void => {
    const next = peek()
    if (next === '{') items('}', member)
    else if (next === '[') items(']', value)
    else if (next === '' || '}],:'.includes(next)) throw new Unexpected('a value')
    else take()
  }
  const member = (): void => {
    if (!peek().startsWith('"')) throw new Unexpected('a name in double quotes')
    take()
    expect(':')
    value()
  }
  try {
    value()
    space.lastIndex = at
    space.exec(text)
    return space.lastIndex === text.length ? null : position(text, at, 'nothing more')
  } catch (error) {
    if (error instanceof Unexpected) return position(text, at, error.message)
    throw error
  }
}

class Unexpected extends Error {}

function position(text: string, afterLast: number, expected: string): TextPosition {
  space.lastIndex = afterLast
  space.exec(text)
  const before = text.slice(0, space.lastIndex).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected }
}
