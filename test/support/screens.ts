/** kulprit in a real terminal on the demo's cluster, with everything that changes from run to run pinned. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Demo } from '../../src/demo/demo.ts'
import { startDemo } from '../../src/demo/demo.ts'
import { emptyHome, launcher } from './program.ts'
import type { Terminal, TerminalOptions } from './terminal.ts'
import { openTerminal } from './terminal.ts'

/**
 * Ages in minutes must not change while a test runs, so the clock begins well inside one and goes slowly
 * towards its end: a busy machine gets three minutes more.
 */
const beginning = Date.UTC(2026, 2, 20, 12)
const clock = `
  const real = Date.now
  const started = real()
  Date.now = () => {
    const passed = real() - started
    const late = Math.max(0, passed - 30_000)
    return ${beginning + 20_000} + passed - late + Math.floor(late / 20)
  }
`

/** A demo that stands still, at a fixed moment. */
export async function stillDemo(): Promise<Demo> {
  // Its path is on the screens, so its length has to be the same on every machine.
  const dir = mkdtempSync('/tmp/kulprit-still-')
  const demo = await startDemo({ dir: join(dir, 'demo'), churn: false, now: new Date(beginning) })
  if (!demo.ok) throw new Error(demo.failure.message)
  onTestFinished(async () => {
    await demo.value.stop()
    rmSync(dir, { recursive: true, force: true })
  })
  return demo.value
}

/** `home` lets a second run go on where the first one ended; a home that is not given has seen kulprit before. */
export function openKulprit(
  demo: Pick<Demo, 'kubeconfig' | 'config'>,
  options: TerminalOptions & {
    args?: readonly string[]
    home?: Record<string, string>
    /** Another copy of the program. */
    launcher?: string
    /** Modules that it loads before anything else. */
    imports?: readonly string[]
  } = {},
): Terminal {
  const home = options.home ?? usedHome()
  const imports = [`data:text/javascript,${encodeURIComponent(clock)}`, ...(options.imports ?? [])]
  const args = [...imports.flatMap((one) => ['--import', one]), options.launcher ?? launcher]
  const terminal = openTerminal(process.execPath, [...args, ...(options.args ?? [])], {
    ...options,
    env: {
      ...home,
      KUBECONFIG: demo.kubeconfig,
      KULPRIT_CONFIG: demo.config,
      TMUX: undefined,
      ...options.env,
    },
  })
  onTestFinished(() => terminal.kill('SIGKILL'))
  return terminal
}

function usedHome(): Record<string, string> {
  const { home, env } = emptyHome()
  const state = join(home, '.local/state/kulprit')
  mkdirSync(state, { recursive: true })
  writeFileSync(join(state, 'started'), '')
  return env
}

/** The screen without what differs between two runs. */
export function pinned(terminal: Terminal): string {
  const screen = terminal
    .text()
    .replaceAll(/kulprit-still-\w{6}/g, 'kulprit-still-xxxxxx')
    .replaceAll(/\bcheckout-[a-z2-9]{4}(?= |$)/gm, 'checkout-xxxx')
    // What is seconds old becomes a minute old on a machine that is busy.
    .replaceAll(/\b(?:\d+s|1m)(?= +\S)( *)/g, (age) => 'Ns'.padEnd(age.length))
  return `${screen}\n`
}
