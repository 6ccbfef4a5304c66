/** Reads fields of a kubeconfig as they are written: a credential must not be cleaned or cut. */
import type { Json } from './json.ts'

/** null where the field is missing or empty; an unquoted number counts as text. */
export function text(fields: Json, name: string): string | null {
  const value = fields[name]
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
