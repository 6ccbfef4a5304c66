/** A line of text being typed: what each key does to it. */

export interface TextInput {
  /** Code points, so that the cursor never stands inside one. */
  readonly characters: readonly string[]
  /** How many characters stand before the cursor. */
  readonly cursor: number
}

export function textInput(text: string): TextInput {
  const characters = Array.from(text)
  return { characters, cursor: characters.length }
}

export function textOf(input: TextInput): string {
  return input.characters.join('')
}

export function insert({ characters, cursor }: TextInput, text: string): TextInput {
  const added = Array.from(text)
  return {
    characters: [...characters.slice(0, cursor), ...added, ...characters.slice(cursor)],
    cursor: cursor + added.length,
  }
}

/** What a key does to the line, as in a shell; null where it is no editing key. */
export function edit(input: TextInput, key: string): TextInput | null {
  const { characters, cursor } = input
  switch (key) {
    case 'left':
    case 'ctrl-b':
      return { characters, cursor: Math.max(0, cursor - 1) }
    case 'right':
    case 'ctrl-f':
      return { characters, cursor: Math.min(characters.length, cursor + 1) }
    case 'home':
    case 'ctrl-a':
      return { characters, cursor: 0 }
    case 'end':
    case 'ctrl-e':
      return { characters, cursor: characters.length }
    case 'backspace':
      return cut(input, Math.max(0, cursor - 1), cursor)
    case 'delete':
    case 'ctrl-d':
      return cut(input, cursor, cursor + 1)
    case 'ctrl-u':
      return cut(input, 0, cursor)
    case 'ctrl-k':
      return cut(input, cursor, characters.length)
    case 'ctrl-w':
      return cut(input, wordStart(input), cursor)
    case 'space':
      return insert(input, ' ')
    default:
      return Array.from(key).length === 1 ? insert(input, key) : null
  }
}

function cut({ characters }: TextInput, from: number, to: number): TextInput {
  return { characters: [...characters.slice(0, from), ...characters.slice(to)], cursor: from }
}

function wordStart({ characters, cursor }: TextInput): number {
  let at = cursor
  while (at > 0 && characters[at - 1] === ' ') at -= 1
  while (at > 0 && characters[at - 1] !== ' ') at -= 1
  return at
}
