import { expect, onTestFinished, test } from 'vitest'
import { deployment, until, writeKubeconfig } from '../support/cluster-fixtures.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'
import { startGuard, type Guard } from '../support/cluster-guard.ts'
import { execUser, prints, type TestPlugin, writePlugin } from '../support/cluster-plugins.ts'
import { trusted } from '../support/cluster-secure-server.ts'
import { emptyHome, kulprit, launcher } from '../support/program.ts'
import { openTerminal, type Terminal } from '../support/terminal.ts'

const token = 'canary-token-4711'

/** Asks for a code wherever it is told that it may. */
const asksForCode = `case "$KUBERNETES_EXEC_INFO" in *'"interactive":true'*) ;; *) echo no terminal >&2; exit 1;; esac
printf 'Code: ' >&2
stty -echo
read code
stty echo
[ "$code" = 1234 ] || { echo "wrong code" >&2; exit 1; }
${prints({ token })}`

async function guarded(): Promise<Guard> {
  const server = new FaultServer()
  await server.start()
  server.put('deployments', deployment('cart'))
  const guard = await startGuard(token, server.port)
  onTestFinished(async () => {
    await guard.stop()
    await server.stop()
  })
  return guard
}

async function setUp(
  script: string,
  rest: object = {},
): Promise<{ plugin: TestPlugin; env: Record<string, string>; guard: Guard }> {
  const guard = await guarded()
  const plugin = writePlugin(script)
  const user = execUser(plugin, rest)
  const KUBECONFIG = writeKubeconfig(guard.url, { user, cluster: trusted() })
  return { plugin, guard, env: { ...emptyHome().env, KUBECONFIG } }
}

function open(env: Record<string, string>, ...args: string[]): Terminal {
  const terminal = openTerminal(process.execPath, [launcher, ...args], {
    env,
    columns: 120,
    rows: 30,
  })
  onTestFinished(() => terminal.kill('SIGKILL'))
  return terminal
}

test('a plugin that needs no person does not disturb the screen', async () => {
  const { plugin, env } = await setUp(prints({ token }))
  const terminal = open(env)
  await terminal.until('cart')
  expect(plugin.runs().map(({ spec }) => spec.interactive)).toEqual([false])
  // The alternate screen was entered once.
  expect(terminal.raw().split('\u001B[?1049h')).toHaveLength(2)
})

test('a plugin that asks gets the terminal, and then the screen is back', async () => {
  const { plugin, env } = await setUp(asksForCode)
  const terminal = open(env)
  await terminal.until((screen) => screen.includes('Code:') && terminal.restored())
  expect(terminal.text()).toContain(`${plugin.command} asks on behalf of context "test"`)
  terminal.type('1234\r')
  await terminal.until((screen) => screen.includes('cart') && !terminal.restored())
  // Keys go to kulprit again.
  terminal.type('?')
  await terminal.until('Keys of the table')
  terminal.type('\u001B')
  await terminal.until((screen) => !screen.includes('Keys of the table'))
  terminal.type('q')
  expect((await terminal.exit).exitCode).toBe(0)
  expect(terminal.restored()).toBe(true)
  expect(terminal.raw()).not.toContain('canary')
})

test('Ctrl-C gives up the plugin alone; it asks again when the person reconnects', async () => {
  const { plugin, env } = await setUp(asksForCode)
  const terminal = open(env)
  await terminal.until('Code:')
  terminal.type('\u0003')
  await terminal.until((screen) => screen.includes('credential plugin') && !terminal.restored())
  const asked = () => plugin.runs().filter(({ spec }) => spec.interactive).length
  expect(asked()).toBe(1)
  terminal.type('\u0012')
  await until('it asks', () => asked() === 2 && terminal.restored())
  terminal.type('1234\r')
  await terminal.until((screen) => screen.includes('cart') && !terminal.restored())
})

test('kulprit that is told to end while a plugin asks ends, and the plugin with it', async () => {
  const { plugin, env } = await setUp(`echo $$ > $FOLDER/self\n${asksForCode}`)
  const terminal = open(env)
  await terminal.until('Code:')
  terminal.kill('SIGTERM')
  expect((await terminal.exit).exitCode).toBe(130)
  expect(terminal.restored()).toBe(true)
  expect(() => process.kill(Number(plugin.wrote('self')), 0)).toThrow('ESRCH')
})

test('kulprit get asks on the terminal, and prints the table alone', async () => {
  const { env } = await setUp(asksForCode)
  const terminal = open(env, 'get')
  await terminal.until('Code:')
  terminal.type('1234\r')
  await terminal.until('cart')
  expect((await terminal.exit).exitCode).toBe(0)
  expect(terminal.raw()).not.toContain('canary')
})

test('Ctrl-C while kulprit get asks ends both', async () => {
  const { env } = await setUp(asksForCode)
  const terminal = open(env, 'get')
  await terminal.until('Code:')
  terminal.type('\u0003')
  expect((await terminal.exit).exitCode).toBe(130)
})

test('without a terminal the plugin’s reason is the failure', async () => {
  const { plugin, env } = await setUp(asksForCode)
  const { code, stdout, stderr } = await kulprit(['get'], env)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain(`credential plugin ${plugin.command} failed: no terminal`)
  expect(plugin.runs()).toHaveLength(1)
})

test('a token that expires while the screen is open is renewed without a flicker', async () => {
  const expirationTimestamp = new Date(Date.now() + 15_000).toISOString()
  const { plugin, env, guard } = await setUp(prints({ token: 'token-$RUN', expirationTimestamp }))
  guard.token = 'token-1'
  const terminal = open(env)
  await terminal.until('cart')
  guard.token = 'token-2'
  await until('it has expired', () => Date.now() > Date.parse(expirationTimestamp))
  terminal.type('\u0012')
  await until('it is renewed', () => plugin.runs().length >= 2)
  expect(terminal.raw().split('\u001B[?1049h')).toHaveLength(2)
  expect(terminal.text()).toContain('cart')
})
