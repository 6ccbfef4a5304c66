/** The incident report as Markdown, and the commands that mend: both only shown and copied, never run. */
import type { Mark } from '../bisect/search.ts'
import type { Progress } from '../bisect/session.ts'
import type { Commit } from '../model/commit.ts'
import type { Workload } from '../model/workload.ts'
import { duration, shortSha } from './format.ts'

export interface NextStep {
  readonly title: string
  readonly command: string
}

const outcomes = {
  'bad-end-good': 'the bad end does not show the failure: it tested good',
  'good-end-bad': 'the good end already shows the failure: it tested bad',
  'merge-base-bad': 'where both ends branched off, the failure is already there',
  'end-untestable': 'an end could not be tested',
} as const

/** The result in one sentence, for a bisect in any state. */
export function conclusion(progress: Progress): string {
  const { step, session } = progress
  const sought = session.looksFor === 'fix' ? 'the fix' : 'the culprit'
  switch (step.kind) {
    case 'probe':
      return `Still searching: ${progress.remaining.candidates} candidates left.`
    case 'found':
      return `${shortSha(step.sha)} is ${sought}.`
    case 'indeterminate':
      return step.why === 'skips'
        ? `One of ${step.candidates.length} commits is ${sought}; the rest could not be tested.`
        : 'No commit that touches the path is to blame: it lies in one that was left out.'
    case 'aborted':
      return `The search stopped: ${outcomes[step.why]}.`
  }
}

/**
 * The commands that undo the change: a revert of the culprit, and the roll-back of the workload
 * where kubectl can do it (Deployment, StatefulSet, DaemonSet).
 */
export function nextSteps(progress: Progress, workload: Workload | null): NextStep[] {
  const { session, step, commits } = progress
  const steps: NextStep[] = []
  if (step.kind === 'found' && session.looksFor === 'regression') {
    const merge = (commits.find(({ sha }) => sha === step.sha)?.parents.length ?? 1) > 1
    const local = !/^[a-z+]+:\/\/|^[^/]+@[^/]+:/.test(session.repository)
    const words = ['git', ...(local ? ['-C', session.repository] : []), 'revert']
    steps.push({
      title: 'take the commit back',
      command: commandLine([...words, ...(merge ? ['-m', '1'] : []), step.sha]),
    })
  }
  const target = session.workload
  const release = workload?.releases.find(({ commit }) => commit.value === session.good.sha)
  if (
    target !== null &&
    release !== undefined &&
    !release.current &&
    session.looksFor === 'regression' &&
    ['Deployment', 'StatefulSet', 'DaemonSet'].includes(target.kind)
  )
    steps.push({
      title: 'roll production back',
      command: commandLine([
        'kubectl',
        '--context',
        target.context,
        '-n',
        target.namespace,
        'rollout',
        'undo',
        `${target.kind.toLowerCase()}/${target.name}`,
        `--to-revision=${release.release}`,
      ]),
    })
  return steps
}

/** Everything a colleague needs, as Markdown. `workload` is null where the bisect has none. */
export function incidentReport(progress: Progress, workload: Workload | null): string {
  const { session, step, search } = progress
  const subject = session.workload
  const name = subject === null ? session.repository : `${subject.namespace}/${subject.name}`
  const culprit = step.kind === 'found' ? commitOf(progress, step.sha) : null
  const lines = [`# ${name}: ${conclusion(progress)}`, '']
  if (culprit !== null) lines.push(...commitLines(culprit), '')
  if (step.kind === 'indeterminate')
    lines.push(
      ...step.candidates.map((sha) => `- ${oneLine(progress, sha)}`),
      ...(step.candidates.length > 0 ? [''] : []),
    )
  if (subject !== null)
    lines.push(
      `- workload: ${code(`${subject.kind} ${subject.namespace}/${subject.name}`)} in ${code(subject.context)}`,
    )
  if (session.owner !== null) lines.push(`- owner: ${inline(session.owner)}`)
  const health = workload?.health
  if (health !== undefined && health.reason !== null)
    lines.push(`- symptom: ${inline([health.reason, health.message].filter(Boolean).join(': '))}`)
  lines.push(
    `- good: ${inline(session.good.label)} ${code(session.good.sha)}`,
    `- bad: ${inline(session.bad.label)} ${code(session.bad.sha)}`,
    `- repository: ${code(session.repository)}${session.path === null ? '' : ` path ${code(session.path)}`}`,
    `- bisect: ${code(session.id)}, started ${session.startedAt}`,
  )
  if (progress.excluded > 0) lines.push(`- left out by the path: ${progress.excluded} commits`)
  if (search.marks.length > 0)
    lines.push(
      '',
      '| # | commit | verdict | exit | took | subject |',
      '|---|---|---|---|---|---|',
      ...search.marks.map((mark, i) => markLine(progress, mark, i + 1)),
    )
  const steps = nextSteps(progress, workload)
  if (steps.length > 0)
    lines.push(
      '',
      ...steps.flatMap(({ title, command }) => [`To ${title}:`, '', `    ${command}`, '']),
    )
  return `${lines.join('\n').trimEnd()}\n`
}

export function commitOf({ commits }: Progress, sha: string): Commit | null {
  return commits.find((commit) => commit.sha === sha) ?? null
}

/** Words as a shell takes them; quoted only where needed. */
export function commandLine(words: readonly string[]): string {
  return words
    .map((word) =>
      /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
    )
    .join(' ')
}

function commitLines({ sha, author, email, date, subject, files }: Commit): string[] {
  return [
    `**${inline(subject)}**`,
    '',
    `- commit: ${code(sha)}`,
    `- author: ${inline(author)} (${inline(email)})`,
    `- date: ${date}`,
    ...(files.length > 0 ? [`- files: ${files.map(code).join(', ')}`] : []),
  ]
}

function markLine(progress: Progress, mark: Mark, n: number): string {
  const subject = commitOf(progress, mark.sha)?.subject ?? ''
  const took = mark.durationMs === null ? '' : duration(mark.durationMs)
  const verdict = mark.phase === 'verify' ? `${mark.verdict} (end)` : mark.verdict
  return `| ${n} | ${code(shortSha(mark.sha))} | ${verdict} | ${mark.exitCode ?? ''} | ${took} | ${inline(subject)} |`
}

function oneLine(progress: Progress, sha: string): string {
  const commit = commitOf(progress, sha)
  return commit === null
    ? code(shortSha(sha))
    : `${code(shortSha(sha))} ${inline(commit.subject)} (${inline(commit.author)})`
}

/** Text that Markdown must not read as its own. */
function inline(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|#!]/g, String.raw`\$&`)
}

function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text.replaceAll('|', String.raw`\|`)}\``
}
