/** Reads and changes one value inside the settings, by its path as people write it. */
import type { Result } from '../failure.ts'
import { failed, ok } from '../failure.ts'
import type { SettingPath } from './settings-check.ts'
import { isRecord, pathText } from './settings-check.ts'

const part = /\.?([\w-]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y

/** `owners[0].owner`, `contexts["prod-*"].ownerKeys`: what `pathText` writes. */
export function parseSettingPath(text: string): Result<SettingPath> {
  const path: (string | number)[] = []
  part.lastIndex = 0
  let at = 0
  while (at < text.length) {
    const match = part.exec(text)
    const quoted = match === null ? null : unquoted(match[3])
    if (match === null || quoted === null || (at === 0 && match[0].startsWith('.')))
      return failed('usage', `"${text}" is not the path of a setting`, {
        next: 'write it as in owners[0].owner or contexts["prod-*"].ownerKeys',
      })
    path.push(match[1] ?? (match[2] === undefined ? quoted : Number(match[2])))
    at = part.lastIndex
  }
  return ok(path)
}

/** undefined where nothing is there. */
export function valueAt(json: unknown, path: SettingPath): unknown {
  let at = json
  for (const key of path) {
    if (typeof key === 'number') at = Array.isArray(at) ? at[key] : undefined
    else at = isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined
  }
  return at
}

/**
 * A copy with the value at the path set, or removed where it is undefined. What is missing on the way
 * is made; a list grows by one at its end only.
 */
export function withValueAt(json: unknown, path: SettingPath, value: unknown): Result<unknown> {
  const [key, ...rest] = path
  if (key === undefined) return ok(value)
  const holder = json ?? (typeof key === 'number' ? [] : {})
  if (typeof key === 'number') {
    if (!Array.isArray(holder) || key > holder.length)
      return failed('usage', `no place ${pathText([key])} in ${describe(holder)}`, {
        next: Array.isArray(holder) ? `the next free one is [${holder.length}]` : null,
      })
    const inner = withValueAt(holder[key], rest, value)
    if (!inner.ok) return inner
    const added = inner.value === undefined ? [] : [inner.value]
    return ok(holder.toSpliced(key, 1, ...added))
  }
  if (!isRecord(holder)) return failed('usage', `no "${key}" in ${describe(holder)}`)
  const inner = withValueAt(Object.hasOwn(holder, key) ? holder[key] : undefined, rest, value)
  if (!inner.ok) return inner
  const { [key]: _, ...others } = holder
  if (inner.value === undefined) return ok(others)
  return ok({ ...holder, [key]: inner.value })
}

/** As typed on a command line: JSON where it is JSON, else plain text. */
export function typedValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function unquoted(text: string | undefined): string | null {
  if (text === undefined) return ''
  try {
    return String(JSON.parse(text))
  } catch {
    return null
  }
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`
  return isRecord(value) ? 'an object' : 'a plain value'
}
