/** What one run of the program saw of a cluster, the next one knows. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeKubeconfig } from '../../support/cluster-fixtures.ts'
import { FaultServer } from '../../support/cluster-fault-server.ts'
import { emptyHome, kulprit } from '../../support/program.ts'

const server = new FaultServer()
let kubeconfig: string

beforeAll(async () => {
  await server.start()
  kubeconfig = writeKubeconfig(`http://127.0.0.1:${server.port}`)
})
afterAll(() => server.stop())

function runs(version: string): void {
  server.put('cronjobs', {
    metadata: { name: 'report', namespace: 'shop', uid: 'report', generation: 2 },
    spec: {
      jobTemplate: {
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: 'report',
                  image: `registry.example/report:${version}`,
                  env: [{ name: 'TOKEN', value: 'hunter2' }],
                },
              ],
            },
          },
        },
      },
    },
  })
}

async function versions(env: Record<string, string>): Promise<(string | null)[]> {
  const ended = await kulprit(['history', 'report', '-o', 'json', '--kubeconfig', kubeconfig], env)
  const { items } = JSON.parse(ended.stdout) as { items: { version: { value: string | null } }[] }
  return items.map(({ version }) => version.value)
}

describe('releases of a CronJob', () => {
  test('are remembered from one run to the next, for each user', async () => {
    const { env } = emptyHome()
    runs('1.0.0')
    expect(await versions(env)).toEqual(['1.0.0'])
    runs('1.1.0')
    expect(await versions(env)).toEqual(['1.1.0', '1.0.0'])
    expect(await versions(env)).toEqual(['1.1.0', '1.0.0'])
    expect(await versions(emptyHome().env)).toEqual(['1.1.0'])
  })

  test('of the demo are not kept: its cluster is gone when it ends', async () => {
    const { home, env } = emptyHome()
    await versions({ ...env, KULPRIT_DEMO_WORKLOAD: 'shop/deploy/checkout' })
    expect(existsSync(join(home, '.local', 'state', 'kulprit', 'releases'))).toBe(false)
    await versions(env)
    expect(existsSync(join(home, '.local', 'state', 'kulprit', 'releases'))).toBe(true)
  })

  test('that cannot be kept take nothing from what the cluster shows', async () => {
    const { env } = emptyHome()
    expect(await versions({ ...env, XDG_STATE_HOME: '/dev/null/state' })).toEqual(['1.1.0'])
  })
})
