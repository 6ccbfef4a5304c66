/**
 * Keeps one copy of what many objects have in common. A fleet repeats itself: the pods of a ReplicaSet
 * differ in little more than their names, and so do the templates of one workload's releases.
 */

import { hash } from 'node:crypto'

const none: Readonly<Record<string, string>> = Object.freeze({})

/** Values by key for as long as something else holds them. */
class Shared<Value extends object> {
  readonly #known = new Map<string, WeakRef<Value>>()
  #sweepAt = 1024

  get(key: string): Value | undefined {
    return this.#known.get(key)?.deref()
  }

  set(key: string, value: Value): Value {
    if (this.#known.size >= this.#sweepAt) this.#sweep()
    this.#known.set(key, new WeakRef(value))
    return value
  }

  #sweep(): void {
    for (const [key, reference] of this.#known)
      if (reference.deref() === undefined) this.#known.delete(key)
    this.#sweepAt = 2 * this.#known.size + 1024
  }
}

/** What was made under the same key and is still in use, else what `make` makes. */
export function sharing<Value extends object>(): (key: string, make: () => Value) => Value {
  const shared = new Shared<Value>()
  return (key, make) => shared.get(key) ?? shared.set(key, make())
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
