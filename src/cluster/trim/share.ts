/**
 * Keeps one copy of what many objects have in common. A fleet repeats itself: the pods of a ReplicaSet
 * differ in little more than their names, and so do the templates of one workload's releases.
 */

import { hash } from 'node:crypto'

const none: Readonly<Record<string, string>> = Object.freeze({})

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

const sharedRecord = sharing<Readonly<Record<string, string>>>()

/** The same record for the same entries in the same order. */
export function shareRecord(
  record: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  let key = ''
  for (const name in record) key += `${name}\n${record[name]}\n`
  return key === '' ? none : sharedRecord(key, () => record)
}

const slots = 4096
const recent: string[] = Array.from({ length: slots }, () => '')

/** The same string for the same text, as long as it comes often. */
export function shareText(text: string): string {
  let hash = text.length
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  const slot = hash & (slots - 1)
  const known = recent[slot]
  if (known === text) return known
  recent[slot] = text
  return text
}

/** A digest, for comparison only. */
export function digest(value: string | Uint8Array): string {
  return hash('sha256', value, 'base64url')
}
