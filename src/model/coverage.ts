/** How much is known about the workloads of a fleet, by which rule, and why the rest is not. */
import type { Workload } from './workload.ts'

const coveredFields = ['owner', 'version', 'commit', 'repository', 'previous'] as const

export type CoveredField = (typeof coveredFields)[number]

/** A rule or a reason, without the names of one workload, and in how many workloads it spoke. */
interface Share {
  readonly what: string
  readonly workloads: number
}

export interface Coverage {
  readonly field: CoveredField
  readonly workloads: number
  readonly known: number
  /** The rules that found it, the most frequent first. */
  readonly by: readonly Share[]
  /** Why it is not known elsewhere, likewise. */
  readonly unknown: readonly Share[]
}

export function coverageOf(workloads: readonly Workload[]): Coverage[] {
  return coveredFields.map((field) => {
    const findings = workloads.map((workload) => findingOf(field, workload))
    const known = findings.filter(({ known }) => known)
    return {
      field,
      workloads: workloads.length,
      known: known.length,
      by: shares(known),
      unknown: shares(findings.filter(({ known }) => !known)),
    }
  })
}

interface Finding {
  readonly known: boolean
  readonly what: string
}

export function isKnown(field: CoveredField, workload: Workload): boolean {
  return findingOf(field, workload).known
}

function findingOf(field: CoveredField, workload: Workload): Finding {
  switch (field) {
    case 'repository':
      return {
        known: workload.repository.url !== null,
        what: withoutNames(workload.repository.source),
      }
    case 'previous':
      return previousFinding(workload)
    case 'owner':
    case 'version':
    case 'commit':
      return {
        known: workload[field].value !== null,
        what: withoutNames(workload[field].source),
      }
  }
}

/** That a workload never ran another version is an answer, too. */
function previousFinding({ previous, previousUnknown, particulars }: Workload): Finding {
  if (previous !== null) {
    const { rememberedBy } =
      particulars.releases().find(({ release }) => release === previous.release) ?? {}
    const from = withoutNames(rememberedBy ?? 'the history that the cluster keeps')
    return { known: true, what: `${from}, ${previous.proof}` }
  }
  const why = previousUnknown ?? ''
  const never = /^release 1 is its first$|^every release since the first/.test(why)
  return { known: never, what: never ? 'it never ran another version' : withoutNames(why) }
}

/** Names and numbers of one workload, in the texts of sources and reasons. */
const names: readonly (readonly [pattern: RegExp, without: string])[] = [
  [/^unknown: /, ''],
  [/\b(container|namespace|service|application) (?!of )[^\s,:;]+/gi, '$1'],
  [
    / (on|of|in) the (?:deployment|statefulset|daemonset|rollout|cronjob|job)\b/gi,
    ' $1 the workload',
  ],
  [/\bof a (?:deployment|statefulset|daemonset|rollout|cronjob|job)\b/gi, 'of its kind'],
  [/^(Helm release|Flux \w+) \S+/, '$1'],
  [/\breleases? (?:before )?\d+(?: to \d+)?/g, 'some releases'],
  [/\ball run [^\s,]+/, 'all run the same image'],
  [/the image tag \S+ moves/, 'the image tag moves'],
  [/(\w)\[\d+\](?: \(.*\))?/g, '$1'],
  [/: looked at .*$/, ''],
]

/** What the sources and reasons of all workloads have in common. */
function withoutNames(text: string): string {
  return names.reduce((rest, [pattern, without]) => rest.replace(pattern, without), text)
}

function shares(findings: readonly Finding[]): Share[] {
  return [...Map.groupBy(findings, ({ what }) => what)]
    .map(([what, group]) => ({ what, workloads: group.length }))
    .sort((a, b) => b.workloads - a.workloads || (a.what < b.what ? -1 : 1))
}
