import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployment, writeKubeconfig } from '../support/cluster-fixtures.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'
import { emptyHome, kulprit } from '../support/program.ts'
import { openKulprit } from '../support/screens.ts'

const server = new FaultServer()
let kubeconfig: string

beforeAll(async () => {
  await server.start()
  kubeconfig = writeKubeconfig(`http://127.0.0.1:${server.port}`)
  const cart = deployment('cart', 'shop/cart:1.4.2')
  server.put('deployments', {
    ...cart,
    metadata: { ...cart.metadata, labels: { tier: 'gold' } },
    spec: { ...(cart['spec'] as object), strategy: { type: 'Recreate' } },
  })
  server.put('deployments', deployment('pay', 'shop/pay:2.0.0'))
})
afterAll(() => server.stop())

/** The program with these settings, and their file. */
function withSettings(settings: object) {
  const { home, env } = emptyHome()
  const config = join(home, 'settings.json')
  const write = (changed: object): void => writeFileSync(config, JSON.stringify(changed))
  write(settings)
  const run = (...args: string[]) => kulprit(args, { ...env, KULPRIT_CONFIG: config })
  return { config, write, run }
}

const strategy = { STRATEGY: { path: '{.spec.strategy.type}' } }

describe('get', () => {
  test('-o wide ends with them, and JSON has them by name', async () => {
    const { run } = withSettings({ customColumns: { Tier: { label: 'tier' }, ...strategy } })
    const wide = await run('get', '-o', 'wide', '--kubeconfig', kubeconfig)
    expect(wide).toMatchObject({ code: 0, stderr: '' })
    const [header, cart, pay] = wide.stdout.split('\n')
    expect(header).toMatch(/IMAGE +TIER +STRATEGY$/)
    expect(cart).toMatch(/shop\/cart:1\.4\.2 +gold +Recreate$/)
    expect(pay).toMatch(/shop\/pay:2\.0\.0$/)
    const json = await run('get', '-o', 'json', '--kubeconfig', kubeconfig)
    const { items } = JSON.parse(json.stdout) as { items: { custom: unknown }[] }
    expect(items.map(({ custom }) => custom)).toEqual([{ Tier: 'gold', STRATEGY: 'Recreate' }, {}])
  })

  test('finds rows by what they show', async () => {
    const { run } = withSettings({ customColumns: { Tier: { label: 'tier' }, ...strategy } })
    const named = (query: string) => run('get', query, '-o', 'name', '--kubeconfig', kubeconfig)
    expect((await named('col:tier=gold col:STRATEGY=recreate')).stdout).toMatch(/cart\n$/)
    expect((await named('!col:tier')).stdout).toMatch(/pay\n$/)
    const { code, stderr } = await named('col:teir=gold')
    expect(code).toBe(2)
    expect(stderr).toContain('there is no column "teir"')
    expect(stderr).toContain('your own columns: Tier, STRATEGY')
  })

  test('goes without a column whose path cannot be read, and says so', async () => {
    const { run } = withSettings({ customColumns: { BAD: { path: '.spec[' }, ...strategy } })
    const { code, stdout, stderr } = await run('get', '-o', 'wide', '--kubeconfig', kubeconfig)
    expect([code, stderr]).toEqual([
      0,
      'warning: customColumns.BAD.path: .spec[ is no JSONPath at character 7: expected a number, a slice such as 0:2, * or a key in quotes\n',
    ])
    expect(stdout).toMatch(/IMAGE +STRATEGY\n/)
  })
})

describe('config', () => {
  test('check names the setting, the path, the place in both, and the reason', async () => {
    const { config, run } = withSettings({})
    writeFileSync(config, '{\n  "customColumns": { "BAD": { "path": ".spec[x]" } }\n}\n')
    expect(await run('config', 'check')).toMatchObject({
      code: 1,
      stdout: `${config}:2:39: customColumns.BAD.path: .spec[x] is no JSONPath at character 7: expected a number, a slice such as 0:2, * or a key in quotes; the column is left out until it is one\n`,
    })
  })

  test('check reads saved filters as the table does', async () => {
    const { config, run } = withSettings({})
    writeFileSync(
      config,
      '{"filters": {\n  "1": { "query": "owner:payments" },\n  "2": { "query": "pay statu:failing" }\n}}\n',
    )
    const { code, stdout } = await run('config', 'check')
    expect(code).toBe(1)
    expect(stdout).toContain(
      `${config}:3:19: filters.2.query: character 5: query: unknown field "statu:"; write status:failing`,
    )
  })

  test('set refuses what a file may hold without harm, but leaves the rest of such a file usable', async () => {
    const { config, run } = withSettings({ filters: { 1: { query: 'statu:x' } } })
    const bad = await run('config', 'set', 'customColumns.BAD.path', '.spec[')
    expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('is no JSONPath')])
    expect((await run('config', 'set', 'filters.1.query', 'kind:x')).code).toBe(1)
    expect((await run('config', 'set', 'theme', 'light')).code).toBe(0)
    expect(JSON.parse(readFileSync(config, 'utf8'))).toEqual({
      filters: { 1: { query: 'statu:x' } },
      theme: 'light',
    })
  })
})

describe('the table', () => {
  test('shows a path’s column beside the others, sorts by it, and takes it over while it is open', async () => {
    const columns = ['name', 'STRATEGY', 'health']
    const { config, write } = withSettings({ columns: ['name', 'health'] })
    const terminal = openKulprit({ kubeconfig, config }, { columns: 120 })
    await terminal.until('2 workloads')
    write({ columns, customColumns: strategy })
    await terminal.until(/cart +Recreate/)
    write({ columns, customColumns: { STRATEGY: { path: '.spec.template.spec..image' } } })
    await terminal.until(/cart +shop\/cart:1\.4\.2/)
    terminal.type('\u001B[1;2C\u001B[1;2CO')
    await terminal.until(/STRATEGY ↑[\s\S]*cart[\s\S]*pay/)
    terminal.type('O')
    await terminal.until(/STRATEGY ↓[\s\S]*pay[\s\S]*cart/)
    server.put('deployments', deployment('cart', 'shop/cart:1.5.0'))
    await terminal.until(/cart +shop\/cart:1\.5\.0/)
  })

  test('opens without a column or filter that cannot be read, and says which', async () => {
    const bad = { customColumns: { BAD: { path: '.spec[' } }, filters: { 1: { query: 'statu:x' } } }
    const { config, write } = withSettings(bad)
    const terminal = openKulprit({ kubeconfig, config }, { columns: 160 })
    await terminal.until('2 workloads')
    await terminal.until('customColumns.BAD.path: .spec[ is no JSONPath at character 7')
    await terminal.until('kulprit config check lists them')
    write({ customColumns: { GOOD: { path: '.spec.replicas' } } })
    terminal.type('\u001B')
    await terminal.until(/GOOD/)
  })
})
