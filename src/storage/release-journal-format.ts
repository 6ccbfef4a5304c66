/** The text of a release journal: a first line that names the cluster, then a line for each release seen. */
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import type { RememberedRelease } from '../model/release/release-memory.ts'
import { parseJson, record } from './json-value.ts'

/** Rises whenever an older kulprit could misread the file. */
const releaseFormat = 1

export interface SeenRelease {
  /** `Kind/namespace/name`. */
  readonly workload: string
  readonly release: RememberedRelease
}

export interface ReleasesText {
  readonly seen: readonly SeenRelease[]
  /** Bytes up to the end of the last whole line: where the next one belongs. */
  readonly wholeBytes: number
}

export function formatHeader(cluster: {
  readonly context: string
  readonly server: string
}): string {
  const { context, server } = cluster
  return `${JSON.stringify({ kulprit: 'releases', format: releaseFormat, context, server })}\n`
}

export function formatSeen({ workload, release }: SeenRelease): string {
  return `${JSON.stringify({ workload, release })}\n`
}

/**
 * A last line without its newline was being written when its writer died. Any other line that is not
 * a release is left out: this is evidence that the next look at the cluster gathers anew.
 */
export function parseReleases(text: string, file: string): Result<ReleasesText> {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const [first = '', ...lines] = whole.split('\n').slice(0, -1)
  if (whole !== '' && (record(parseJson(first))?.['format'] ?? 0) !== releaseFormat)
    return failed('config', `${file}: not a release journal that this kulprit can read`, {
      next: `update kulprit, or remove ${file}: what the cluster still shows is noted again`,
    })
  return ok({ seen: lines.flatMap(readSeen), wholeBytes: Buffer.byteLength(whole) })
}

function readSeen(line: string): SeenRelease[] {
  const { workload, release } = record(parseJson(line)) ?? {}
  const fields = record(release)
  const template = record(fields?.['template'])
  if (typeof workload !== 'string' || fields === null || template === null) return []
  const sound =
    typeof fields['uid'] === 'string' &&
    Number.isSafeInteger(fields['release']) &&
    typeof template['fingerprint'] === 'string' &&
    Array.isArray(template['containers']) &&
    Array.isArray(template['initContainers']) &&
    record(template['labels']) !== null &&
    record(template['annotations']) !== null &&
    Array.isArray(fields['digests']) &&
    ['proven', 'unproven', 'bad'].includes(String(fields['proof']))
  return sound ? [{ workload, release: release as RememberedRelease }] : []
}
