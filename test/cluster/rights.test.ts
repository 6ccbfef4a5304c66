import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../../src/cluster/request/connection.ts'
import { loadKubeconfig } from '../../src/cluster/login/kubeconfig.ts'
import { mayDo } from '../../src/cluster/rights.ts'
import { clusterOptions, writeKubeconfig } from '../support/cluster-fixtures.ts'

interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly body: string
}

/** An API server that answers every request so, and keeps what it was asked. */
async function answering(status: number, body: object) {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      seen.push({
        method: request.method,
        url: request.url,
        body: Buffer.concat(chunks).toString(),
      })
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const options = clusterOptions({ kubeconfig: writeKubeconfig(`http://127.0.0.1:${port}`) })
  const kubeconfig = loadKubeconfig(options)
  const connection = kubeconfig.ok ? connect(kubeconfig.value, null, options) : kubeconfig
  if (!connection.ok) throw new Error(connection.failure.message)
  onTestFinished(() => connection.value.close())
  return { seen, connection: connection.value }
}

const scale = {
  ...{ verb: 'patch', group: 'apps', resource: 'deployments', subresource: 'scale' },
  ...{ namespace: 'shop', name: 'cart' },
}
const { signal } = new AbortController()

test.each([true, false])('the answer of RBAC: %s', async (allowed) => {
  const { seen, connection } = await answering(201, { status: { allowed } })
  expect(await mayDo(connection, scale, signal)).toBe(allowed)
  expect(seen).toHaveLength(1)
  const [request] = seen
  expect(request?.method).toBe('POST')
  expect(request?.url).toBe('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews')
  expect(JSON.parse(request?.body ?? '')).toMatchObject({
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: scale },
  })
})

test('where the server does not answer, it is not known', async () => {
  const { connection } = await answering(403, { message: 'no reviews for you' })
  expect(await mayDo(connection, scale, signal)).toBeNull()
})
