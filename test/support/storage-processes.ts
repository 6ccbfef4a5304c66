/** Other processes that use kulprit's files: ones that live, and ones that are killed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Runs TypeScript source as a module of its own; `import … from './src/…'` works. */
export function runScript(source: string, args: readonly string[] = []) {
  const child = spawn(
    process.execPath,
    ['--input-type=module-typescript', '--eval', source, '--', ...args],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(child, 'close')
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  return {
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
    /** Resolves with all it printed. */
    ended: async () => {
      await ended
      return printed
    },
    printed: () => printed,
  }
}

/** Polls until `condition` holds. */
export async function until(condition: () => boolean | Promise<boolean>, what: string) {
  const deadline = Date.now() + 60_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
