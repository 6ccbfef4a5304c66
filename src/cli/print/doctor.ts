/** What `kulprit doctor` prints. */
import type { Coverage } from '../../model/coverage.ts'
import type { Mend, Mending } from '../../model/settings/mending-settings.ts'
import { columns, table } from './columns.ts'
import type { Output } from '../grammar/output.ts'
import { structured } from './structured.ts'

/** `warning`: kulprit works without it, and could do more with it. */
export interface Check {
  /** `kubeconfig`, `permissions of prod`, … */
  readonly check: string
  readonly status: 'ok' | 'warning' | 'failed'
  readonly message: string
  readonly next: string | null
}

export interface Diagnosis {
  readonly checks: readonly Check[]
  /** null where no workload could be read. */
  readonly coverage: readonly Coverage[] | null
  readonly mending: Mending
  /** Where the settings belong. */
  readonly settingsFile: string
}

/** `inColours`: the word of each check in green, yellow or red. */
export function printDiagnosis(diagnosis: Diagnosis, output: Output, inColours: boolean): string {
  const { checks, coverage, mending } = diagnosis
  if (output !== 'json' && output !== 'yaml') return diagnosisText(diagnosis, inColours)
  return structured(
    {
      checks,
      coverage,
      suggested: { file: diagnosis.settingsFile, settings: mending.settings, mends: mending.mends },
    },
    output,
  )
}

function diagnosisText(
  { checks, coverage, mending, settingsFile }: Diagnosis,
  inColours: boolean,
): string {
  const parts = [
    columns(
      checks.flatMap(({ check, status, message, next }) => [
        [inColours ? coloured(status) : words[status], check, message],
        ...(next === null ? [] : [['', '', `→ ${next}`]]),
      ]),
    ),
  ]
  if (coverage !== null) parts.push(coverageText(coverage))
  if (mending.mends.length > 0)
    parts.push(
      `These settings in ${settingsFile} would tell most of the rest; what only you know stands in capitals:\n`,
      `${JSON.stringify(mending.settings, null, 2)}\n`,
      table(
        ['SETTING', 'TELLS', 'OF WORKLOADS', 'PROPOSED BECAUSE'],
        mending.mends.map(mendRow),
        false,
      ),
    )
  return parts.join('\n')
}

/** A word, so that it is understood without colours too. */
const words: Readonly<Record<Check['status'], string>> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'FAILED',
}

const colours: Readonly<Record<Check['status'], number>> = { ok: 32, warning: 33, failed: 31 }

function coloured(status: Check['status']): string {
  return `\u001B[${colours[status]}m${words[status]}\u001B[0m`
}

/** The rules that speak for most; the rest of a long tail is summed up. */
const mostRules = 6

function coverageText(coverage: readonly Coverage[]): string {
  return table(
    ['FIELD', 'KNOWN', 'WORKLOADS', 'BY, OR WHY NOT'],
    coverage.flatMap(({ field, workloads, known, by, unknown }) => [
      [field, `${known} of ${workloads}`, '', ''],
      ...tail(by).map(({ what, workloads }) => ['', '', String(workloads), what]),
      ...tail(unknown).map(({ what, workloads }) => [
        '',
        '',
        String(workloads),
        `unknown: ${what}`,
      ]),
    ]),
    false,
  )
}

function tail(shares: Coverage['by']): Coverage['by'] {
  const rest = shares.slice(mostRules)
  if (rest.length === 0) return shares
  const workloads = rest.reduce((sum, share) => sum + share.workloads, 0)
  return [...shares.slice(0, mostRules), { what: `${rest.length} more ways`, workloads }]
}

function mendRow({ setting, field, workloads, because }: Mend): readonly string[] {
  return [setting, field, String(workloads), because ?? 'only you know it']
}
