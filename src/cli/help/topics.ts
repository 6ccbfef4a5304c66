/** The help that belongs to no single command: the query language, the exit codes, the JSON. */
import { defaultKeymap } from '../../state/commands/bind-keys.ts'
import { commands } from '../../state/commands.ts'
import { bindingOf } from '../../state/commands/keymap.ts'
import { queryHelp } from '../../state/query/query.ts'
import { columns } from '../print/columns.ts'
import { exitCodeMeanings } from '../exit-code.ts'
import type { extraTopics } from '../grammar/invocation.ts'

interface TopicHelp {
  readonly title: string
  readonly intro: string
  /** Lines to print as they are. */
  readonly body: string
}

const resolved =
  '{"value": string|null, "source": string, "confidence": "certain"|"likely"|"weak"|"none"}'

const workload = [
  '{context, namespace, kind, name,',
  ' owner: RESOLVED, version: RESOLVED, commit: RESOLVED,',
  ' repository: {url, path},',
  ' previous: {release, version: RESOLVED, commit: RESOLVED, releasedAt, proof} | null,',
  ' changedAt,',
  ' health: {status: "healthy"|"progressing"|"degraded"|"suspended"|"unknown", reason, message, since},',
  ' replicas: {desired, ready, updated, available}, restarts,',
  ' resources: {requests: {cpu, memory}, limits: {cpu, memory}, usage: {cpu, memory},',
  '             measured: {at, window} | null,',
  '             partial: {requests: ["cpu"|"memory"], limits: ["cpu"|"memory"]} | null},',
  ' contacts: [{kind, value, source, url}], image, custom: {COLUMN: string},',
  ' alsoRunning: [{release, version: RESOLVED, pods}]}',
].join('\n')

const release = [
  '{release, version: RESOLVED, commit: RESOLVED, images: [string], releasedAt, releasedBy, cause,',
  ' proof: "proven"|"unproven"|"bad", current,',
  ' changes: ["image"|"env"|"config"|"resources"|"probes"|"command"|"other"],',
  ' rememberedBy: string|null}',
].join('\n')

/** The shapes of `-o json`, by name; RESOLVED, WORKLOAD and RELEASE stand for the first three. */
export const jsonShapes: readonly (readonly [name: string, shape: string])[] = [
  ['RESOLVED', resolved],
  ['WORKLOAD', workload],
  ['RELEASE', release],
  [
    'kulprit get',
    [
      '{items: [WORKLOAD],',
      ' errors: [{context, resource, namespace, state, reason, message}],',
      ' totals: {owners: [TOTAL], namespaces: [TOTAL]}}',
      'state: slow, unreachable, forbidden, expired or failed',
      'TOTAL = {name, workloads, requests: {cpu, memory}, limits: {cpu, memory},',
      '         usage: {cpu, memory}, partial}',
    ].join('\n'),
  ],
  [
    'kulprit describe',
    [
      'WORKLOAD, and:',
      '{diagnosis: {sentence, since, change: {at, words, release} | null},',
      ' owner, version, commit: RESOLVED with {rule, rejected: [{value, source, reason}]},',
      ' repository: {url, path, source, confidence, rule, rejected}, labels: {name: value}, previousUnknown,',
      ' pitfalls: [{id, words}],',
      ' releases: [RELEASE],',
      ' events: [{object, type, reason, message, count, firstAt, lastAt}],',
      ' log: {pod, container, previous, lines: [string]} | null, problems: [string]}',
    ].join('\n'),
  ],
  ['kulprit history', '{workload: {context, namespace, kind, name}, items: [RELEASE]}'],
  [
    'kulprit changes',
    [
      '{items: [{at, context, namespace, kind, name, owner,',
      '          from: {release, version: RESOLVED, commit: RESOLVED} | null, to: the same, by,',
      '          changes: ["image"|"env"|…], type: "release"|"rollback"|"restart"|"scaling"|"config"|"node"|"failure",',
      '          words, reasons: [string]}],',
      ' errors: [{context, resource, namespace, state, reason, message}]}',
      'reasons: why it may be to blame, with --workload; empty without',
    ].join('\n'),
  ],
  [
    'kulprit owners',
    [
      '{items: [{owner, failing, changedAt, workloads: [{context, namespace, kind, name, status}],',
      '          contacts: [{kind, value, source, url}], resources: {requests, limits, usage, partial}}],',
      ' errors: [{context, resource, namespace, state, reason, message}]}',
    ].join('\n'),
  ],
  [
    'kulprit report',
    [
      '{at, workload: WORKLOAD, diagnosis, since, suspects: [as the items of kulprit changes],',
      ' timeline: [the same], releases: [RELEASE], difference: {from, to, verdict, words: [string]} | null,',
      ' commits: as in kulprit diff, bisects: [{id, status, startedAt, repository, good: {sha, label},',
      '  bad: {sha, label}, culprit, verdicts: [{sha, verdict, at, note}]}],',
      ' commands: [{title, command, allowed: boolean|null, right}], problems: [string]}',
    ].join('\n'),
  ],
  [
    'kulprit diff',
    [
      '{workload: {context, namespace, kind, name}, from: RELEASE, to: RELEASE,',
      ' verdict, codeChanged: boolean|null, configOnly: boolean,',
      ' differences: [{kind, container, subject, from, to, words}] | null,',
      ' replicas: {from, to} | null, configMaps: [{name, changedAt, changedBy, afterRelease}],',
      ' templates: {from, to}, commits: {repository, from, to,',
      '  items: [{sha, author, email, date, subject, files, owners, pullRequest: {number, url} | null, url}],',
      '  takenBack: boolean, excluded} | null, problems: [string]}',
    ].join('\n'),
  ],
  [
    'kulprit commits',
    [
      '{repository, from, to, items: [{sha, author, email, date, subject, files: [string]}], excluded,',
      ' suspects: [{sha, score: 0 to 100, reasons: [string]}]}',
    ].join('\n'),
  ],
  [
    'kulprit doctor',
    [
      '{checks: [{check, status: "ok"|"warning"|"failed", message, next}],',
      ' coverage: [{field: "owner"|"version"|"commit"|"repository"|"previous", workloads, known,',
      '             by: [{what, workloads}], unknown: [{what, workloads}]}] | null,',
      ' suggested: {file, settings, mends: [{setting, field, workloads, because}]}}',
    ].join('\n'),
  ],
  [
    'kulprit bisect',
    [
      '{session, status: "probing"|"found"|"indeterminate"|"aborted", looksFor: "regression"|"fix",',
      ' good, bad, firstBadCommit: {sha, author, email, date, subject} | null, candidates: [sha],',
      ' probes: [{sha, verdict: "good"|"bad"|"skip", phase: "verify"|"search", at,',
      '           durationMs, exitCode, note}],',
      ' inHand: [sha], remaining: {candidates, least, most},',
      ' posterior: [{sha, probability}] | null,',
      ' suspects: [{sha, score: 0 to 100, reasons: [string]}] | null,',
      ' flaky: {confidence, unknownBits, nextTellsBits, tests: [{sha, failed, of}]} | null,',
      ' testable: {only: "deployed"|"tagged"|"built"|"any", tier: (one of the four) | null,',
      '            assumed: [sha], worthBuilding: [{sha, ifBad, ifGood}]} | null}',
    ].join('\n'),
  ],
]

export const topics: Readonly<Record<(typeof extraTopics)[number], TopicHelp>> = {
  query: {
    title: 'Queries',
    intro:
      'A query picks workloads, in kulprit get and in the filter of the UI. All its parts must match; bad syntax is an error.',
    body: columns(queryHelp),
  },
  keys: {
    title: 'Keys',
    intro:
      'The commands of the screens with their keys; b g is b and then g. The setting "keys" gives a command others, by the id in the first column.',
    body: columns(
      commands.map((command) => [
        command.id,
        `${bindingOf(defaultKeymap, command).shown.join(', ')}: ${command.title}`,
      ]),
    ),
  },
  'exit-codes': {
    title: 'Exit codes',
    intro: 'Every command ends with one of these.',
    body: columns(exitCodeMeanings.map(({ code, meaning }) => [String(code), meaning])),
  },
  json: {
    title: 'JSON',
    intro:
      'What -o json prints; -o yaml prints the same. Fields are only ever added. Times are RFC 3339 in UTC, quantities are those of Kubernetes, what is not known is null. Releases and commits are newest first, hashes are full.',
    body: jsonShapes.map(([name, shape]) => `${name}\n${indent(shape)}\n`).join('\n'),
  },
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
