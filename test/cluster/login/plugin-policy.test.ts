import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Connection } from '../../../src/cluster/request/connection.ts'
import { connectTo, temporaryFolder } from '../../support/cluster-fixtures.ts'
import { execUser, prints, writePlugin } from '../../support/cluster-plugins.ts'
import { secureServerForEach } from '../../support/cluster-secure-each.ts'
import { trusted } from '../../support/cluster-secure-server.ts'

const pods = '/api/v1/pods'
const signal = new AbortController().signal
const secure = secureServerForEach()

function open(user: object, env: NodeJS.ProcessEnv): Connection {
  const connection = connectTo(
    secure.server.url,
    { user, cluster: trusted() },
    { env: { PATH: process.env['PATH'], HOME: temporaryFolder(), ...env } },
  )
  secure.closeAfterwards(() => connection.close())
  return connection
}

async function failureOf(connection: Connection) {
  const answer = await connection.json(pods, signal)
  if (answer.ok) throw new Error('it was read')
  return answer.failure
}

describe('the policy in kuberc', () => {
  function home(kuberc: string): string {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'kuberc'), kuberc)
    return join(folder, 'kuberc')
  }

  const allowing = (command: string) =>
    `apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\ncredentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n- command: ${command}\n`

  test.each(['', 'credentialPluginPolicy: ""', 'credentialPluginPolicy: AllowAll'])(
    'lets every plugin run: %j',
    async (kuberc) => {
      const plugin = writePlugin(prints({ token: 't' }))
      const connection = open(execUser(plugin), { KUBERC: home(kuberc) })
      expect(await connection.json(pods, signal)).toMatchObject({ ok: true })
    },
  )

  test.each([
    ['credentialPluginPolicy: DenyAll', 'is DenyAll'],
    [allowing('/usr/bin/other'), 'does not name it'],
    ['credentialPluginPolicy: Allowlist', 'no credentialPluginAllowlist'],
    [
      'credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: []',
      'no credentialPluginAllowlist',
    ],
    [allowing('../plugin/'), 'names no command'],
    ['credentialPluginPolicy: Sure', 'unknown credentialPluginPolicy'],
    ['credentialPluginAllowlist:\n- command: x', 'not the policy Allowlist'],
    ['{', 'cannot be read'],
  ])('%j lets none run, and the message says why', async (kuberc, why) => {
    const plugin = writePlugin(prints({ token: 't' }))
    const failure = await failureOf(open(execUser(plugin), { KUBERC: home(kuberc) }))
    expect(failure.state).toBe('failed')
    expect(failure.message).toContain(`credential plugin ${plugin.command} may not run: `)
    expect(failure.message).toContain(why)
    expect(plugin.runs()).toEqual([])
  })

  test('names a plugin by its path or by its name on the PATH', async () => {
    const plugin = writePlugin(prints({ token: 't' }), 'cloud-login')
    const PATH = `${plugin.folder}:${process.env['PATH']}`
    for (const [allowed, command] of [
      [plugin.command, plugin.command],
      ['cloud-login', plugin.command],
      [plugin.command, 'cloud-login'],
      ['cloud-login', 'cloud-login'],
    ] as const) {
      const connection = open(execUser({ command }), { PATH, KUBERC: home(allowing(allowed)) })
      expect(await connection.json(pods, signal)).toMatchObject({ ok: true })
    }
    const other = writePlugin(prints({ token: 't' }), 'cloud-login')
    const impostor = open(execUser(other), { PATH, KUBERC: home(allowing('cloud-login')) })
    expect((await failureOf(impostor)).message).toContain('does not name it')
    expect(other.runs()).toEqual([])
  })

  test('is looked for in ~/.kube/kuberc, and not at all where KUBERC is off', async () => {
    const plugin = writePlugin(prints({ token: 't' }))
    const HOME = temporaryFolder()
    mkdirSync(join(HOME, '.kube'))
    writeFileSync(join(HOME, '.kube', 'kuberc'), 'credentialPluginPolicy: DenyAll')
    expect((await failureOf(open(execUser(plugin), { HOME }))).message).toContain('DenyAll')
    const off = open(execUser(plugin), { HOME, KUBERC: 'off' })
    expect(await off.json(pods, signal)).toMatchObject({ ok: true })
  })
})
