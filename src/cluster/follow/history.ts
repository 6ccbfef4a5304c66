/** Notices that a cluster's history went back, as it does when etcd is restored from a backup. */
import type { Connection } from '../request/connection.ts'
import { line, record } from '../trim/json.ts'
import { metadataOnly } from './object-stream.ts'
import { pathOf, type Target } from '../resource.ts'

/**
 * Whether the server is at an older version than `since`, which it once told; null where it does not
 * say. It accepts a watch from a version that is still to come, and tells nothing until then.
 */
export async function wentBack(
  connection: Connection,
  target: Target,
  since: string,
  signal: AbortSignal,
): Promise<boolean | null> {
  const parameters = new URLSearchParams({ limit: '1' })
  if (target.selector !== null) parameters.set('labelSelector', target.selector)
  const path = `${pathOf(target)}?${parameters.toString()}`
  const answer = await connection.json(path, signal, metadataOnly('PartialObjectMetadataList'))
  const now = answer.ok ? line(record(answer.value['metadata'])['resourceVersion']) : null
  return now === null || now === '' ? null : isOlder(now, since)
}

/** Resource versions are whole numbers that only grow; any other text cannot be compared. */
export function isOlder(version: string, than: string): boolean {
  const isLess = version.length === than.length ? version < than : version.length < than.length
  return isLess && isNumber(version) && isNumber(than)
}

function isNumber(version: string): boolean {
  return /^[1-9]\d*$/.test(version)
}
