/**
 * Keeps one copy of what many objects have in common. A fleet repeats itself: the pods of a ReplicaSet
 * differ in little more than their names, and so do the templates of one workload's releases.
 */

import { hash } from 'node:crypto'
import { sharing } from '../../model/read-once.ts'

type Texts = Readonly<Record<string, string>>

const none: Texts = Object.freeze({})

const sharedRecord = sharing<Texts>()
let lastRecord = none

/** The same record for the same entries. */
export function shareRecord(record: Texts): Texts {
  // Most come after others of the same workload.
  if (sameEntries(record, lastRecord)) return lastRecord
  let key = ''
  for (const name in record) key += `${name}\n${record[name]}\n`
  if (key === '') return none
  lastRecord = sharedRecord(key, () => record)
  return lastRecord
}

function sameEntries(a: Texts, b: Texts): boolean {
  let more = 0
  for (const name in a) {
    if (a[name] !== b[name]) return false
    more += 1
  }
  for (const _ in b) more -= 1
  return more === 0
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
