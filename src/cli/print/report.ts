/** What `kulprit report` prints: Markdown, or the same facts as JSON. */
import { differenceText, verdictOf } from '../../model/release/release-diff.ts'
import { rightWords } from '../../state/workload/next-steps.ts'
import type { ReportFacts } from '../../state/report/workload-report.ts'
import { workloadReport } from '../../state/report/workload-report.ts'
import { changeJson } from './changes.ts'
import { commitsJson } from './diff.ts'
import type { Output } from '../grammar/output.ts'
import { structured } from './structured.ts'
import { releaseJson, workloadJson } from './workload-json.ts'

export function printReport(facts: ReportFacts, output: Output): string {
  return output === 'json' || output === 'yaml'
    ? structured(reportJson(facts), output)
    : workloadReport(facts)
}

function reportJson(facts: ReportFacts) {
  const { workload, suspects, happenings, diff, context, bisects, steps, problems, now } = facts
  const commits = context?.commits ?? null
  return {
    at: new Date(now).toISOString(),
    workload: workloadJson(workload),
    diagnosis: workload.diagnosis?.sentence ?? null,
    since: workload.diagnosis?.since ?? workload.health.since,
    suspects: suspects.map(changeJson),
    timeline: happenings.map((happening) => changeJson({ happening, reasons: [] })),
    releases: workload.particulars.releases().map(releaseJson),
    difference:
      diff === null
        ? null
        : {
            ...{ from: diff.from.release, to: diff.to.release, verdict: verdictOf(diff) },
            words: diff.differences?.map(differenceText) ?? null,
          },
    commits: commits === null || !commits.ok ? null : commitsJson(commits.value),
    bisects,
    commands: steps.map(({ step, allowed }) => ({
      ...{ title: step.title, command: step.command, allowed },
      right: rightWords(step, allowed),
    })),
    problems,
  }
}
