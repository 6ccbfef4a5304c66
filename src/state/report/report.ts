/** The incident report as Markdown: everything a colleague needs to believe the result and to act. */
import { gitBisectLog } from '../../bisect/git-log.ts'
import type { Mark } from '../../bisect/search.ts'
import type { CulpritTrace, Progress } from '../../bisect/session.ts'
import type { Commit } from '../../model/commit/commit.ts'
import { ranked } from '../../model/commit/suspect.ts'
import type { Workload } from '../../model/workload.ts'
import { buildsText, flakyText, percent, testsText } from '../bisects/bisect-modes.ts'
import { assumptionsOf } from '../bisects/bisect-words.ts'
import { count, duration, shortSha } from '../format.ts'
import { code, inline, link } from './markdown.ts'
import { conclusion, nextSteps, soughtBy } from '../bisects/mend.ts'

/** `workload` and `trace` are null where the bisect has none, or where they are not known yet. */
export function incidentReport(
  progress: Progress,
  workload: Workload | null,
  trace: CulpritTrace | null = null,
): string {
  const { session, step, search } = progress
  const subject = session.workload
  const name = subject === null ? session.repository : `${subject.namespace}/${subject.name}`
  const culprit = step.kind === 'found' ? commitOf(progress, step.sha) : null
  const steps = nextSteps(progress, workload)
  const sections: readonly (readonly string[])[] = [
    [`# ${inline(name)}: ${conclusion(progress)}`],
    culprit === null ? [] : commitLines(culprit, trace),
    step.kind === 'indeterminate'
      ? step.candidates.map((sha) => `- ${oneLine(progress, sha)}`)
      : [],
    buildLines(progress),
    bisectLines(progress, workload),
    trace === null ? [] : releaseLines(trace),
    probableLines(progress),
    suspectLines(progress),
    search.marks.length === 0 ? [] : evidenceLines(progress),
    ...steps.map(({ title, command }) => [`To ${title}:`, '', `    ${command}`]),
    [
      `The verdicts, for ${code('git bisect replay')}:`,
      '',
      ...gitBisectLog(session, search)
        .trimEnd()
        .split('\n')
        .map((line) => `    ${line}`),
    ],
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

export function commitOf({ commits }: Progress, sha: string): Commit | null {
  return commits.find((commit) => commit.sha === sha) ?? null
}

function commitLines(
  { sha, author, email, date, subject, files }: Commit,
  trace: CulpritTrace | null,
): string[] {
  const request = trace?.pullRequest ?? null
  const owners = trace?.codeOwners ?? []
  return [
    `**${inline(subject)}**`,
    '',
    `- commit: ${code(sha)}${link(trace?.commitUrl ?? null)}`,
    `- author: ${inline(author)} (${inline(email)})`,
    `- date: ${date}`,
    ...(request === null
      ? []
      : [`- pull request: ${inline(`#${request.number}`)}${link(request.url)}`]),
    ...(owners.length === 0 ? [] : [`- code owners: ${owners.map(code).join(', ')}`]),
    ...(files.length === 0 ? [] : [`- files: ${files.map(code).join(', ')}`]),
  ]
}

/** Where no build separates the candidates: what to build next. */
function buildLines({ builds, session, commits }: Progress): string[] {
  if (builds === undefined || builds.worthBuilding.length === 0) return []
  return [
    'Build one of these:',
    '',
    ...builds.worthBuilding.map(({ sha, ifAfter, ifBefore }) => {
      const [ifBad, ifGood] = session.looksFor === 'fix' ? [ifBefore, ifAfter] : [ifAfter, ifBefore]
      const subject = commits.find((commit) => commit.sha === sha)?.subject ?? ''
      return `- ${code(shortSha(sha))} ${inline(subject)}: bad leaves ${ifBad}, good leaves ${ifGood}`
    }),
  ]
}

const mostListed = 5

/** Of a flaky symptom: the most probable commits, and what their tests said. */
function probableLines(progress: Progress): string[] {
  const { posterior, flaky } = progress
  if (posterior === undefined || flaky === undefined) return []
  const first = posterior.toSorted((a, b) => b.probability - a.probability).slice(0, mostListed)
  return [
    '| probable | tests | commit |',
    '|---|---|---|',
    ...first.map(({ sha, probability }) => {
      const tests = flaky.tests.get(sha)
      return `| ${percent(probability)} | ${tests === undefined ? '' : testsText(tests)} | ${oneLine(progress, sha)} |`
    }),
  ]
}

/** The most suspect commits as the bisect began, whatever became of them. */
function suspectLines(progress: Progress): string[] {
  const suspects = ranked(progress.search.suspects ?? [])
    .filter(({ reasons }) => reasons.length > 0)
    .slice(0, mostListed)
  if (suspects.length === 0) return []
  return [
    '| suspect | commit | because it |',
    '|---|---|---|',
    ...suspects.map(
      ({ sha, score, reasons }) =>
        `| ${score} | ${oneLine(progress, sha)} | ${inline(reasons.join('; '))} |`,
    ),
  ]
}

function bisectLines(progress: Progress, workload: Workload | null): string[] {
  const { session, excluded } = progress
  const subject = session.workload
  const health = workload?.health
  const symptom =
    health === undefined || health.reason === null
      ? null
      : [health.reason, health.message].filter((part) => part !== null).join(': ')
  const place = session.path === null ? '' : ` path ${code(session.path)}`
  return [
    ...(subject === null
      ? []
      : [
          `- workload: ${code(`${subject.kind} ${subject.namespace}/${subject.name}`)} in ${code(subject.context)}`,
        ]),
    ...(session.owner === null ? [] : [`- owner: ${inline(session.owner)}`]),
    ...(symptom === null ? [] : [`- symptom: ${inline(symptom)}`]),
    `- searched: ${soughtBy[session.looksFor]}`,
    `- good: ${inline(session.good.label)} ${code(session.good.sha)}`,
    `- bad: ${inline(session.bad.label)} ${code(session.bad.sha)}`,
    `- repository: ${code(session.repository)}${place}`,
    `- bisect: ${code(session.id)}, started ${session.startedAt}`,
    ...[buildsText(progress), flakyText(progress), ...assumptionsOf(progress)]
      .filter((text) => text !== null)
      .map((text) => `- ${inline(text)}`),
    ...(excluded > 0 ? [`- excluded by the path: ${count(excluded, 'commit')}`] : []),
  ]
}

/** What runs now comes first: that is where users meet it. */
function releaseLines({ releases }: CulpritTrace): string[] {
  const holding = releases.filter(({ contains }) => contains)
  if (holding.length === 0) return []
  const sorted = [
    ...holding.filter(({ current }) => current),
    ...holding.filter(({ current }) => !current),
  ]
  return [
    '| release with it | version | workload | context | now |',
    '|---|---|---|---|---|',
    ...sorted.map(
      ({ workload, release, version, current }) =>
        `| ${release} | ${inline(version ?? 'unknown')} | ${inline(`${workload.kind} ${workload.namespace}/${workload.name}`)} | ${inline(workload.context)} | ${current ? 'runs' : ''} |`,
    ),
  ]
}

function evidenceLines(progress: Progress): string[] {
  return [
    '| # | commit | verdict | phase | exit | took | note | subject |',
    '|---|---|---|---|---|---|---|---|',
    ...progress.search.marks.map((mark, i) => markLine(progress, mark, i + 1)),
  ]
}

function markLine(progress: Progress, mark: Mark, n: number): string {
  const { sha, verdict, phase, exitCode, durationMs, note } = mark
  const subject = commitOf(progress, sha)?.subject ?? endLabel(progress, sha)
  const took = durationMs === null ? 'by hand' : duration(durationMs)
  const cells = [
    n,
    code(shortSha(sha)),
    verdict,
    phase === 'verify' ? 'end' : 'search',
    exitCode ?? '',
    took,
    inline(note ?? ''),
    inline(subject),
  ]
  return `| ${cells.join(' | ')} |`
}

/** The older end is no commit of the range. */
function endLabel({ session: { good, bad } }: Progress, sha: string): string {
  return [good, bad].find((end) => end.sha === sha)?.label ?? ''
}

function oneLine(progress: Progress, sha: string): string {
  const commit = commitOf(progress, sha)
  return commit === null
    ? code(shortSha(sha))
    : `${code(shortSha(sha))} ${inline(commit.subject)} (${inline(commit.author)})`
}
