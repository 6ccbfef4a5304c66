import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployment, writeKubeconfig } from '../support/cluster-fixtures.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'
import { emptyHome, kulprit } from '../support/program.ts'

const server = new FaultServer()
let kubeconfig: string

beforeAll(async () => {
  await server.start()
  kubeconfig = writeKubeconfig(`http://127.0.0.1:${server.port}`)
  for (const name of ['cart', 'checkout']) server.put('deployments', deployment(name))
})
afterAll(() => server.stop())

interface Report {
  readonly checks: readonly {
    check: string
    status: string
    message: string
    next: string | null
  }[]
  readonly coverage: readonly { field: string; workloads: number; known: number }[] | null
  readonly suggested: { readonly settings: object }
}

async function doctor(env: Record<string, string>, ...args: string[]) {
  const ended = await kulprit(['doctor', '-o', 'json', ...args], env)
  const report = JSON.parse(ended.stdout) as Report
  const check = (name: string) => report.checks.find(({ check }) => check.startsWith(name))
  return { ...ended, report, check }
}

describe('doctor', () => {
  test('finds nothing wrong with a cluster that can be read, and says how much is known', async () => {
    const { code, report, check } = await doctor(emptyHome().env, '--kubeconfig', kubeconfig)
    expect(report.checks.filter(({ status }) => status === 'failed')).toEqual([])
    expect(code).toBe(0)
    expect(check('usage')).toMatchObject({ status: 'warning' })
    expect(report.coverage?.find(({ field }) => field === 'owner')).toMatchObject({
      workloads: 2,
      known: 0,
    })
    expect(report.suggested.settings).toMatchObject({
      owners: [{ namespace: 'shop', owner: 'TEAM OF shop' }],
    })
  })

  test('what it suggests is taken, and mends what it said', async () => {
    const { home, env } = emptyHome()
    const { report } = await doctor(env, '--kubeconfig', kubeconfig)
    const file = join(home, 'settings.json')
    writeFileSync(file, JSON.stringify(report.suggested.settings))
    const mended = await doctor(env, '--kubeconfig', kubeconfig, '--config', file)
    const known = mended.report.coverage?.flatMap(({ field, known }) =>
      field === 'owner' || field === 'repository' ? [known] : [],
    )
    expect(known).toEqual([2, 2])
  })

  test('without a kubeconfig still checks the rest, and fails', async () => {
    const { code, check } = await doctor(emptyHome().env)
    expect(code).toBe(1)
    expect(check('kubeconfig')).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('no kubeconfig found'),
      next: expect.stringContaining('--kubeconfig'),
    })
    expect(check('git')).toMatchObject({ status: 'ok' })
  })

  test('with broken settings says where, and goes on with the defaults', async () => {
    const { home, env } = emptyHome()
    const file = join(home, 'settings.json')
    writeFileSync(file, '{\n  "owners": 7\n}')
    const { code, check } = await doctor(env, '--kubeconfig', kubeconfig, '--config', file)
    expect(code).toBe(1)
    expect(check('settings')).toMatchObject({
      status: 'failed',
      message: expect.stringContaining(`${file}:2`),
    })
    expect(check('reading')).toMatchObject({ status: 'ok' })
  })

  test('names what may not be read, and whom to ask for it', async () => {
    server.fault = ({ path }) =>
      path.endsWith('/pods') ? { status: 403, message: 'no pods' } : null
    const { code, report } = await doctor(emptyHome().env, '--kubeconfig', kubeconfig)
    server.fault = () => null
    expect(code).toBe(1)
    expect(report.checks).toContainEqual({
      check: 'reading test',
      status: 'failed',
      message: 'cannot read pods: no pods',
      next: expect.stringContaining('ask for get, list and watch on pods'),
    })
  })

  test('tells of what few may read, which is no failure', async () => {
    server.fault = ({ path }) => (path.endsWith('/rollouts') ? { status: 403 } : null)
    const { code, report } = await doctor(emptyHome().env, '--kubeconfig', kubeconfig)
    server.fault = () => null
    expect(code).toBe(0)
    expect(report.checks).toContainEqual({
      check: 'reading test',
      status: 'warning',
      message: 'you may not read rollouts, which are left out',
      next: 'ask for get, list and watch on rollouts',
    })
  })

  test('names a folder of the settings that is not there', async () => {
    const { home, env } = emptyHome()
    const file = join(home, 'settings.json')
    writeFileSync(file, JSON.stringify({ sourceFolders: [join(home, 'nowhere')] }))
    const { code, check } = await doctor(env, '--kubeconfig', kubeconfig, '--config', file)
    expect(code).toBe(1)
    expect(check('repositories')).toMatchObject({
      status: 'failed',
      message: `sourceFolders[0]: no folder ${join(home, 'nowhere')}`,
    })
  })
})
