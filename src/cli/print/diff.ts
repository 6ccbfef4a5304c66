/** What `kulprit diff` prints: in words first, the pod templates with `-o json` and `-o yaml`. */
import type { ConfigTime } from '../../model/timeline/config-time.ts'
import type { DiffCommits, DiffContext, ReleaseDiff } from '../../model/release/release-diff.ts'
import { changedAfter, differenceText, verdictOf } from '../../model/release/release-diff.ts'
import { templateFields } from '../../model/kube/template-fields.ts'
import type { Release, Workload } from '../../model/workload.ts'
import { count, shortSha } from '../../state/format.ts'
import { columns, table, unknownCell } from './columns.ts'
import { commitJson } from './commits.ts'
import { ageText } from './get.ts'
import type { Output } from '../grammar/output.ts'
import { structured } from './structured.ts'
import { releaseJson } from './workload-json.ts'

export function printDiff(
  workload: Workload,
  diff: ReleaseDiff,
  context: DiffContext,
  output: Output,
  now: number,
): string {
  if (output === 'json' || output === 'yaml')
    return structured(diffJson(workload, diff, context), output)
  const { namespace, kind, name } = workload
  const sections = [
    [
      '',
      `${namespace}/${kind.toLowerCase()}/${name}: ${releaseText(diff.from)} → ${releaseText(diff.to)}\n`,
    ],
    ['', `${verdictOf(diff)}\n`],
    ['Changed', columns(changeRows(diff))],
    ['ConfigMaps that it reads', configTable(diff, context, now)],
    [commitTitle(context), commitTable(context, now)],
    ['Could not be read', problemLines(context)],
  ] as const
  return sections
    .filter(([, body]) => body !== '')
    .map(([title, body]) => (title === '' ? body : `\n${title}:\n${indent(body)}`))
    .join('')
}

function releaseText({ release, version }: Release): string {
  return `release ${release} (${version.value ?? unknownCell})`
}

function changeRows({ differences, replicas }: ReleaseDiff): string[][] {
  return [
    ...(differences ?? []).map((difference) => [difference.kind, differenceText(difference)]),
    ...(replicas === null ? [] : [['replicas', `replicas ${replicas.from} → ${replicas.to}`]]),
  ]
}

function configTable(diff: ReleaseDiff, { configTimes }: DiffContext, now: number): string {
  return table(
    ['NAME', 'CHANGED', 'BY', 'NOTE'],
    configTimes.map((time) => [
      time.name,
      ageText(time.changedAt, now),
      time.changedBy ?? unknownCell,
      configNote(diff, time),
    ]),
    false,
  )
}

function configNote(diff: ReleaseDiff, time: ConfigTime): string {
  return changedAfter(diff, time) ? `after release ${diff.to.release}` : ''
}

function commitTitle({ commits }: DiffContext): string {
  if (commits === null || !commits.ok) return ''
  const { items, excluded, repository, takenBack } = commits.value
  const which = `${count(items.length, 'commit')}${takenBack ? ' taken back' : ''}`
  const rest =
    excluded === 0
      ? ''
      : `, and ${count(excluded, 'other')} that ${excluded === 1 ? 'does' : 'do'} not touch its path`
  return `${which} in ${repository}${rest}`
}

function commitTable({ commits }: DiffContext, now: number): string {
  if (commits === null || !commits.ok) return ''
  return table(
    ['COMMIT', 'AGE', 'AUTHOR', 'OWNERS', 'REQUEST', 'FILES', 'SUBJECT'],
    commits.value.items.map(({ sha, date, author, owners, pullRequest, files, subject }) => [
      shortSha(sha),
      ageText(date, now),
      author,
      owners.join(' ') || '-',
      pullRequest === null ? '-' : (pullRequest.url ?? `#${pullRequest.number}`),
      String(files.length),
      subject,
    ]),
    false,
  )
}

function problemLines({ commits, problems }: DiffContext): string {
  const lines = [...problems]
  if (commits !== null && !commits.ok) {
    const { message, next } = commits.failure
    lines.push(`commits: ${message}${next === null ? '' : `; ${next}`}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

function diffJson(workload: Workload, diff: ReleaseDiff, context: DiffContext) {
  const { kind, namespace, name } = workload
  const { commits, configTimes, problems } = context
  return {
    workload: { context: workload.context, namespace, kind, name },
    from: releaseJson(diff.from),
    to: releaseJson(diff.to),
    verdict: verdictOf(diff),
    codeChanged: diff.codeChanged,
    configOnly: diff.configOnly,
    differences:
      diff.differences?.map((difference) => ({
        kind: difference.kind,
        container: difference.container,
        subject: difference.subject,
        from: difference.from,
        to: difference.to,
        words: differenceText(difference),
      })) ?? null,
    replicas: diff.replicas,
    configMaps: configTimes.map((time) => ({
      name: time.name,
      changedAt: time.changedAt,
      changedBy: time.changedBy,
      afterRelease: changedAfter(diff, time),
    })),
    templates: { from: fieldsOf(diff.from), to: fieldsOf(diff.to) },
    commits: commits === null || !commits.ok ? null : commitsJson(commits.value),
    problems: [
      ...problems,
      ...(commits === null || commits.ok ? [] : [`commits: ${commits.failure.message}`]),
    ],
  }
}

function fieldsOf({ template }: Release) {
  return template === null ? null : templateFields(template)
}

export function commitsJson({ repository, from, to, items, takenBack, excluded }: DiffCommits) {
  return {
    repository,
    from,
    to,
    items: items.map((commit) => ({
      ...commitJson(commit),
      files: commit.files,
      owners: commit.owners,
      pullRequest: commit.pullRequest,
      url: commit.url,
    })),
    takenBack,
    excluded,
  }
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}
