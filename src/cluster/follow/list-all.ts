/** Lists a collection page by page, for what is asked for once and not watched. */
import type { Connection } from '../request/connection.ts'
import { items, type Json, record } from '../trim/json.ts'
import type { ReadFailure } from '../request/read-failure.ts'

const onePage = 500

/** What came before a page that fails is kept; `failure` says why the rest is missing. */
export async function listAll(
  connection: Connection,
  path: string,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
  accept?: string,
): Promise<{ readonly items: readonly Json[]; readonly failure: ReadFailure | null }> {
  const found: Json[] = []
  let token = ''
  do {
    const parameters = new URLSearchParams({ limit: String(onePage), ...query })
    if (token !== '') parameters.set('continue', token)
    const answer = await connection.json(`${path}?${parameters.toString()}`, signal, accept)
    if (!answer.ok) return { items: found, failure: answer.failure }
    for (const item of items(answer.value['items'])) found.push(record(item))
    const next = record(answer.value['metadata'])['continue']
    token = typeof next === 'string' ? next : ''
  } while (token !== '')
  return { items: found, failure: null }
}
