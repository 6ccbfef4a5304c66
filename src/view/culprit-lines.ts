/** The result of a bisect: the culprit, whose it is, and what to do now. */
import { ago, ownerName, shortSha } from '../state/format.ts'
import type { BisectView } from '../state/select-bisect.ts'
import { filesLine } from './commit-lines.ts'
import type { Line } from './line.ts'
import { paragraph, span } from './line.ts'
import { fit, wrap } from './width.ts'

export function culpritLines(view: BisectView, now: number, width: number): Line[] {
  const { conclusion, culprit, session, steps, next, workload } = view
  const found = culprit !== null
  const owner = session.owner ?? workload?.owner.value ?? null
  const subject = session.workload
  const facts = [
    ...(subject === null
      ? []
      : [`${subject.kind} ${subject.namespace}/${subject.name} in ${subject.context}`]),
    ...(owner === null ? [] : [`owner ${ownerName(owner)}`]),
    ...(workload === null ? [] : workload.contacts.slice(0, 2).map(({ value }) => value)),
  ]
  return [
    [
      span(found ? ' ✗ ' : ' ! ', found ? 'bad' : 'warn'),
      span(conclusion ?? '', found ? 'strong' : 'warn'),
    ],
    ...(culprit === null
      ? candidateLines(view)
      : [
          [span(`   ${culprit.subject}`, 'strong')],
          [
            span(`   ${culprit.author} <${culprit.email}>`),
            span(
              ` · ${culprit.date.slice(0, 16).replace('T', ' ')} UTC, ${ago(culprit.date, now)} ago`,
              'dim',
            ),
          ],
          filesLine(culprit, width),
          [span(`   ${culprit.sha}`, 'dim')],
        ]),
    ...(facts.length === 0 ? [] : [[span(`   ${facts.join(' · ')}`)]]),
    ...steps.flatMap(({ title, command }) => stepLines(title, command, width)),
    ...paragraph(next, width - 4, { indent: 3, most: 2 }),
  ]
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
  return more > 0 ? [...lines, [span(`   and ${more} more`, 'dim')]] : lines
}
