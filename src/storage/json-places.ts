/** Finds where the values of a JSON text stand, so that a wrong setting can be pointed at. */

interface Place {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number
}

export interface JsonPlaces {
  /** Of the value with this path, or of the nearest one around it. */
  readonly find: (path: readonly (string | number)[]) => Place
  /** Paths of names that stand twice in one object, the first of which JSON.parse silently drops. */
  readonly twice: readonly (readonly (string | number)[])[]
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** `text` has to be JSON. */
export function jsonPlaces(text: string): JsonPlaces {
  const tokens = [...text.matchAll(token)]
  const starts = new Map<string, number>()
  const twice: (string | number)[][] = []
  let at = 0
  const peek = (): string => tokens[at]?.[0] ?? ''

  /** Reads the items up to the closing bracket, with the commas between them. */
  function items(close: string, item: (index: number) => void): void {
    at += 1
    for (let i = 0; peek() !== close && at < tokens.length; i++) {
      if (peek() === ',') at += 1
      item(i)
    }
    at += 1
  }

  function value(path: (string | number)[]): void {
    const key = JSON.stringify(path)
    if (starts.has(key)) twice.push(path)
    starts.set(key, tokens[at]?.index ?? 0)
    if (peek() === '{')
      items('}', () => {
        const name = String(JSON.parse(peek()))
        at += 2
        value([...path, name])
      })
    else if (peek() === '[') items(']', (i) => value([...path, i]))
    else at += 1
  }

  value([])
  return {
    twice,
    find: (path) => {
      for (let length = path.length; length > 0; length--) {
        const start = starts.get(JSON.stringify(path.slice(0, length)))
        if (start !== undefined) return placeOf(text, start)
      }
      return placeOf(text, starts.get('[]') ?? 0)
    },
  }
}

function placeOf(text: string, index: number): Place {
  const before = text.slice(0, index).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
