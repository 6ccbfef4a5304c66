/** Reads one target whole: a LIST in pages. */
import type { KubeObject } from '../model/kube.ts'
import type { Connection } from './connection.ts'
import { isRecord, line, record } from './json.ts'
import { type Reading, unread } from './read-failure.ts'
import { pathOf, type Target } from './resource.ts'

const pageSize = 500

/** `first` marks the start of a snapshot: what earlier pages said no longer counts. */
export type PageListener = (objects: readonly KubeObject[], first: boolean) => void

/**
 * Answers the resourceVersion to watch from. No resourceVersion is asked for: with `0` the server
 * ignores `limit` and answers a big fleet with one body of hundreds of megabytes. An expired
 * continue token makes it start again without pages, as client-go's pager does.
 */
export async function listPages(
  connection: Connection,
  target: Target,
  signal: AbortSignal,
  onPage: PageListener,
): Promise<Reading<string>> {
  let limit = pageSize
  let token = ''
  for (;;) {
    const answer = await connection.json(pathOf(target) + query(target, limit, token), signal)
    if (!answer.ok && answer.failure.status === 410 && token !== '') {
      limit = 0
      token = ''
      continue
    }
    if (!answer.ok) return answer
    const { items, metadata } = answer.value
    const objects = trimAll(items, target)
    const version = line(record(metadata)['resourceVersion'])
    if (objects === null || version === null)
      return unread(
        'Malformed',
        `${connection.server} sent a list of ${target.resource.name} that cannot be read`,
      )
    onPage(objects, token === '')
    const next = record(metadata)['continue']
    token = typeof next === 'string' ? next : ''
    if (token === '') return { ok: true, value: version }
  }
}

function query(target: Target, limit: number, token: string): string {
  const parameters = new URLSearchParams()
  if (limit > 0) parameters.set('limit', String(limit))
  if (token !== '') parameters.set('continue', token)
  if (target.selector !== null) parameters.set('labelSelector', target.selector)
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}

/** null where any of them is not an object as an API server sends it. */
function trimAll(list: unknown, { resource, keep }: Target): KubeObject[] | null {
  // Go writes an empty list as null.
  if (list === null) return []
  if (!Array.isArray(list)) return null
  const kept: KubeObject[] = []
  for (const item of list) {
    const object = isRecord(item) ? resource.trim(item) : null
    if (object === null) return null
    if (keep(object)) kept.push(object)
  }
  return kept
}
