/** Makes the demo's clone: the shop's monorepo, and the probe that tells whether checkout starts. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { cleanLine } from '../../model/text.ts'
import { fastImport } from './fast-import.ts'
import { steps } from './steps.ts'

export interface DemoRepository {
  readonly folder: string
  /** The shell command that judges a worktree: exit code 0 good, 1 bad, 125 cannot be tested. */
  readonly probe: string
  /** Full hashes by tag. */
  readonly tags: ReadonlyMap<string, string>
}

const probeScript = `#!/bin/sh
# Does checkout start at the commit that is checked out here? 0 yes, 1 no, 125 it does not build.
sh services/checkout/build.sh || exit 125
sh services/checkout/run.sh || exit 1
`

/** The newest commit was made in the morning, the newest release went out just now. */
const lastCommitAgeSeconds = 8 * 3600

/** Writes the folder `shop` and the script `probe.sh` into `dir`; its history ends shortly before `now`. */
export async function makeRepository(dir: string, now: Date): Promise<Result<DemoRepository>> {
  const lastCommitAt = Math.floor(now.getTime() / 3_600_000) * 3600 - lastCommitAgeSeconds
  const folder = join(dir, 'shop')
  const script = join(dir, 'probe.sh')
  await writeFile(script, probeScript, { mode: 0o755 })
  const init = ['init', '--quiet', '--template=', '--object-format=sha1', folder]
  const made =
    (await git(dir, init)) ??
    (await git(folder, ['symbolic-ref', 'HEAD', 'refs/heads/main'])) ??
    (await git(folder, ['fast-import', '--quiet', '--done'], fastImport(steps, lastCommitAt))) ??
    (await git(folder, ['reset', '--quiet', '--hard']))
  if (made !== null) return made
  const tags = new Map<string, string>()
  const list = ['for-each-ref', '--format=%(refname:strip=2) %(objectname)', 'refs/tags']
  const listed = await git(folder, list, '', (output) => {
    for (const line of output.split('\n')) {
      const [tag, sha] = line.split(' ')
      if (tag !== undefined && sha !== undefined) tags.set(tag, sha)
    }
  })
  return listed ?? ok({ folder, probe: `sh ${shellQuoted(script)}`, tags })
}

/** null on success. */
async function git(
  cwd: string,
  args: readonly string[],
  input = '',
  onOutput: (output: string) => void = () => {},
): Promise<Result<never> | null> {
  const child = spawn('git', args, { cwd, env: neutralEnvironment(), stdio: 'pipe' })
  let output = ''
  let complaint = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  // Git that ends early says why on stderr; the broken pipe adds nothing.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    onOutput(output)
    return code === 0 ? null : cannotMake(complaint)
  } catch (error) {
    return cannotMake(error instanceof Error ? error.message : String(error))
  }
}

function cannotMake(cause: string): Result<never> {
  return failed('git', 'cannot make the repository of the demo', {
    cause: cleanLine(cause.trim()) || null,
    next: 'check that git is installed and that the temporary folder can be written',
  })
}

/** The user's own git settings (templates, hooks, object format) are kept out. */
function neutralEnvironment(): NodeJS.ProcessEnv {
  const env = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))
  return {
    ...Object.fromEntries(env),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    LC_ALL: 'C',
  }
}

function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
