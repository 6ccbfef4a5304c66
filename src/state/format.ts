/** How times, hashes, replicas and counts are written, on the screen and in print. */
import type { Workload } from '../model/workload.ts'

const units: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
]

/** A length of time in its largest unit: `42s`, `5m`, `3h`, `12d`. `milliseconds` below 0 is `0s`. */
export function duration(milliseconds: number): string {
  for (const [unit, size] of units)
    if (milliseconds >= size) return `${Math.floor(milliseconds / size)}${unit}`
  return '0s'
}

/** How long ago an RFC 3339 time was; `–` where it is not known. */
export function ago(time: string | null, now: number): string {
  const at = time === null ? Number.NaN : Date.parse(time)
  return Number.isNaN(at) ? '–' : duration(now - at)
}

export function shortSha(sha: string): string {
  return sha.slice(0, 7)
}

/** `2/3`; a CronJob, which has no number of its own to reach, shows `–`. */
export function replicas({ desired, ready }: Workload['replicas']): string {
  return desired === null ? '–' : `${ready}/${desired}`
}

/** Cores as they are said: `250m`, `1.5`, `12`. */
export function cores(n: number): string {
  return n < 1 ? `${Math.round(n * 1000)}m` : roundedText(n)
}

/** Bytes in the largest binary unit: `512Mi`, `1.5Gi`. */
export function bytes(n: number): string {
  const power = n < 1 ? 0 : Math.min(Math.floor(Math.log2(n) / 10), 5)
  return `${roundedText(n / 1024 ** power)}${['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'][power] ?? ''}`
}

/** Below ten with one place after the point, where that is not 0. */
function roundedText(n: number): string {
  return n < 10 ? String(Math.round(n * 10) / 10) : String(Math.round(n))
}

/** `1 commit`, `12 commits`, `1,204 commits`. */
export function count(n: number, singular: string, plural = `${singular}s`): string {
  // The first number that is grouped loads what Node knows of languages.
  const number = n < 1000 ? String(n) : n.toLocaleString('en-US')
  return `${number} ${n === 1 ? singular : plural}`
}

/** What runs: during a rollout the version before it too. */
export function versionText({ version, alsoRunning = [] }: Workload): string | null {
  if (version.value === null) return null
  const others = alsoRunning.flatMap(({ version }) => version.value ?? [])
  return [version.value, ...new Set(others)].map(shortVersion).join(' + ')
}

/** A version may be a whole commit. */
export function shortVersion(version: string): string {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(version) ? shortSha(version) : version
}

/** `a`, `a, b, c`, and from four on `a and 3 other kinds`. */
export function listed(names: readonly string[], singular: string): string {
  const [first = '', ...others] = names
  return names.length <= 3 ? names.join(', ') : `${first} and ${others.length} other ${singular}s`
}
