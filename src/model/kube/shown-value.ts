/** What of a variable's value may be shown: never what looks like a secret. */
import type { EnvValue } from './kube.ts'

const secretNames =
  /pass|pwd|secret|token|credential|private|api_?key|access_?key|(?:^|_)(?:key|auth|dsn|salt|jwt|cookie|cert|pem|pin)(?:$|_)|connection_?string/i
/** A URL with a password, a key in PEM, a JSON web token, and long texts without a space as keys are. */
const secretValues =
  /:\/\/[^/\s:@]*:[^/\s@]+@|-----BEGIN|^eyJ[\w-]+\.[\w-]+\.|^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w+/=-]{32,}$/
const longest = 120

export const hiddenValue = '(hidden)'

/** Whether a variable of this name is likely to hold a secret. */
export function namesSecret(name: string): boolean {
  return secretNames.test(name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2'))
}

/** A reference as it stands in the template, a literal cut to a line that can be read. */
export function shownValue(name: string, { kind, text }: EnvValue): string {
  if (kind === 'reference') return text
  if (namesSecret(name) || secretValues.test(text)) return hiddenValue
  if (text === '') return '""'
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
