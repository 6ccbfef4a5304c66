/** The program in a real terminal while every kind of fault strikes: it stays, and ends up right. */
import { expect, onTestFinished, test } from 'vitest'
import { certificate } from '../support/cluster-certificate.ts'
import { Chaos } from '../support/cluster-chaos.ts'
import { writeKubeconfig } from '../support/cluster-fixtures.ts'
import { emptyHome, kulprit } from '../support/program.ts'
import { openKulprit } from '../support/screens.ts'
import type { Terminal } from '../support/terminal.ts'

const token = 'canary-77ab01d4-token'

test.each([3, 5])('seed %i', async (seed) => {
  const server = { secure: (seed & 1) > 0, watchList: (seed & 2) > 0, protobuf: (seed & 4) > 0 }
  const chaos = new Chaos({ seed, token, bookmarkMs: 1000, ...server })
  await chaos.api.start()
  onTestFinished(() => chaos.api.stop())
  const authority = Buffer.from(certificate).toString('base64')
  const kubeconfig = writeKubeconfig(chaos.api.url, {
    user: { token },
    cluster: { 'certificate-authority-data': authority },
  })
  const terminal = openKulprit(
    { kubeconfig, config: '' },
    { env: { KULPRIT_CONFIG: undefined }, columns: 150, rows: 50 },
  )
  let ended = false
  void terminal.exit.then(() => (ended = true))
  await terminal.until('● live')

  await chaos.rage(80)
  // What hangs would be found out within a minute or two, for which a test has no time.
  chaos.api.cut()
  await untilShown(terminal, await rowsListed(kubeconfig))

  expect(ended).toBe(false)
  expect(terminal.raw()).not.toContain(token)
  expect(terminal.raw()).not.toMatch(/Error:|at .*\.js:\d+/)
  terminal.type(':q\r')
  expect((await terminal.exit).exitCode).toBe(0)
  expect(terminal.restored()).toBe(true)
})

/** What a new run of the program reads, as the table shows it. */
async function rowsListed(kubeconfig: string): Promise<RegExp[]> {
  const { env } = emptyHome()
  const { code, stdout } = await kulprit(['get', '-o', 'json'], { ...env, KUBECONFIG: kubeconfig })
  expect(code).toBe(0)
  const { items } = JSON.parse(stdout) as { items: Row[] }
  return items.map(
    ({ namespace, name, version }) =>
      new RegExp(`${namespace} +${name} .* ${version.value?.replaceAll('.', '\\.')} `),
  )
}

interface Row {
  readonly namespace: string
  readonly name: string
  readonly version: { readonly value: string | null }
}

/** Presses ctrl-r now and then, as someone who does not want to wait. */
async function untilShown(terminal: Terminal, rows: readonly RegExp[]): Promise<void> {
  const missing = (screen: string): string[] =>
    ['● live', ` ${rows.length} workload`, ...rows]
      .filter((each) => (typeof each === 'string' ? !screen.includes(each) : !each.test(screen)))
      .map(String)
  const impatience = setInterval(() => terminal.type('\u0012'), 3000)
  try {
    await terminal.until((screen) => missing(screen).length === 0)
  } catch (error) {
    throw new Error(`not on the screen: ${missing(terminal.text()).join(', ')}`, { cause: error })
  } finally {
    clearInterval(impatience)
  }
}
