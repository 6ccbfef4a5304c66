/** Cuts lists and watches in JSON into their objects: no list is ever held or parsed whole. */
import type { KubeObject } from '../../model/kube/kube.ts'
import { lineSplitter } from './frames.ts'
import { count, isRecord, type Json, line, record } from '../trim/json.ts'
import type { Resource } from '../resource.ts'
import {
  type EventReader,
  initialEventsEnd,
  type ListEnd,
  type ListReader,
  type WatchEvent,
} from './watch-event.ts'

export function jsonEvents(resource: Resource, onEvent: (event: WatchEvent) => void): EventReader {
  const split = lineSplitter()
  return (chunk) => {
    for (const frame of split(chunk)) {
      const event = readEvent(frame, resource)
      if (event === null) return false
      onEvent(event)
    }
    return true
  }
}

/** null for what no API server sends. */
function readEvent(frame: string, resource: Resource): WatchEvent | null {
  const { type, object } = record(parsed(frame))
  if (!isRecord(object)) return null
  const meta = record(object['metadata'])
  const version = line(meta['resourceVersion']) ?? ''
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED': {
      const trimmed = resource.trim(object)
      return trimmed === null ? null : { type, object: trimmed, version }
    }
    case 'BOOKMARK': {
      const ended = record(meta['annotations'])[initialEventsEnd] === 'true'
      return { type, version, initialEventsEnd: ended }
    }
    case 'ERROR':
      return { type, code: count(object['code']) ?? 500, message: line(object['message']) ?? '' }
    default:
      return null
  }
}

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d]
const longestBlank = 0x20

/** Follows the brackets; the bytes of one object at a time are kept, and those of `metadata`. */
export function jsonList(resource: Resource, onObject: (object: KubeObject) => void): ListReader {
  let depth = 0
  let inText = false
  let escaped = false
  /** Of the list itself: the key read last, and whether the next text is one. */
  let key = ''
  let atKey = false
  let inItems = false
  let hasItems = false
  let keeping: 'key' | 'metadata' | 'item' | null = null
  let kept: Uint8Array[] = []
  let meta: Json = {}
  let ended = false

  function take(): boolean {
    const value = parsed(Buffer.concat(kept).toString())
    const what = keeping
    kept = []
    keeping = null
    if (what === 'key') {
      key = String(value)
      hasItems ||= key === 'items'
      return true
    }
    if (!isRecord(value)) return false
    if (what === 'metadata') {
      meta = value
      return true
    }
    const object = resource.trim(value)
    if (object !== null) onObject(object)
    return object !== null
  }

  function open(byte: number): boolean {
    if (depth === 0 && (byte !== openBrace || ended)) return false
    if (depth === 0) atKey = true
    if (depth === 1 && key === 'metadata') keeping = 'metadata'
    if (depth === 2 && inItems && byte !== openBrace) return false
    if (depth === 2 && inItems) keeping = 'item'
    if (depth === 1 && key === 'items') {
      if (byte !== openBracket) return false
      inItems = true
    }
    depth += 1
    return true
  }

  /** Whether a kept object ends here. */
  function close(): boolean {
    depth -= 1
    if (depth === 0) ended = true
    if (depth === 1) inItems = false
    return (keeping === 'metadata' && depth === 1) || (keeping === 'item' && depth === 2)
  }

  function feed(chunk: Uint8Array): boolean {
    let from = 0
    const keepTo = (end: number): boolean => {
      kept.push(chunk.subarray(from, end))
      return take()
    }
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0
      if (inText) {
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) {
          inText = false
          if (keeping === 'key' && !keepTo(i + 1)) return false
        }
      } else if (byte === quote) {
        if (depth === 0 || (inItems && depth === 2)) return false
        // Items that are a text are none.
        if (depth === 1 && !atKey && key === 'items') return false
        inText = true
        if (depth !== 1 || !atKey) continue
        keeping = 'key'
        from = i
      } else if (byte === openBrace || byte === openBracket) {
        const before = keeping
        if (!open(byte)) return false
        if (keeping !== before) from = i
      } else if (byte === closeBrace || byte === closeBracket) {
        if (depth === 0) return false
        if (close() && !keepTo(i + 1)) return false
      } else if (depth === 1) {
        if (byte === comma) atKey = true
        else if (byte === colon) atKey = false
      } else if (byte > longestBlank && (depth === 0 || (inItems && depth === 2 && byte !== comma)))
        return false
    }
    if (keeping !== null) kept.push(chunk.subarray(from))
    return true
  }

  return {
    feed,
    end: (): ListEnd | null => {
      const version = line(meta['resourceVersion'])
      const next = meta['continue']
      if (!ended || !hasItems || version === null || version === '') return null
      return { version, next: typeof next === 'string' ? next : '' }
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
