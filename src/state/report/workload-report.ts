/** The incident report of a workload as Markdown: what a colleague needs who was not there. */
import type { DiffContext, ReleaseDiff } from '../../model/release/release-diff.ts'
import { changedAfter, differenceText, verdictOf } from '../../model/release/release-diff.ts'
import type { LikelyChange } from '../../model/timeline/likely-changes.ts'
import type { Happening } from '../../model/timeline/happening.ts'
import type { Release, Workload } from '../../model/workload.ts'
import { count, shortSha } from '../format.ts'
import { code, inline, link } from './markdown.ts'
import type { Allowed, Step } from '../workload/next-steps.ts'
import { rightWords } from '../workload/next-steps.ts'

/** What a journal of kulprit's tells of a bisect of the workload. */
export interface BisectEvidence {
  readonly id: string
  readonly status: 'probing' | 'found' | 'indeterminate' | 'aborted'
  readonly startedAt: string
  readonly repository: string
  readonly good: { readonly sha: string; readonly label: string }
  readonly bad: { readonly sha: string; readonly label: string }
  /** The first bad commit (of a search for a fix the first good one); null where it is not found. */
  readonly culprit: string | null
  readonly verdicts: readonly {
    readonly sha: string
    readonly verdict: string
    readonly at: string
    readonly note: string | null
  }[]
}

export interface ReportFacts {
  readonly workload: Workload
  /** What it may fail by, the most telling first. */
  readonly suspects: readonly LikelyChange[]
  /** What happened around it, newest first. */
  readonly happenings: readonly Happening[]
  /** null where no two releases can be compared. */
  readonly diff: ReleaseDiff | null
  readonly context: DiffContext | null
  readonly bisects: readonly BisectEvidence[]
  readonly steps: readonly { readonly step: Step; readonly allowed: Allowed }[]
  /** What could not be read, one line each. */
  readonly problems: readonly string[]
  /** Epoch milliseconds. */
  readonly now: number
}

const mostSuspects = 5
const mostHappenings = 20
const mostCommits = 30

export function workloadReport(facts: ReportFacts): string {
  const { workload, problems, now } = facts
  const { namespace, name, diagnosis, health } = workload
  const sections: readonly (readonly string[])[] = [
    [
      `# ${inline(`${namespace}/${name}`)}: ${inline(diagnosis?.sentence ?? health.message ?? `it is ${health.status}`)}`,
    ],
    identityLines(facts),
    section('What it may fail by', suspectLines(facts)),
    section('What changed', diffLines(facts)),
    section('Commits', commitLines(facts)),
    section('Timeline', timelineLines(facts)),
    section('Releases', releaseLines(workload)),
    ...facts.bisects.map((bisect) => section(`Bisect ${code(bisect.id)}`, bisectLines(bisect))),
    section('Commands that may help', stepLines(facts)),
    section(
      'Not read',
      problems.map((problem) => `- ${inline(problem)}`),
    ),
    [`Written by kulprit at ${new Date(now).toISOString()}; it changed nothing in the cluster.`],
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines]
}

function identityLines({ workload }: ReportFacts): string[] {
  const { kind, namespace, name, context, owner, contacts, version, commit, previous } = workload
  const { replicas, health, diagnosis } = workload
  const since = diagnosis?.since ?? health.since
  return [
    `- workload: ${code(`${kind} ${namespace}/${name}`)} in ${code(context)}`,
    `- owner: ${inline(owner.value ?? 'unknown')} (${inline(owner.source)})`,
    ...contacts.map(
      ({ kind, value, url }) => `- ${inline(kind)}: ${inline(value)}${link(url ?? null)}`,
    ),
    `- health: ${health.status}${health.reason === null ? '' : `, ${inline(health.reason)}`}${since === null ? '' : `, since ${since}`}`,
    `- version: ${inline(version.value ?? 'unknown')} (${inline(version.source)})${commit.value === null ? '' : `, commit ${code(commit.value)}`}`,
    previous === null
      ? `- previous: unknown (${inline(workload.previousUnknown ?? '')})`
      : `- previous: ${inline(previous.version.value ?? 'unknown')}, release ${previous.release}, ${previous.proof}`,
    ...(replicas.desired === null
      ? []
      : [
          `- replicas: ${replicas.ready} of ${replicas.desired} ready, ${replicas.available} available`,
        ]),
  ]
}

function suspectLines({ suspects }: ReportFacts): string[] {
  return suspects
    .slice(0, mostSuspects)
    .map(
      ({ happening, reasons }, i) =>
        `${i + 1}. ${happeningWords(happening)}: ${inline(reasons.join('; '))}`,
    )
}

function happeningWords({ at, type, kind, name, words, by }: Happening): string {
  return `${at} ${type} of ${code(`${kind} ${name}`)}: ${inline(words)}${by === null ? '' : ` by ${inline(by)}`}`
}

function diffLines({ diff, context }: ReportFacts): string[] {
  if (diff === null) return []
  const { from, to, differences, replicas } = diff
  const written = context?.configTimes.filter((time) => changedAfter(diff, time)) ?? []
  const found = [
    ...(differences ?? []).map((difference) => `- ${inline(differenceText(difference))}`),
    ...(replicas === null ? [] : [`- replicas ${replicas.from} → ${replicas.to}`]),
    ...written.map(
      ({ name, changedAt, changedBy }) =>
        `- ConfigMap ${code(name)} was written to after it, at ${changedAt}${changedBy === null ? '' : ` by ${inline(changedBy)}`}`,
    ),
  ]
  return [
    `From ${releaseName(from)} to ${releaseName(to)}: ${inline(verdictOf(diff))}.`,
    ...(found.length === 0 ? [] : ['', ...found]),
  ]
}

function releaseName({ release, version }: Release): string {
  return `release ${release} (${inline(version.value ?? 'unknown')})`
}

function commitLines({ context }: ReportFacts): string[] {
  const commits = context?.commits ?? null
  if (commits === null || !commits.ok) return []
  const { items, repository, excluded, takenBack } = commits.value
  const shown = items.slice(0, mostCommits)
  const more = items.length - shown.length
  return [
    `${count(items.length, 'commit')}${takenBack ? ' taken back' : ''} in ${code(repository)}${excluded === 0 ? '' : `, ${excluded} others do not touch its path`}:`,
    '',
    ...shown.map(
      ({ sha, subject, author, owners, pullRequest, url }) =>
        `- ${code(shortSha(sha))} ${inline(subject)} (${inline(author)}${owners.length === 0 ? '' : `, owned by ${inline(owners.join(' '))}`})${link(pullRequest?.url ?? url)}`,
    ),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ]
}

function timelineLines({ happenings }: ReportFacts): string[] {
  return happenings.slice(0, mostHappenings).map((happening) => `- ${happeningWords(happening)}`)
}

function releaseLines({ particulars }: Workload): string[] {
  const releases = particulars.releases()
  if (releases.length === 0) return []
  return [
    '| release | version | commit | released | by | worked | changed |',
    '|---|---|---|---|---|---|---|',
    ...releases.map((release) => `| ${releaseCells(release).join(' | ')} |`),
  ]
}

function releaseCells(release: Release): string[] {
  const { version, commit, releasedAt, releasedBy, proof, changes, current } = release
  return [
    `${release.release}${current ? ' (now)' : ''}`,
    inline(version.value ?? 'unknown'),
    commit.value === null ? '' : code(shortSha(commit.value)),
    releasedAt ?? '',
    inline(releasedBy ?? ''),
    proof,
    changes.join(', '),
  ]
}

function bisectLines(bisect: BisectEvidence): string[] {
  const { status, good, bad, culprit, verdicts, repository, startedAt } = bisect
  return [
    culprit === null ? `- status: ${status}` : `- found: ${code(culprit)}`,
    `- good: ${inline(good.label)} ${code(good.sha)}`,
    `- bad: ${inline(bad.label)} ${code(bad.sha)}`,
    `- repository: ${code(repository)}, started ${startedAt}`,
    ...verdicts.map(
      ({ sha, verdict, at, note }) =>
        `- ${at} ${code(shortSha(sha))} ${verdict}${note === null ? '' : `: ${inline(note)}`}`,
    ),
  ]
}

function stepLines({ steps }: ReportFacts): string[] {
  return steps.flatMap(({ step, allowed }, i) => [
    ...(i === 0 ? [] : ['']),
    `To ${inline(step.title)} (${inline(rightWords(step, allowed))}):`,
    '',
    `    ${step.command}`,
  ])
}
