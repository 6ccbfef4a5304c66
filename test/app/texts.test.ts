import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readText } from '../../src/app/fleet/texts.ts'
import type { Connection } from '../../src/cluster/request/connection.ts'
import { Fleet } from '../../src/model/fleet.ts'
import { defaultSettings } from '../../src/model/settings/settings.ts'
import { linesFrom } from '../../src/state/text/line-buffer.ts'
import { connectTo } from '../support/cluster-fixtures.ts'
import { workload } from '../support/state-fixtures.ts'

const { signal } = new AbortController()
const fleet = new Fleet(defaultSettings)
const deployment = {
  kind: 'Deployment',
  metadata: { name: 'cart', namespace: 'shop', managedFields: [{ manager: 'helm' }] },
  spec: {
    template: {
      spec: { containers: [{ name: 'cart', env: [{ name: 'DB_PASSWORD', value: 'hunter2' }] }] },
    },
  },
}
let server: Server
let connection: Connection

beforeEach(async () => {
  server = createServer(({ url }, response) => {
    const isThere = url === '/apis/apps/v1/namespaces/shop/deployments/cart'
    response.writeHead(isThere ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isThere ? deployment : { kind: 'Status', message: 'not found' }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  connection = connectTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
afterEach(() => {
  connection.close()
  server.closeAllConnections()
  server.close()
})

test('YAML is the object without managed fields and without secret values, and can be had with the former', async () => {
  const read = await readText(workload('cart'), 'yaml', { connection, fleet }, signal)
  if (!read.ok) throw new Error(read.failure.message)
  const { lines, all } = read.value
  const text = linesFrom(lines, 0, lines.end).map((line) => line.text)
  expect(text).toContain('  name: cart')
  expect(text.join('\n')).toMatch(/name: DB_PASSWORD\n +value: •••/)
  expect(text.join('\n')).not.toMatch(/hunter2|managedFields/)
  expect(all && linesFrom(all, 0, all.end).map((line) => line.text)).toContain(
    '    - manager: helm',
  )
})

test('an object that is gone is a failure with a next step', async () => {
  const read = await readText(workload('gone'), 'yaml', { connection, fleet }, signal)
  expect(read).toMatchObject({
    ok: false,
    failure: {
      message: 'shop/gone could not be read',
      cause: expect.stringContaining('not found'),
    },
  })
})

test('the description is what kulprit describe prints', async () => {
  const read = await readText(workload('cart'), 'describe', { connection, fleet }, signal)
  if (!read.ok) throw new Error(read.failure.message)
  const { lines, all } = read.value
  expect(all).toBeNull()
  expect(linesFrom(lines, 0, lines.end).map((line) => line.text)).toContain('Name:         cart')
})
