/** Reads what the screens of text show: a workload's YAML and its description. */
import { parts } from '../parts.ts'
import type { Connection } from '../../cluster/request/connection.ts'
import type { Failure, Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { maskObject } from '../../model/kube/mask.ts'
import { cleanLine, cleanLines } from '../../model/text.ts'
import type { Workload } from '../../model/workload.ts'
import { bufferOf } from '../../state/text/line-buffer.ts'
import type { ShownText, TextForm } from '../../state/text/text-screens.ts'
import type { Found } from './reach.ts'

export async function readText(
  workload: Workload,
  form: TextForm,
  { connection, fleet }: Found,
  signal: AbortSignal,
): Promise<Result<ShownText>> {
  return form === 'yaml'
    ? readYaml(workload, connection, signal)
    : ok({ lines: bufferOf(await describeText(workload, connection, fleet, signal)), all: null })
}

async function describeText(
  workload: Workload,
  connection: Connection,
  fleet: Found['fleet'],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { printDescription } = await parts.describe()
  const { readDetails } = await parts.cluster()
  const target = fleet.detailsTarget(workload.id)
  const details =
    target === null
      ? { events: [], log: null, problems: [] }
      : await readDetails(connection, target, signal)
  const diagnosis = fleet.diagnosis(workload.id, details)
  return cleanLines(printDescription(workload, details, diagnosis, 'text', Date.now()))
}

async function readYaml(
  workload: Workload,
  connection: Connection,
  signal: AbortSignal,
): Promise<Result<ShownText>> {
  const { readWholeObject } = await parts.wholeObject()
  const { structured } = await parts.structured()
  const read = await readWholeObject(connection, workload, signal)
  if (!read.ok) return { ok: false, failure: unreadable(workload, read.failure.message) }
  const object = maskObject(read.value) as Readonly<Record<string, unknown>>
  const print = (value: unknown): ReturnType<typeof bufferOf> =>
    bufferOf(structured(value, 'yaml').trimEnd().split('\n').map(cleanLine))
  const { metadata } = object
  const { managedFields, ...others } = (metadata ?? {}) as Readonly<Record<string, unknown>>
  return ok({
    lines: print({ ...object, metadata: others }),
    all: managedFields === undefined ? null : print(object),
  })
}

function unreadable({ namespace, name }: Workload, cause: string): Failure {
  return failed('cluster', `${namespace}/${name} could not be read`, {
    cause,
    next: 'ask for the get permission, or try again',
  }).failure
}
