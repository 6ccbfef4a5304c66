/** A session as the log that `git bisect replay` reads. */
import type { Search } from './search.ts'
import type { Session } from './session.ts'

/**
 * Replayed in the repository, git stands where the search stands: same ends, path and verdicts. With
 * verdicts the ends are in the first line, as otherwise git compares the good end with the last bad
 * commit and asks for merge bases that the search never needed. Without, they have lines of their own,
 * since git gives up a replay whose first line already finds the culprit.
 */
export function gitBisectLog(session: Session, search: Search): string {
  const { good, bad, touching } = search.range
  const path = touching === null || session.path === null ? [] : ['--', session.path]
  const verdicts = search.marks
    .filter(({ sha }) => sha !== good && sha !== bad)
    .flatMap(({ sha, verdict }) => [`# ${verdict}: [${sha}]`, `git bisect ${verdict} ${sha}`])
  const ends = verdicts.length === 0 ? [] : [bad, good]
  const lines = [
    ['git bisect start', ...[...ends, ...path].map(quoted)].join(' '),
    `# bad: [${bad}] ${session.bad.label}`,
    `git bisect bad ${bad}`,
    `# good: [${good}] ${session.good.label}`,
    `git bisect good ${good}`,
    ...verdicts,
  ]
  return `${lines.join('\n')}\n`
}

/** The one kind of quoting git reads back: single quotes, and `'\''` for a quote or `!` inside. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['!]/g, String.raw`'\$&'`)}'`
}
