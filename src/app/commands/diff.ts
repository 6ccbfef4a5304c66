/** `kulprit diff`: what changed between two releases of a workload. */
import { printDiff } from '../../cli/print/diff.ts'
import type { ExitCode } from '../../cli/exit-code.ts'
import type { Invocation } from '../../cli/grammar/invocation.ts'
import { releaseDiff, releasesToCompare } from '../../model/release/release-diff.ts'
import { readDiffContext } from '../fleet/compare-releases.ts'
import type { Environment } from '../environment.ts'
import { endProgress, fail, print, showProgress, warnAbout } from '../output.ts'
import { readWorkload } from './workloads.ts'

type Asked = Extract<Invocation, { command: 'diff' | 'commits' }>

export async function diff(asked: Asked, environment: Environment): Promise<ExitCode> {
  const read = await readWorkload(asked.scope, asked.workload, environment)
  if (!read.ok) return fail(read.failure)
  const { workload, statuses, clusters } = read.value
  const ends = releasesToCompare(workload, asked)
  if (!ends.ok) return fail(ends.failure)
  const compared = releaseDiff(ends.value.from, ends.value.to)
  const context = await readDiffContext(
    workload,
    compared,
    asked.source,
    clusters.connections.find((connection) => connection.context === workload.context),
    environment,
    { signal: environment.signal, onProgress: showProgress },
  )
  endProgress()
  print(printDiff(workload, compared, context, asked.output, Date.now()))
  return warnAbout(statuses)
}
