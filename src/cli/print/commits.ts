/** What `kulprit commits` prints. */
import type { Commit, CommitRange } from '../../model/commit/commit.ts'
import type { Suspect } from '../../model/commit/suspect.ts'
import { ranked } from '../../model/commit/suspect.ts'
import { count, shortSha } from '../../state/format.ts'
import { table } from './columns.ts'
import { ageText } from './get.ts'
import type { Output } from '../grammar/output.ts'
import { structured } from './structured.ts'

export interface PrintedCommits {
  /** The folder or URL that the user knows it by. */
  readonly repository: string
  readonly range: CommitRange
  /** For JSON and YAML alone; in any order. */
  readonly suspects: readonly Suspect[]
}

export function printCommits(
  { repository, range, suspects }: PrintedCommits,
  output: Output,
  noHeaders: boolean,
  now: number,
): string {
  const shown = touchingCommits(range)
  if (output === 'name') return shown.map(({ sha }) => `${sha}\n`).join('')
  if (output !== 'json' && output !== 'yaml') return commitTable(shown, noHeaders, now)
  return structured(
    {
      repository,
      from: range.good,
      to: range.bad,
      items: shown.map((commit) => ({ ...commitJson(commit), files: commit.files })),
      excluded: range.commits.length - shown.length,
      suspects: ranked(suspects)
        .filter(({ sha }) => shown.some((commit) => commit.sha === sha))
        .map(suspectJson),
    },
    output,
  )
}

function commitTable(commits: readonly Commit[], noHeaders: boolean, now: number): string {
  return table(
    ['COMMIT', 'AGE', 'AUTHOR', 'SUBJECT'],
    commits.map(({ sha, date, author, subject }) => [
      shortSha(sha),
      ageText(date, now),
      author,
      subject,
    ]),
    noHeaders,
  )
}

export function suspectJson({ sha, score, reasons }: Suspect) {
  return { sha, score, reasons }
}

export function commitJson({ sha, author, email, date, subject }: Commit) {
  return { sha, author, email, date, subject }
}

/** For stderr: how many commits the path leaves out; empty where it leaves out none. */
export function excludedText(range: CommitRange, path: string | null): string {
  const excluded = range.commits.length - touchingCommits(range).length
  if (excluded === 0 || path === null) return ''
  return `${count(excluded, 'commit')} not shown: ${excluded === 1 ? 'it does' : 'they do'} not touch ${path}\n`
}

function touchingCommits({ commits, touching }: CommitRange): readonly Commit[] {
  return touching === null ? commits : commits.filter(({ sha }) => touching.has(sha))
}
