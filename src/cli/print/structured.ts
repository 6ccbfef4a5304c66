/** `-o json` and `-o yaml`: the same value in two notations. */
import { stringify } from 'yaml'

/** Ends with a newline. Texts that old YAML readers take for yes or no are quoted. */
export function structured(value: unknown, notation: 'json' | 'yaml'): string {
  return notation === 'json'
    ? `${JSON.stringify(value, null, 2)}\n`
    : stringify(value, { lineWidth: 0, compat: 'yaml-1.1', aliasDuplicateObjects: false })
}
