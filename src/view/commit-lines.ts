/** Who wrote a commit and what it touched, in a line each. */
import type { Commit } from '../model/commit.ts'
import { ago } from '../state/format.ts'
import type { Line } from './line.ts'
import { span } from './line.ts'
import { cells } from './width.ts'

/** A commit that was not read, such as a merge base, has no author: the note stands alone. */
export function authorLine({ author, date }: Commit, now: number, note: string): Line {
  const facts = [author, date === '' ? '' : `${ago(date, now)} ago`, note]
  return [span(`   ${facts.filter((fact) => fact !== '').join(' · ')}`, 'dim')]
}

/** As many files as fit, and how many there are besides. */
export function filesLine({ files }: Commit, width: number): Line {
  if (files.length === 0) return [span('   no files of its own', 'dim')]
  let text = `   ${files[0] ?? ''}`
  let shown = 1
  for (const file of files.slice(1)) {
    if (cells(text) + cells(file) + 2 > width - 14) break
    text += `, ${file}`
    shown += 1
  }
  return [span(shown < files.length ? `${text} and ${files.length - shown} more` : text)]
}
