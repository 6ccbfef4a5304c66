/** Reads fields of JSON whose shape nobody promised; text is cleaned as it is read. */
import { cleanLine } from '../../model/text.ts'

export type Json = Readonly<Record<string, unknown>>

const nothing: Json = {}

/** The object, or an empty one where there is none. */
export function record(value: unknown): Json {
  return isRecord(value) ? value : nothing
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A cleaned line; numbers and booleans count as text, since YAML authors forget the quotes. */
export function line(value: unknown): string | null {
  if (typeof value === 'string') return cleanLine(value)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

export function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** A map of cleaned lines, such as labels. */
export function lines(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(value)).flatMap(([key, raw]) => {
      const text = line(raw)
      return text === null ? [] : [[cleanLine(key), text]]
    }),
  )
}

/** JSON with sorted keys: equal strings are equal values. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
