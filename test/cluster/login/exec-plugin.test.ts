import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { Connection } from '../../../src/cluster/request/connection.ts'
import { pluginSpec } from '../../../src/cluster/login/exec-credential.ts'
import { execPlugin, type PersonsTerminal } from '../../../src/cluster/login/exec-plugin.ts'
import { createSecrets } from '../../../src/cluster/login/secrets.ts'
import { connectTo, temporaryFolder, until } from '../../support/cluster-fixtures.ts'
import {
  execApi,
  execUser,
  prints,
  type TestPlugin,
  writePlugin,
} from '../../support/cluster-plugins.ts'
import { secureServerForEach } from '../../support/cluster-secure-each.ts'
import { certificateFor, testAuthority, trusted } from '../../support/cluster-secure-server.ts'

const pods = '/api/v1/pods'
const signal = new AbortController().signal
const secure = secureServerForEach()

function open(user: object, cluster: object = {}, env: NodeJS.ProcessEnv = {}): Connection {
  const connection = connectTo(
    secure.server.url,
    { user, cluster: { ...trusted(), ...cluster } },
    { env: { PATH: process.env['PATH'], HOME: temporaryFolder(), ...env } },
  )
  secure.closeAfterwards(() => connection.close())
  return connection
}

function tokens(): (string | undefined)[] {
  return secure.server.seen.map(({ headers }) => headers.authorization)
}

async function failureOf(connection: Connection) {
  const answer = await connection.json(pods, signal)
  if (answer.ok) throw new Error('it was read')
  return answer.failure
}

function accept(...accepted: string[]): void {
  secure.server.answer = ({ headers }) =>
    accepted.includes(headers.authorization?.replace('Bearer ', '') ?? '') ? null : { status: 401 }
}

/** The source by itself, with a short limit. */
function source(
  plugin: TestPlugin,
  options: { limitMs?: number; terminal?: PersonsTerminal; mode?: string } = {},
) {
  const { exec } = execUser(plugin, {
    interactiveMode: options.mode ?? 'IfAvailable',
  }) as { exec: Record<string, unknown> }
  const spec = pluginSpec(exec, {})
  if (typeof spec === 'string') throw new Error(spec)
  const plugged = execPlugin(spec, {
    context: 'prod',
    env: process.env,
    policy: { refusal: () => null },
    terminal: options.terminal ?? null,
    secrets: createSecrets(),
    limitMs: options.limitMs ?? 10_000,
  })
  secure.closeAfterwards(() => plugged.close())
  return plugged
}

async function messageOf(plugged: ReturnType<typeof source>): Promise<string> {
  const reading = await plugged.get()
  return reading.ok ? '' : reading.failure.message
}

function isRunning(pid: string): boolean {
  try {
    process.kill(Number(pid), 0)
  } catch {
    return false
  }
  // One that has ended stays in the list until somebody has looked.
  if (process.platform !== 'linux') return true
  return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${Number(pid)}/stat`, 'utf8'))
}

describe('a plugin is told', () => {
  test('its arguments, the kubeconfig’s variables beside the user’s own, and who asks', async () => {
    const plugin = writePlugin(
      `echo "$*|$REGION|$USERS_OWN" > $FOLDER/said\n${prints({ token: 't' })}`,
    )
    const user = execUser(plugin, {
      args: ['token', '--cluster', 'a b'],
      env: [{ name: 'REGION', value: 'eu' }],
    })
    expect(await open(user, {}, { USERS_OWN: 'kept' }).json(pods, signal)).toMatchObject({
      ok: true,
    })
    expect(plugin.wrote('said')).toBe('token --cluster a b|eu|kept\n')
    expect(plugin.runs()).toEqual([
      { kind: 'ExecCredential', apiVersion: execApi, spec: { interactive: false } },
    ])
  })

  test('which cluster, where the kubeconfig says so', async () => {
    const plugin = writePlugin(prints({ token: 't' }))
    const extension = { audience: 'prod' }
    await open(execUser(plugin, { provideClusterInfo: true }), {
      'tls-server-name': 'localhost',
      extensions: [{ name: 'client.authentication.k8s.io/exec', extension }],
    }).json(pods, signal)
    const authority = readFileSync(testAuthority().authority.certificate)
    expect(plugin.runs()[0]?.spec.cluster).toEqual({
      server: secure.server.url,
      'tls-server-name': 'localhost',
      'certificate-authority-data': authority.toString('base64'),
      config: extension,
    })
  })

  test('nothing on its input, and it has no terminal', async () => {
    const plugin = writePlugin(
      `cat > $FOLDER/input\n(echo x > /dev/tty) 2> $FOLDER/tty\n${prints({ token: 't' })}`,
    )
    expect(await open(execUser(plugin)).json(pods, signal)).toMatchObject({ ok: true })
    expect(existsSync(join(plugin.folder, 'input'))).toBe(true)
    expect(plugin.wrote('input')).toBe('')
    expect(plugin.wrote('tty')).toMatch(/dev\/tty/)
  })

  test('is found on the user’s PATH, not on one that the kubeconfig brings', async () => {
    const good = writePlugin(prints({ token: 'good' }), 'get-token')
    const evil = writePlugin(prints({ token: 'evil' }), 'get-token')
    const user = execUser({ command: 'get-token' }, { env: [{ name: 'PATH', value: evil.folder }] })
    await open(user, {}, { PATH: `.:${good.folder}:/usr/bin:/bin` }).json(pods, signal)
    // The script itself runs with the kubeconfig's PATH; what it needs is not on it.
    expect(evil.runs()).toEqual([])
    expect(readFileSync(join(good.folder, 'runs'), 'utf8')).not.toBe('')
  })
})

describe('a credential', () => {
  test('is asked for once, however many requests wait for it', async () => {
    const plugin = writePlugin(prints({ token: 'from-plugin' }))
    const connection = open(execUser(plugin))
    await Promise.all(Array.from({ length: 20 }, () => connection.json(pods, signal)))
    expect(tokens()).toEqual(Array.from({ length: 20 }, () => 'Bearer from-plugin'))
    expect(plugin.runs()).toHaveLength(1)
  })

  test('is kept until it expires', async () => {
    const now = Date.now()
    vi.useFakeTimers({ toFake: ['Date'], now })
    secure.closeAfterwards(() => vi.useRealTimers())
    const soon = new Date(now + 60_000).toISOString()
    const plugin = writePlugin(prints({ token: 'token-$RUN', expirationTimestamp: soon }))
    const connection = open(execUser(plugin))
    await connection.json(pods, signal)
    await connection.json(pods, signal)
    expect(plugin.runs()).toHaveLength(1)
    vi.setSystemTime(now + 61_000)
    await connection.json(pods, signal)
    expect(tokens()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2'])
  })

  test('counts by the clock on the wall, wherever that jumps', async () => {
    const now = Date.now()
    vi.useFakeTimers({ toFake: ['Date'], now })
    secure.closeAfterwards(() => vi.useRealTimers())
    const hour = 3_600_000
    const plugin = writePlugin(
      prints({ token: 't-$RUN', expirationTimestamp: new Date(now + hour).toISOString() }),
    )
    const connection = open(execUser(plugin))
    await connection.json(pods, signal)
    vi.setSystemTime(now - 24 * hour)
    await connection.json(pods, signal)
    expect(plugin.runs()).toHaveLength(1)
    vi.setSystemTime(now + 24 * hour)
    await connection.json(pods, signal)
    expect(tokens()).toEqual(['Bearer t-1', 'Bearer t-1', 'Bearer t-2'])
  })

  test('that is refused is replaced once, for all that were refused with it', async () => {
    const plugin = writePlugin(prints({ token: 'token-$RUN' }))
    const connection = open(execUser(plugin))
    await connection.json(pods, signal)
    accept('token-2')
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => connection.json(pods, signal)),
    )
    expect(answers.every(({ ok }) => ok)).toBe(true)
    expect(plugin.runs()).toHaveLength(2)
  })

  test('whose successor is refused too is not asked for again and again', async () => {
    const plugin = writePlugin(prints({ token: 'token-$RUN' }))
    accept('none')
    const connection = open(execUser(plugin))
    for (let i = 0; i < 5; i++)
      expect(await failureOf(connection)).toMatchObject({ state: 'expired', status: 401 })
    expect(plugin.runs()).toHaveLength(2)
  })

  test('may be a certificate; with a new one come new connections', async () => {
    const first = certificateFor('ann')
    const second = certificateFor('bob')
    const folder = temporaryFolder()
    for (const [i, pair] of [first, second].entries()) {
      const status = {
        clientCertificateData: readFileSync(pair.certificate, 'utf8'),
        clientKeyData: readFileSync(pair.key, 'utf8'),
      }
      writeFileSync(
        join(folder, `${i + 1}`),
        JSON.stringify({ kind: 'ExecCredential', apiVersion: execApi, status }),
      )
    }
    const plugin = writePlugin(`cat ${folder}/$RUN`)
    const connection = open(execUser(plugin))
    await connection.json(pods, signal)
    secure.server.answer = ({ client }) => (client === 'ann' ? { status: 401 } : null)
    expect(await connection.json(pods, signal)).toMatchObject({ ok: true })
    expect(secure.server.seen.map(({ client }) => client)).toEqual(['ann', 'ann', 'bob'])
    expect(tokens()).toEqual([undefined, undefined, undefined])
  })

  test('of the older API is understood as well', async () => {
    const apiVersion = 'client.authentication.k8s.io/v1beta1'
    const plugin = writePlugin(prints({ token: 'older' }, apiVersion))
    const user = { exec: { apiVersion, command: plugin.command } }
    await open(user).json(pods, signal)
    expect(tokens()).toEqual(['Bearer older'])
    expect(plugin.runs()).toMatchObject([{ apiVersion }])
  })

  test.each([
    ['a token', { token: 'literal' }],
    ['a password', { username: 'ann', password: 'word' }],
  ])('beside %s is not asked for at all', async (_what, rest) => {
    const plugin = writePlugin(prints({ token: 't' }))
    expect(await open({ ...execUser(plugin), ...rest }).json(pods, signal)).toMatchObject({
      ok: true,
    })
    expect(plugin.runs()).toEqual([])
  })
})

describe('a plugin that fails is named with the reason', () => {
  const failing = 'client.authentication.k8s.io/v1beta1'

  test.each([
    [
      'what it said last',
      'echo trying... >&2; printf "\\033[31msession expired\\033[0m\\r\\nrun: cloud login\\n" >&2; exit 1',
      'failed: trying... / session expired / run: cloud login',
    ],
    ['its exit code where it said nothing', 'exit 7', 'failed with exit code 7'],
    ['a signal', 'kill -9 $$', 'was killed'],
    ['no JSON', 'echo secret-gibberish', 'printed no ExecCredential'],
    ['other JSON', 'echo "{}"', 'printed no ExecCredential'],
    [
      'another version',
      prints({ token: 't' }, failing),
      `answered in ${failing}, the kubeconfig says ${execApi}`,
    ],
    ['nothing in it', prints({}), 'gave neither a token nor a certificate'],
    [
      'half a certificate',
      prints({ clientCertificateData: 'x' }),
      'gave a certificate or a key, but not both',
    ],
    [
      'a broken certificate',
      prints({ clientCertificateData: 'x', clientKeyData: 'y' }),
      'gave a certificate that cannot be read',
    ],
    ['a token with a line break', prints({ token: 'a\\nb' }), 'gave a token that cannot be sent'],
    [
      'a broken time',
      prints({ token: 't', expirationTimestamp: 'soon' }),
      'gave an expirationTimestamp that is no time',
    ],
  ])('%s', async (_what, script, problem) => {
    const plugin = writePlugin(script)
    const failure = await failureOf(open(execUser(plugin)))
    expect(failure).toMatchObject({ state: 'expired', reason: 'CredentialPlugin' })
    expect(failure.message).toBe(`credential plugin ${plugin.command} ${problem}`)
    expect(secure.server.seen).toEqual([])
  })

  test('a missing command comes with the kubeconfig’s hint how to install it', async () => {
    const user = execUser(
      { command: 'no-such-plugin' },
      { installHint: 'brew install it\u001b[2J' },
    )
    expect((await failureOf(open(user))).message).toBe(
      'credential plugin no-such-plugin was not found: brew install it�[2J',
    )
  })

  test.each([
    [{ apiVersion: 'client.authentication.k8s.io/v1alpha1' }, 'v1alpha1'],
    [{ command: '' }, 'has no command'],
    [{ interactiveMode: 'Sometimes' }, 'unknown interactiveMode'],
  ])('a kubeconfig that says %j', async (wrong, said) => {
    const plugin = writePlugin(prints({ token: 't' }))
    const failure = await failureOf(open(execUser(plugin, wrong)))
    expect(failure.message).toContain(said)
    expect(plugin.runs()).toEqual([])
  })

  test('and not run again at once, unless the person asks for it', async () => {
    const plugin = writePlugin('exit 1')
    const connection = open(execUser(plugin))
    for (let i = 0; i < 5; i++) await connection.json(pods, signal)
    expect(plugin.runs()).toHaveLength(1)
    connection.retry()
    await connection.json(pods, signal)
    expect(plugin.runs()).toHaveLength(2)
  })

  test('a plugin that cannot be asked says nothing about the connections', async () => {
    const plugin = writePlugin(
      `[ $RUN = 1 ] || exit 1\n${prints({ token: 't', expirationTimestamp: '2020-01-01T00:00:00Z' })}`,
    )
    const connection = open(execUser(plugin))
    await connection.json(pods, signal)
    expect(await connection.verify()).toMatchObject({ reason: 'CredentialPlugin' })
    expect(secure.server.sockets.size).toBe(1)
  })
})

describe('a plugin that gets out of hand', () => {
  test('is stopped after its time, with everything it has started', async () => {
    const plugin = writePlugin('echo $$ > $FOLDER/self\nsleep 60 & echo $! > $FOLDER/child\nwait')
    const message = await messageOf(source(plugin, { limitMs: 4000 }))
    expect(message).toContain('gave no answer within 4 s and was stopped')
    await until(
      'both are gone',
      () => !isRunning(plugin.wrote('self')) && !isRunning(plugin.wrote('child')),
    )
  })

  test('has ten seconds in a real connection', async () => {
    const plugin = writePlugin('sleep 60')
    const begun = performance.now()
    const failure = await failureOf(open(execUser(plugin)))
    expect(failure.message).toContain('gave no answer within 10 s and was stopped')
    expect(performance.now() - begun).toBeGreaterThan(9_500)
    expect(performance.now() - begun).toBeLessThan(50_000)
  })

  test('may not flood', async () => {
    const message = await messageOf(source(writePlugin('yes')))
    expect(message).toContain('printed too much and was stopped')
  })

  test('may flood its error output without harm', async () => {
    const plugin = writePlugin('yes error | head -c 3000000 >&2; echo the end >&2; exit 1')
    expect(await messageOf(source(plugin))).toMatch(/failed: error \/ error \/ the end$/)
  })

  test('may leave a process behind that holds its output open', async () => {
    const plugin = writePlugin(`sleep 100 & echo $! > $FOLDER/child\n${prints({ token: 't' })}`)
    secure.closeAfterwards(() => process.kill(Number(plugin.wrote('child'))))
    const begun = performance.now()
    expect(await source(plugin).get()).toMatchObject({ ok: true })
    expect(performance.now() - begun).toBeLessThan(50_000)
    expect(isRunning(plugin.wrote('child'))).toBe(true)
  })

  test('is stopped when the connection is closed', async () => {
    const plugin = writePlugin('echo $$ > $FOLDER/self\nsleep 60')
    const plugged = source(plugin)
    const waiting = plugged.get()
    await until('it runs', () => plugin.wrote('self') !== '')
    plugged.close()
    expect(await waiting).toMatchObject({ ok: false })
    await until('it is gone', () => !isRunning(plugin.wrote('self')))
  })

  test('does not keep a cancelled request waiting', async () => {
    const plugin = writePlugin('echo $$ > $FOLDER/self\nsleep 60')
    const cancel = new AbortController()
    const answer = open(execUser(plugin)).json(pods, cancel.signal)
    await until('it runs', () => plugin.wrote('self') !== '')
    cancel.abort()
    expect(await answer).toMatchObject({ ok: false, failure: { reason: 'Cancelled' } })
  })
})

describe('a plugin and the person at the terminal', () => {
  function lender(): { terminal: PersonsTerminal; reasons: string[] } {
    const reasons: string[] = []
    return {
      reasons,
      terminal: {
        lend: (reason, use) => {
          reasons.push(reason)
          return use()
        },
      },
    }
  }

  test('gets along without as long as it can', async () => {
    const { terminal, reasons } = lender()
    const plugin = writePlugin(prints({ token: 't' }))
    expect(await source(plugin, { terminal }).get()).toMatchObject({ ok: true })
    expect(reasons).toEqual([])
  })

  const needsPerson = `case "$KUBERNETES_EXEC_INFO" in *'"interactive":true'*) ;; *) echo no terminal >&2; exit 1;; esac`

  test('borrows it where it cannot, without a limit', async () => {
    const { terminal, reasons } = lender()
    const plugin = writePlugin(`${needsPerson}\nsleep 5\n${prints({ token: 't' })}`)
    expect(await source(plugin, { terminal, limitMs: 4000 }).get()).toMatchObject({ ok: true })
    expect(reasons).toEqual([`${plugin.command} asks on behalf of context "prod"; Ctrl-C gives up`])
    expect(plugin.runs().map(({ spec }) => spec.interactive)).toEqual([false, true])
  })

  test('asks once: after that only where the person wants it', async () => {
    const { terminal, reasons } = lender()
    const plugged = source(writePlugin('exit 1'), { terminal })
    await plugged.get()
    await plugged.get()
    expect(reasons).toHaveLength(1)
    plugged.retry()
    await plugged.get()
    expect(reasons).toHaveLength(2)
  })

  test('Never: it does not get it', async () => {
    const { terminal, reasons } = lender()
    const plugged = source(writePlugin(needsPerson), { terminal, mode: 'Never' })
    expect(await messageOf(plugged)).toContain('failed: no terminal')
    expect(reasons).toEqual([])
  })

  test('Always: it gets it at once, and says so where nobody is there', async () => {
    const { terminal, reasons } = lender()
    const plugin = writePlugin(`${needsPerson}\n${prints({ token: 't' })}`)
    expect(await source(plugin, { terminal, mode: 'Always' }).get()).toMatchObject({ ok: true })
    expect(reasons).toHaveLength(1)
    expect(await messageOf(source(plugin, { mode: 'Always' }))).toContain(
      'needs a terminal, and there is none to lend',
    )
    expect(plugin.runs()).toHaveLength(1)
  })

  test('Always: a plugin that failed is left alone until the person wants it', async () => {
    const { terminal, reasons } = lender()
    const plugged = source(writePlugin('exit 1'), { terminal, mode: 'Always' })
    await plugged.get()
    await plugged.get()
    expect(reasons).toHaveLength(1)
    plugged.retry()
    await plugged.get()
    expect(reasons).toHaveLength(2)
  })
})
