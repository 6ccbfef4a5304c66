/** Reads one target whole: a LIST in pages, whose objects are handed on as they come. */
import type { KubeObject } from '../../model/kube/kube.ts'
import { lenient } from '../around.ts'
import type { Body, Connection } from '../request/connection.ts'
import { isProtobuf, onlyJson, readList } from './object-stream.ts'
import { type ReadFailure, type Reading, unread } from '../request/read-failure.ts'
import { pathOf, type Target } from '../resource.ts'
import type { Terms } from './terms.ts'
import type { ListEnd } from './watch-event.ts'

/** The first page is small, so that rows show soon; later ones save round trips. */
const pageSizes = [500, 2000, 8000]

export interface ListListener {
  /** A snapshot begins: what was said before no longer counts. */
  readonly start: () => void
  readonly objects: (objects: readonly KubeObject[]) => void
}

/**
 * Answers the resourceVersion to watch from. No resourceVersion is asked for: with `0` the server
 * ignores `limit` and may answer with what was true long ago. An expired continue token makes it start
 * again without pages, as client-go's pager does (tools/pager/pager.go).
 */
export async function listPages(
  connection: Connection,
  target: Target,
  terms: Terms,
  signal: AbortSignal,
  listener: ListListener,
): Promise<Reading<string>> {
  let paged = true
  let page = 0
  let token = ''
  for (;;) {
    const limit = paged ? (pageSizes[page] ?? pageSizes.at(-1) ?? 0) : 0
    const accept = terms.accept(target.resource)
    const answer = await connection.stream(pathOf(target) + query(target, limit, token), signal, {
      ...{ accept, compressed: true, endless: false },
    })
    if (!answer.ok && answer.failure.status === 410 && token !== '') {
      paged = false
      token = ''
      continue
    }
    if (!answer.ok && isNotAcceptable(answer.failure) && accept !== onlyJson) {
      terms.giveUpProtobuf()
      continue
    }
    if (!answer.ok)
      return { ok: false, failure: lenient(answer.failure, target.resource.optional === true) }
    if (token === '') listener.start()
    const end = await readPage(connection, target, answer.value, listener)
    if (end.ok && end.value !== null) {
      token = end.value.next
      page += 1
      if (token === '') return { ok: true, value: end.value.version }
      continue
    }
    if (!end.ok) return end
    if (!isProtobuf(answer.value.type) || accept === onlyJson)
      return unread(
        'Malformed',
        `${connection.server} sent no list of ${target.resource.name} – is it a Kubernetes API?`,
      )
    terms.giveUpProtobuf()
    token = ''
    page = 0
  }
}

export function isNotAcceptable(failure: ReadFailure): boolean {
  return failure.status === 406 || failure.status === 415
}

/** null where the bytes are no such list. */
async function readPage(
  connection: Connection,
  { resource, keep }: Target,
  body: Body,
  listener: ListListener,
): Promise<Reading<ListEnd | null>> {
  let batch: KubeObject[] = []
  const reader = readList(body.type, resource, (object) => {
    if (keep(object)) batch.push(object)
  })
  try {
    for await (const chunk of body.chunks) {
      if (!reader.feed(chunk)) return { ok: true, value: null }
      if (batch.length > 0) listener.objects(batch)
      batch = []
    }
  } catch (error) {
    return { ok: false, failure: connection.explain(error) }
  }
  return { ok: true, value: reader.end() }
}

function query(target: Target, limit: number, token: string): string {
  const parameters = new URLSearchParams()
  if (limit > 0) parameters.set('limit', String(limit))
  if (token !== '') parameters.set('continue', token)
  if (target.selector !== null) parameters.set('labelSelector', target.selector)
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}
