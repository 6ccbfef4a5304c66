/** Names bisect sessions: short, unique and easy to type. */
import { randomInt } from 'node:crypto'

/** Without letters and digits that look alike. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
const longestName = 24

/** `cart-k3f9`: the name as people know it, and four characters that make it unique among `taken`. */
export function newSessionId(name: string, taken: readonly string[]): string {
  const start =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, longestName)
      .replaceAll(/^-+|-+$/g, '') || 'bisect'
  for (;;) {
    const end = Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')
    if (!taken.includes(`${start}-${end}`)) return `${start}-${end}`
  }
}

/** An id becomes a file name, so nothing else may pass for one. */
export function isSessionId(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,63}$/.test(text)
}
