/** kulprit's own bare repository, in its cache: the one place that fetches, refs and worktrees touch. */
import { createHash } from 'node:crypto'
import { access, mkdir, mkdtemp, rename, rm, writeFile, appendFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import type { Environment } from './environment.ts'
import { transferEnvironment } from './environment.ts'
import { gitFailed, runLong } from './run.ts'

export interface Store {
  /** The bare repository. */
  readonly folder: string
  /** Where its worktrees are, one folder a session. */
  readonly worktrees: string
}

export interface StoreOrigin {
  /** What the store is one of a kind for: a clone's folder or a URL in its normal form. */
  readonly identity: string
  /** A readable part of the store's name. */
  readonly label: string
  /** The object store of a clone to borrow from; null where everything is fetched. */
  readonly borrowed: string | null
  readonly objectFormat: string
}

/**
 * Nothing that a repository or the user's own settings name is run here: no hook, no monitor, no
 * filter; and nothing is tidied up behind a search that still needs it.
 */
const config = `
[core]
	hooksPath = /dev/null
	fsmonitor = false
	attributesFile = /dev/null
	logAllRefUpdates = false
[gc]
	auto = 0
[maintenance]
	auto = false
[log]
	showSignature = false
[submodule]
	recurse = false
[advice]
	detachedHead = false
[http]
	lowSpeedLimit = 1000
	lowSpeedTime = 30
`
const attributes = '* -filter\n'

/** Where the store for `origin` is, made or not. */
export function storeOf(
  cacheDir: string,
  { identity, label }: Pick<StoreOrigin, 'identity' | 'label'>,
): Store {
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 12)
  const readable = label.replaceAll(/[^\w.-]+/g, '-').slice(0, 40)
  const home = join(cacheDir, 'repositories', `${readable}-${hash}`)
  return { folder: join(home, 'store.git'), worktrees: join(home, 'worktrees') }
}

export async function isMade({ folder }: Store): Promise<boolean> {
  return access(join(folder, 'HEAD')).then(
    () => true,
    () => false,
  )
}

/** The store for `origin`, made on the first use. It appears whole or not at all. */
export async function ensureStore(
  cacheDir: string,
  origin: StoreOrigin,
  env: Environment,
  signal: AbortSignal,
): Promise<Result<Store>> {
  const store = storeOf(cacheDir, origin)
  if (await isMade(store)) return ok(store)
  const home = dirname(store.folder)
  const parent = dirname(home)
  if (origin.borrowed?.includes('\n'))
    return failed(
      'git',
      `the folder ${JSON.stringify(origin.borrowed)} has a line break in its name`,
      {
        next: 'rename the folder',
      },
    )
  await mkdir(parent, { recursive: true, mode: 0o700 })
  const draft = await mkdtemp(join(parent, '.new-'))
  const bare = join(draft, 'store.git')
  const made = await runLong(
    [
      // Newer gits run the user's hooks on the first ref already, before the store has settings.
      '-c',
      'core.hooksPath=/dev/null',
      'init',
      '--quiet',
      '--bare',
      '--template=',
      '--initial-branch=main',
      `--object-format=${origin.objectFormat}`,
      bare,
    ],
    { folder: draft, env: transferEnvironment(env, [], null), signal, onProgress: () => undefined },
  )
  if (made.exitCode !== 0) {
    await rm(draft, { recursive: true, force: true })
    return gitFailed(`cannot make a repository in ${parent}`, made)
  }
  await appendFile(join(bare, 'config'), config)
  await mkdir(join(bare, 'info'), { recursive: true })
  await writeFile(join(bare, 'info', 'attributes'), attributes)
  if (origin.borrowed !== null)
    await writeFile(join(bare, 'objects', 'info', 'alternates'), `${origin.borrowed}\n`)
  try {
    await rename(draft, home)
  } catch {
    // Another kulprit has made it in the meantime.
    await rm(draft, { recursive: true, force: true })
  }
  return (await isMade(store))
    ? ok(store)
    : failed('git', `cannot make a repository in ${home}`, { next: `remove ${home} and try again` })
}
