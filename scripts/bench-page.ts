/** Measures a workload's page and its logs as a person sees them, beside plain requests for the same. */
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import type { Terminal } from '../test/support/terminal.ts'
import { openTerminal } from '../test/support/terminal.ts'
import { median, row } from './measure.ts'

const launcher = resolve(import.meta.dirname, '../bin/kulprit.js')
const logLines = 100_000
const bulk = Array.from(
  { length: logLines },
  (_, i) => `2026-01-01T10:00:00.000000000Z INFO  request ${i} answered in ${i % 90} ms\n`,
).join('')

/** `env` is that of the demo; `folder` takes the kubeconfig of its stand-in. */
export async function benchPage(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const kubeconfig = readFileSync(env['KUBECONFIG'] ?? '', 'utf8')
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(kubeconfig)?.[0] ?? ''
  const server = createServer((incoming, response) => passOn(url, incoming, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const file = join(folder, 'bench-page.kubeconfig')
  writeFileSync(file, kubeconfig.replaceAll(url, own))
  const terminal = openTerminal(process.execPath, [launcher], {
    ...{ columns: 120, rows: 40 },
    env: { ...env, KUBECONFIG: file },
  })
  await terminal.until('● live')

  const events = `${own}/api/v1/namespaces/shop/events?limit=500`
  const one = await median(() => drained(events))
  row(
    'page: enter to the diagnosis',
    await median(() => opened(terminal, 'crash-loop since')),
    'a GET of its events',
    one,
  )
  row(
    'page: enter to its log and events',
    await median(() => opened(terminal, 'FATAL')),
    'a GET of its events',
    one,
  )

  const all = await median(() => drained(`${own}/api/v1/namespaces/shop/pods/any/log`))
  const read = await median(
    () => took(terminal, 'l', `of ${logLines.toLocaleString('en-US')} lines`, 'q'),
    3,
  )
  row(`logs: ${logLines} lines on the screen`, read, 'draining the same bytes', all)
  terminal.type('l')
  await terminal.until(`of ${logLines.toLocaleString('en-US')} lines`)
  const key = await median(() => took(terminal, 'g', ' 1–', 'G'))
  row('logs: from the last of them to the first', key, 'a GET of its events', one)
  terminal.kill('SIGKILL')
  await terminal.exit
  server.closeAllConnections()
  server.close()
}

async function opened(terminal: Terminal, text: string): Promise<number> {
  return took(terminal, '\r', text, 'q')
}

/** From the key to the text on the screen; `back` undoes it. */
async function took(terminal: Terminal, key: string, text: string, back: string): Promise<number> {
  const started = performance.now()
  terminal.type(key)
  await terminal.until(text)
  const ms = performance.now() - started
  terminal.type(back)
  await terminal.until((screen) => !screen.includes(text))
  return ms
}

async function drained(url: string): Promise<number> {
  const started = performance.now()
  await (await fetch(url)).text()
  return performance.now() - started
}

/** The demo's server, but for logs that one follows, or that are nobody's: those are long. */
function passOn(url: string, incoming: IncomingMessage, response: ServerResponse): void {
  const path = incoming.url ?? ''
  if (path.includes('/pods/any/log')) {
    response.end(bulk)
    return
  }
  if (path.includes('follow=true')) {
    // One pod has written all of it, the others nothing.
    if (path.includes('q4tjv')) response.write(bulk)
    else response.flushHeaders()
    return
  }
  const { method, headers } = incoming
  const asked = request(url + path, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers)
    answer.pipe(response)
  })
  asked.on('error', () => response.destroy())
  response.on('close', () => asked.destroy())
  incoming.pipe(asked)
}
