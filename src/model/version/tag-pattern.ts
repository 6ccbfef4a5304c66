/** The regular expressions by which a user says what the tags of an image mean. */

type ReadPattern =
  | { readonly ok: true; readonly regex: RegExp }
  /** What it must be instead. */
  | { readonly ok: false; readonly wanted: string }

/** Over the whole tag; it needs a group named `version` or `commit`. */
export function patternOf(text: string): ReadPattern {
  try {
    const regex = new RegExp(`^(?:${text})$`)
    // With an empty alternative everything matches, and the answer names the groups.
    const groups = Object.keys(new RegExp(`^(?:${text})$|`).exec('')?.groups ?? {})
    return groups.includes('version') || groups.includes('commit')
      ? { ok: true, regex }
      : { ok: false, wanted: 'a pattern with a group (?<version>…) or (?<commit>…)' }
  } catch {
    return { ok: false, wanted: 'a regular expression' }
  }
}
