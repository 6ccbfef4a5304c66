/** Remembers what was read out of a text, and the texts themselves: a fleet repeats the same few. */

const longest = 4096

/** The same as `read`, which has to answer equal texts alike; what it answers is shared. */
export function readOnce<T extends object | string | bigint | null>(
  read: (text: string) => T,
): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    if (known.size >= longest) known.clear()
    const now = read(text)
    known.set(text, now)
    return now
  }
}

/**
 * The same text, kept once where it comes often, and in one piece: a text that was put together keeps each of its
 * parts until somebody looks at it as a whole.
 */
export const keptText = readOnce((text) => text)

/** Forgotten all at once beyond so many: what is still in use stays in use, and is no longer found. */
const mostShared = 8192

/** What was made under the same key not long ago, else what `make` makes. */
export function sharing<Value extends object>(): (key: string, make: () => Value) => Value {
  const known = new Map<string, Value>()
  return (key, make) => {
    const before = known.get(key)
    if (before !== undefined) return before
    if (known.size >= mostShared) known.clear()
    const made = make()
    known.set(key, made)
    return made
  }
}
