/** Asks RBAC whether the user may do something; the question changes nothing in the cluster. */
import type { Right } from '../model/right.ts'
import type { Connection } from './request/connection.ts'
import { record } from './trim/json.ts'

/** null where the server does not answer, or not with a review. */
export async function mayDo(
  connection: Connection,
  { verb, group, resource, subresource, namespace, name }: Right,
  signal: AbortSignal,
): Promise<boolean | null> {
  const attributes = {
    ...{ verb, group, resource, namespace },
    ...(subresource === null ? {} : { subresource }),
    ...(name === '' ? {} : { name }),
  }
  const answer = await connection.review(attributes, signal)
  const allowed = answer.ok ? record(answer.value['status'])['allowed'] : null
  return typeof allowed === 'boolean' ? allowed : null
}
