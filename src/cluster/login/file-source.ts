/** A file that holds a credential: read again whenever it has changed. */
import { readFileSync, statSync } from 'node:fs'
import { cleanLine } from '../../model/text.ts'
import { line, record } from '../trim/json.ts'
import { type Reading, unread } from '../request/read-failure.ts'

export interface FileSource {
  /** A file that cannot be read for a moment, as while it is being replaced, counts as unchanged. */
  readonly read: () => Reading<string>
  /** Trusts neither time nor size at the next `read`. */
  readonly distrust: () => void
}

export function fileSource(path: string): FileSource {
  let known: { readonly stamp: string; readonly content: string } | null = null
  return {
    read: () => {
      try {
        const { mtimeMs, size, ino } = statSync(path)
        const stamp = `${mtimeMs} ${size} ${ino}`
        if (known?.stamp !== stamp) known = { stamp, content: readFileSync(path, 'utf8') }
      } catch (error) {
        if (known === null)
          return unread('Credentials', `cannot read ${cleanLine(path)}: ${reasonOf(error)}`)
      }
      return { ok: true, value: known?.content ?? '' }
    },
    distrust: () => {
      if (known !== null) known = { ...known, stamp: '' }
    },
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
}

function reasonOf(error: unknown): string {
  const code = line(record(error)['code']) ?? 'unknown reason'
  return reasons[code] ?? code
}
