/**
 * The demo, built anew and started again whenever a source file changes. A build that fails shows why and
 * waits for the next change; quitting the demo ends it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type BuildResult, context, formatMessages } from 'esbuild'
import { bundle } from './bundle.ts'

const root = resolve(import.meta.dirname, '..')
const words = process.argv.slice(2)
let demo: ChildProcess | null = null

const watched = await context({
  ...bundle,
  absWorkingDir: root,
  logLevel: 'silent',
  plugins: [...bundle.plugins, { name: 'restart', setup: (build) => build.onEnd(restart) }],
})
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(1))
await watched.watch()

async function restart({ errors, metafile }: BuildResult): Promise<void> {
  await stop()
  if (errors.length > 0 || metafile === undefined) {
    const { isTTY: color } = process.stderr
    process.stderr.write((await formatMessages(errors, { kind: 'error', color })).join(''))
    process.stderr.write('waiting for the next change, ctrl-c ends\n')
    return
  }
  for (const stale of globSync('dist/chunks/*', { cwd: root }))
    if (!(stale in metafile.outputs)) rmSync(join(root, stale))
  const started = spawn(process.execPath, [join(root, 'bin/kulprit.js'), 'demo', ...words], {
    stdio: 'inherit',
  })
  demo = started
  started.once('exit', (code) => {
    // Not where it was told to, for the next one.
    if (demo === started) void end(code ?? 1)
  })
}

/** Waits until it has given the terminal back. */
async function stop(): Promise<void> {
  const running = demo
  demo = null
  if (running === null) return
  running.kill('SIGTERM')
  if (running.exitCode === null && running.signalCode === null) await once(running, 'exit')
}

async function end(code: number): Promise<void> {
  await stop()
  await watched.dispose()
  process.exit(code)
}
