/** What is known of one commit: who wrote it and what it touched in a line each, or all of it to scroll. */
import type { Commit, CommitDetail } from '../../model/commit/commit.ts'
import type { Failure } from '../../model/failure.ts'
import { ago, count, shortSha } from '../../state/format.ts'
import type { CommitView } from '../../state/bisects/select-bisect.ts'
import type { Line } from '../drawing/line.ts'
import { blank, paragraph, span } from '../drawing/line.ts'
import type { Tone } from '../drawing/theme.ts'
import { commitSigns } from '../drawing/theme.ts'
import { cells } from '../drawing/width.ts'

/** A commit that was not read, such as a merge base, has no author: the note stands alone. */
export function authorLine({ author, date }: Commit, now: number, note: string): Line {
  const facts = [author, date === '' ? '' : `${ago(date, now)} ago`, note]
  return [span(`   ${facts.filter((fact) => fact !== '').join(' · ')}`, 'dim')]
}

/**
 * As many files as fit, and how many there are besides. Where none is listed, only a merge is known
 * to have none: of a very long range, and of an end outside it, they are not read.
 */
export function filesLines({ files, parents }: Commit, width: number): Line[] {
  if (files.length === 0)
    return parents.length > 1 ? [[span('   a merge with no files of its own', 'dim')]] : []
  let text = `   ${files[0] ?? ''}`
  let shown = 1
  for (const file of files.slice(1)) {
    if (cells(text) + cells(file) + 2 > width - 14) break
    text += `, ${file}`
    shown += 1
  }
  return [[span(shown < files.length ? `${text} and ${files.length - shown} more` : text)]]
}

/** Message, pages, files and diff of the commit that is looked at. */
export function commitLines(view: CommitView | null, now: number, width: number): Line[] {
  if (view === null) return [[span(' No commit is selected.', 'dim')]]
  const { commit, state, note, detail } = view
  const sign = state === null ? null : commitSigns[state]
  const parents = commit.parents.map(shortSha)
  return [
    [
      ...(sign === null ? [span(' ')] : [span(` ${sign.glyph} `, sign.tone)]),
      span(`${shortSha(commit.sha)} `, 'accent'),
      ...(sign === null ? [] : [span(`${sign.word}  `, sign.tone)]),
      span(commit.subject, 'strong'),
    ],
    authorLine(commit, now, parents.length > 1 ? `merge of ${parents.join(' and ')}` : ''),
    ...(note === null ? [] : [noteLine(note)]),
    ...(detail === null
      ? [blank, [span('   Reading the commit …', 'dim')] as Line]
      : detail.ok
        ? detailLines(commit, detail.value, width)
        : failedLines(detail.failure, width)),
  ]
}

/** What the user noted with a verdict, marked as a person's words. */
export function noteText(note: string): string {
  return `“${note}”`
}

function noteLine(note: string): Line {
  return [span('   note ', 'dim'), span(noteText(note), 'warn')]
}

function detailLines(commit: Commit, detail: CommitDetail, width: number): Line[] {
  const { message, diff, truncated, url, pullRequest } = detail
  const [first = '', ...rest] = message
  const body = (first === commit.subject ? rest : message).join('\n').trim().split('\n')
  return [
    ...(url === null ? [] : paragraph(url, width, { indent: 3, tone: 'accent' })),
    ...(pullRequest === null ? [] : [pullRequestLine(pullRequest)]),
    ...(body.join('') === ''
      ? []
      : [blank, ...body.flatMap((text) => paragraph(text, width - 2, { indent: 3 }))]),
    ...(commit.files.length === 0
      ? []
      : [blank, [span(` FILES  ${count(commit.files.length, 'file')}`, 'dim')] as Line]),
    ...commit.files.map((file): Line => [span(`   ${file}`)]),
    blank,
    [span(' DIFF', 'dim')],
    ...(diff.length === 0 ? [[span('   it changes no file', 'dim')] as Line] : []),
    ...diff.map((text): Line => [span(`   ${text}`, diffTone(text))]),
    ...(truncated ? [[span('   … the rest is cut', 'warn')] as Line] : []),
  ]
}

export function pullRequestLine({ number, url }: NonNullable<CommitDetail['pullRequest']>): Line {
  return [span(`   pull request ${number}`), span(url === null ? '' : `  ${url}`, 'accent')]
}

function failedLines({ message, cause, next }: Failure, width: number): Line[] {
  return [
    blank,
    ...paragraph(`✗ ${message}`, width - 2, { tone: 'bad', indent: 1 }),
    ...(cause === null ? [] : paragraph(cause, width - 2, { tone: 'dim', indent: 3 })),
    ...(next === null ? [] : paragraph(`→ ${next}`, width - 2, { indent: 3 })),
  ]
}

/** What the first character of a patch's line says; `+++` and `---` name files. */
function diffTone(text: string): Tone {
  if (/^(?:diff |\+\+\+ |--- )/.test(text)) return 'strong'
  if (text.startsWith('@@')) return 'accent'
  if (text.startsWith('+')) return 'good'
  return text.startsWith('-') ? 'bad' : 'plain'
}
