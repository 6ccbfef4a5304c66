/** `kulprit report`: the incident report of a workload, to stdout or to a file. */
import type { ExitCode } from '../../cli/exit-code.ts'
import type { Invocation } from '../../cli/grammar/invocation.ts'
import { printReport } from '../../cli/print/report.ts'
import { writeTo } from '../../storage/given-file.ts'
import type { Environment } from '../environment.ts'
import { gatherReport } from '../fleet/gather-report.ts'
import { endProgress, fail, note, print, showProgress, warnAbout } from '../output.ts'
import { waitForAround } from '../fleet/read-around.ts'
import { readWorkload } from './workloads.ts'

type Asked = Extract<Invocation, { command: 'report' }>

export async function report(asked: Asked, environment: Environment): Promise<ExitCode> {
  const read = await readWorkload(asked.scope, asked.workload, environment)
  if (!read.ok) return fail(read.failure)
  const { workload, workloads, statuses, clusters } = read.value
  const { signal } = environment
  const transfer = { signal, onProgress: showProgress }
  const around = await waitForAround(clusters, workloads, transfer)
  const facts = await gatherReport(
    workload,
    { workloads, around, connections: clusters.connections },
    environment,
    transfer,
  )
  endProgress()
  const text = printReport(facts, asked.output)
  if (asked.file === null) print(text)
  else {
    const written = await writeTo(asked.file, text)
    if (!written.ok) return fail(written.failure)
    note(`written to ${written.value}\n`)
  }
  return warnAbout([...statuses, ...around.flatMap(({ unread }) => unread)])
}
