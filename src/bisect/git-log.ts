/** A session as the log that `git bisect replay` reads. */
import type { Search } from './search.ts'
import type { Session } from './session.ts'
import { endsOf, sideOf } from './side.ts'
import { standingOf } from './standing.ts'

/** Git calls a newer end bad unless it is given other words; its own two can't be swapped. */
const terms = {
  regression: { options: [], before: 'good', after: 'bad' },
  fix: {
    options: ['--term-old=broken', '--term-new=fixed'],
    before: 'broken',
    after: 'fixed',
  },
} as const

/**
 * Replayed in the repository, git stands where the search stands: same ends, path and verdicts. With
 * verdicts the ends are in the first line, as otherwise git compares the good end with the last bad
 * commit and asks for merge bases that the search never needed. Without, they have lines of their own,
 * since git gives up a replay whose first line already finds the culprit. What git has no word for,
 * notes and a chosen commit, it passes over.
 */
export function gitBisectLog(
  session: Pick<Session, 'good' | 'bad' | 'path'>,
  search: Search,
): string {
  const { good, bad, looksFor, touching } = search.range
  const { older, newer } = endsOf(search.range)
  const words = terms[looksFor]
  const labels = new Map([session.good, session.bad].map(({ sha, label }) => [sha, label]))
  const path = touching === null || session.path === null ? [] : ['--', session.path]
  const mainline = standingOf(search).mainline.informative.length > 0 ? ['--first-parent'] : []
  const verdicts = search.marks
    .filter(({ sha }) => sha !== good && sha !== bad)
    .flatMap(({ sha, verdict, note }) => {
      const side = sideOf(search.range, verdict)
      const word = side === null ? 'skip' : words[side]
      const comment = note === null ? [] : [`# note: ${note}`]
      return [`# ${word}: [${sha}]`, ...comment, `git bisect ${word} ${sha}`]
    })
  const ends = verdicts.length === 0 ? [] : [newer, older]
  const lines = [
    ['git bisect start', ...[...words.options, ...mainline, ...ends, ...path].map(quoted)].join(
      ' ',
    ),
    `# ${words.after}: [${newer}] ${labels.get(newer)}`,
    `git bisect ${words.after} ${newer}`,
    `# ${words.before}: [${older}] ${labels.get(older)}`,
    `git bisect ${words.before} ${older}`,
    ...verdicts,
  ]
  return `${lines.join('\n')}\n`
}

/** The one kind of quoting git reads back: single quotes, and `'\''` for a quote or `!` inside. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['!]/g, String.raw`'\$&'`)}'`
}
