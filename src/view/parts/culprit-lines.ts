/** The result of a bisect: the commit that was found, whose it is, where it runs, and what to do now. */
import { ago, shortSha } from '../../state/format.ts'
import { ownerText } from '../../state/owner-names.ts'
import type { BisectView } from '../../state/bisects/select-bisect.ts'
import { filesLines, pullRequestLine } from './commit-lines.ts'
import type { Line } from '../drawing/line.ts'
import { paragraph, span } from '../drawing/line.ts'
import { holderLines } from './release-lines.ts'
import { fit, wrap } from '../drawing/width.ts'

export function culpritLines(view: BisectView, now: number, width: number): Line[] {
  const { culprit, steps, next } = view
  return [
    conclusionLine(view),
    ...(culprit === null ? candidateLines(view) : foundLines(view, culprit, now, width)),
    ...ownerLines(view, width),
    ...steps.flatMap(({ title, command }) => stepLines(title, command, width)),
    ...paragraph(next, width - 4, { indent: 3, most: 2 }),
  ]
}

/** The result in one sentence: all that stays of it above a diff. */
export function conclusionLine({ conclusion, culprit, session }: BisectView): Line {
  const text = span(conclusion ?? '', culprit === null ? 'warn' : 'strong')
  if (culprit === null) return [span(' ! ', 'warn'), text]
  return [session.looksFor === 'fix' ? span(' ✓ ', 'good') : span(' ✗ ', 'bad'), text]
}

function foundLines(
  view: BisectView,
  culprit: NonNullable<BisectView['culprit']>,
  now: number,
  width: number,
): Line[] {
  const { trace } = view.screen
  const when = `${culprit.date.slice(0, 16).replace('T', ' ')} UTC, ${ago(culprit.date, now)} ago`
  return [
    [span(`   ${culprit.subject}`, 'strong')],
    [span(`   ${culprit.author} <${culprit.email}>`), span(` · ${when}`, 'dim')],
    ...filesLines(culprit, width),
    // The address ends in the hash, which so is not said twice.
    [span(`   ${trace?.commitUrl ?? culprit.sha}`, 'dim')],
    ...(trace === null || trace.pullRequest === null ? [] : [pullRequestLine(trace.pullRequest)]),
    ...holderLines(view, width),
  ]
}

function ownerLines({ session, workload, screen }: BisectView, width: number): Line[] {
  const owner = session.owner ?? workload?.owner.value ?? null
  const subject = session.workload
  const codeOwners = screen.trace?.codeOwners ?? []
  const facts = [
    ...(subject === null
      ? []
      : [`${subject.kind} ${subject.namespace}/${subject.name} in ${subject.context}`]),
    ...(owner === null ? [] : [`owner ${ownerText(owner)}`]),
    ...(codeOwners.length === 0 ? [] : [`code owners ${codeOwners.join(', ')}`]),
    ...(workload === null ? [] : workload.contacts.slice(0, 2).map(({ value }) => value)),
  ]
  return facts.length === 0 ? [] : paragraph(facts.join(' · '), width - 2, { indent: 3, most: 2 })
}

/** A command is never cut: whoever copies it by hand must see all of it. */
function stepLines(title: string, command: string, width: number): Line[] {
  const label = 23
  return wrap(command, width - label - 4).map((part, i) => [
    span(`   ${fit(i === 0 ? title : '', label)}`, 'dim'),
    span(part, 'accent'),
  ])
}

const mostCandidates = 5

function candidateLines({ screen }: BisectView): Line[] {
  const { step, commits } = screen.progress
  if (step.kind !== 'indeterminate') return []
  const lines = step.candidates.slice(0, mostCandidates).map((sha): Line => {
    const commit = commits.find((candidate) => candidate.sha === sha)
    return [
      span(`   ${shortSha(sha)} `, 'accent'),
      span(`${commit?.subject ?? ''} · ${commit?.author ?? ''}`),
    ]
  })
  const more = step.candidates.length - lines.length
  const rest: Line[] = more > 0 ? [[span(`   and ${more} more`, 'dim')]] : []
  return [...lines, ...rest, ...buildLines(screen)]
}

/** What would separate them, were it built. */
function buildLines({ progress: { builds, commits, session } }: BisectView['screen']): Line[] {
  const choices = builds?.worthBuilding ?? []
  if (choices.length === 0) return []
  return [
    [span('   Build one of these:', 'strong')],
    ...choices.map(({ sha, ifAfter, ifBefore }): Line => {
      const [ifBad, ifGood] = session.looksFor === 'fix' ? [ifBefore, ifAfter] : [ifAfter, ifBefore]
      const subject = commits.find((commit) => commit.sha === sha)?.subject ?? ''
      return [
        span(`   ${shortSha(sha)} `, 'accent'),
        span(`bad leaves ${ifBad}, good leaves ${ifGood}  `, 'warn'),
        span(subject),
      ]
    }),
  ]
}
