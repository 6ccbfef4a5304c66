/** Uids, name suffixes and digests that look like the real ones and are the same in every demo. */
import { createHash } from 'node:crypto'

/** Kubernetes' alphabet of name suffixes: no vowels, so that no words come out. */
const safeAlphabet = 'bcdfghjklmnpqrstvwxz2456789'

export function uidOf(key: string): string {
  const hex = createHash('sha256').update(`uid ${key}`).digest('hex')
  const part = (from: number, to: number): string => hex.slice(from, to)
  return `${part(0, 8)}-${part(8, 12)}-4${part(13, 16)}-a${part(17, 20)}-${part(20, 32)}`
}

export function suffixOf(key: string, length: number): string {
  const bytes = createHash('sha256').update(`suffix ${key}`).digest()
  return Array.from(
    bytes.subarray(0, length),
    (byte) => safeAlphabet[byte % safeAlphabet.length],
  ).join('')
}

export function digestOf(key: string): string {
  return `sha256:${createHash('sha256').update(`image ${key}`).digest('hex')}`
}

/** One of `count` things, the same one each time. */
export function pick(key: string, count: number): number {
  return (createHash('sha256').update(`pick ${key}`).digest()[0] ?? 0) % count
}
