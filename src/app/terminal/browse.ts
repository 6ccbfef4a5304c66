/** Opens a page in the user's browser: what $BROWSER names, else what the system opens pages with. */
import { spawn } from 'node:child_process'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'

/**
 * `$BROWSER` is a list of commands, the first that starts is used; `%s` in one stands for the address.
 * The address is one argument: no shell reads it. Does not wait for the browser to end.
 */
export async function browse(url: string, env: NodeJS.ProcessEnv): Promise<Result<void>> {
  const commands = commandsOf(env)
  for (const command of commands) {
    const [program = '', ...words] = command.split(/\s+/).filter((word) => word !== '')
    const named = words.some((word) => word.includes('%s'))
    const args = named ? words.map((word) => word.replaceAll('%s', () => url)) : [...words, url]
    if (program !== '' && (await starts(program, args, env))) return ok(undefined)
  }
  return failed('usage', `no browser starts: tried ${commands.join(', ')}`, {
    next: 'set BROWSER to the command that opens pages',
  })
}

function commandsOf(env: NodeJS.ProcessEnv): readonly string[] {
  const named = (env['BROWSER'] ?? '').split(':').filter((command) => command.trim() !== '')
  if (named.length > 0) return named
  return process.platform === 'darwin' ? ['open'] : ['xdg-open', 'wslview']
}

function starts(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { env, stdio: 'ignore', detached: true })
    child.on('error', () => resolve(false))
    child.on('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
