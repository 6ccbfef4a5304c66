/** Reads when ConfigMaps changed. Only their metadata is asked for: their content stays in the cluster. */
import type { ConfigTime } from '../model/timeline/config-time.ts'
import type { Connection } from './request/connection.ts'
import { items, type Json, line, record } from './trim/json.ts'
import { listAll } from './follow/list-all.ts'
import { metadataOnly } from './follow/object-stream.ts'
import type { ReadFailure } from './request/read-failure.ts'

interface ConfigTimes {
  readonly times: readonly ConfigTime[]
  /** Why some could not be read, one line each. */
  readonly problems: readonly string[]
}

/** The named ones of a namespace. One that is not there is a problem, since something refers to it. */
export async function readConfigTimes(
  connection: Connection,
  namespace: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ConfigTimes> {
  const answers = await Promise.all(
    names.map(async (name) => {
      const path = `${pathOf(namespace)}/${encodeURIComponent(name)}`
      const answer = await connection.json(path, signal, metadataOnly('PartialObjectMetadata'))
      return answer.ok
        ? { times: timeOf(answer.value), problem: null }
        : { times: [], problem: problemOf(`configmap ${name}`, answer.failure) }
    }),
  )
  return {
    times: answers.flatMap(({ times }) => times),
    problems: [...new Set(answers.flatMap(({ problem }) => problem ?? []))],
  }
}

/** Every page of one namespace, or of all where it is null; what came before one that fails is kept. */
export async function listConfigTimes(
  connection: Connection,
  namespace: string | null,
  signal: AbortSignal,
): Promise<{ readonly times: readonly ConfigTime[]; readonly failure: ReadFailure | null }> {
  const accept = metadataOnly('PartialObjectMetadataList')
  const listed = await listAll(connection, pathOf(namespace), {}, signal, accept)
  return { times: listed.items.flatMap(timeOf), failure: listed.failure }
}

function pathOf(namespace: string | null): string {
  const inside = namespace === null ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  return `/api/v1${inside}/configmaps`
}

function problemOf(what: string, { message }: ReadFailure): string {
  return `${what}: ${message}`
}

/**
 * The newest entry of managedFields that owns data: its time moves when its manager adds, changes or
 * removes a field (apimachinery, `ManagedFieldsEntry.time`). Annotations and labels do not count.
 */
function timeOf(object: Json): ConfigTime[] {
  const meta = record(object['metadata'])
  const [namespace, name] = [line(meta['namespace']), line(meta['name'])]
  if (namespace === null || name === null) return []
  const createdAt = line(meta['creationTimestamp'])
  const writers = items(meta['managedFields'])
    .map(record)
    .filter((entry) => {
      const fields = record(entry['fieldsV1'])
      return fields['f:data'] !== undefined || fields['f:binaryData'] !== undefined
    })
    .map((entry) => ({ at: line(entry['time']) ?? '', by: line(entry['manager']) }))
    .sort((a, b) => (a.at < b.at ? 1 : -1))
  const newest = writers[0]
  const known = newest !== undefined && newest.at !== ''
  return [
    {
      namespace,
      name,
      changedAt: known ? newest.at : createdAt,
      changedBy: known ? newest.by : null,
      createdAt,
    },
  ]
}
