/** Answers what the demo's user may do: read whatever is served, and nothing else. */
import type { IncomingMessage } from 'node:http'
import { resources } from './resources.ts'
import type { Status } from './status.ts'
import { badRequest, failureStatus } from './status.ts'

export const reviewGroup = 'authorization.k8s.io'
export const reviewPath = `/apis/${reviewGroup}/v1/selfsubjectaccessreviews`

/** A review is a few lines. */
const longestBody = 65_536
const reads = ['get', 'list', 'watch']

/** A SelfSubjectAccessReview with its status, or why it is none. */
export async function answerReview(request: IncomingMessage): Promise<object | Status> {
  const review = await bodyOf(request)
  if (review === null)
    return badRequest('the body of the request is no SelfSubjectAccessReview in JSON')
  const spec = record(review['spec'])
  const attributes = spec['resourceAttributes']
  if ((attributes === undefined) === (spec['nonResourceAttributes'] === undefined))
    return failureStatus(
      422,
      'Invalid',
      'SelfSubjectAccessReview.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    )
  const allowed =
    attributes === undefined
      ? record(spec['nonResourceAttributes'])['verb'] === 'get'
      : mayRead(record(attributes))
  const status = allowed ? { allowed } : { allowed, reason: 'the demo cluster is read-only' }
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: `${reviewGroup}/v1`,
    metadata: {},
    spec,
    status,
  }
}

function mayRead(attributes: Readonly<Record<string, unknown>>): boolean {
  const { verb, group = '', resource, subresource = '' } = attributes
  const isServed = resources.some((served) => served.plural === resource && served.group === group)
  if (!isServed || typeof verb !== 'string') return false
  if (subresource === '') return reads.includes(verb)
  return resource === 'pods' && subresource === 'log' && verb === 'get'
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer) || (length += chunk.length) > longestBody) return null
    chunks.push(chunk)
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString())
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
