/** `kulprit owners`: every owner with workloads, what fails of them, and how to reach them. */
import type { ExitCode } from '../../cli/exit-code.ts'
import { nothingFoundText } from '../../cli/print/get.ts'
import type { Invocation } from '../../cli/grammar/invocation.ts'
import { printOwners } from '../../cli/print/owners.ts'
import { ownersOf } from '../../model/owner/owners.ts'
import { parseQuery } from '../../state/query/query.ts'
import { search } from '../../state/query/search.ts'
import type { Environment } from '../environment.ts'
import { fail, note, print, warnAbout } from '../output.ts'
import { isStructured, readScope } from './workloads.ts'

type Asked = Extract<Invocation, { command: 'owners' }>

export async function owners(asked: Asked, environment: Environment): Promise<ExitCode> {
  const query = parseQuery(asked.query, Object.keys(environment.settings().customColumns))
  if (!query.ok) return fail(query.failure)
  const read = await readScope(asked.scope, environment)
  if (!read.ok) return fail(read.failure)
  const { workloads, statuses } = read.value
  const now = Date.now()
  const found = ownersOf(search(query.value, workloads, now))
  if (found.length === 0 && !isStructured(asked.output)) note(nothingFoundText(asked.query))
  else print(printOwners(found, statuses, asked.output, asked.noHeaders, now))
  return warnAbout(statuses)
}
