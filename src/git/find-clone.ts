/** Finds the user's clone of a repository by the URLs of its remotes. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Environment } from './environment.ts'
import { queryIn } from './run.ts'
import { normalUrl } from './source.ts'

/** `folder/host/group/subgroup/repository` is as deep as people keep them. */
const deepest = 4
const mostFolders = 20_000
const toldEvery = 100

/**
 * The clone of `url` in or below one of `folders`, the one closest to the top; null where there is
 * none. Folders that can't be read are passed over; nothing inside a clone is looked at. `onLooked` is
 * told now and then how many were looked at.
 */
export async function findClone(
  folders: readonly string[],
  url: string,
  env: Environment = process.env,
  onLooked: (folders: number) => void = () => undefined,
): Promise<string | null> {
  const wanted = normalUrl(url)
  if (wanted === null) return null
  let level = folders.map((folder) => resolve(folder))
  let seen = 0
  for (let depth = 0; depth <= deepest && level.length > 0; depth++) {
    const below: string[] = []
    for (const folder of level) {
      if (++seen > mostFolders) return null
      if (seen % toldEvery === 0) onLooked(seen)
      const config = await configOf(folder)
      if (config === null) below.push(...(await subfolders(folder)))
      else if (await hasRemote(config, wanted, env)) return folder
    }
    level = below
  }
  return null
}

/**
 * Every clone in or below the folders by the URLs of its remotes (in `normalUrl`'s form), the one closest to the top where
 * several have one: for many URLs at once. Runs no git, so what its own settings rewrite is not known.
 */
export async function listClones(folders: readonly string[]): Promise<Map<string, string>> {
  const clones = new Map<string, string>()
  let level = folders.map((folder) => resolve(folder))
  let seen = 0
  for (let depth = 0; depth <= deepest && level.length > 0; depth++) {
    const below: string[] = []
    for (const folder of level) {
      if (++seen > mostFolders) return clones
      const config = await configOf(folder)
      if (config === null) below.push(...(await subfolders(folder)))
      else for (const url of await remotesIn(config)) if (!clones.has(url)) clones.set(url, folder)
    }
    level = below
  }
  return clones
}

async function remotesIn(config: string): Promise<string[]> {
  const text = await readFile(config, 'utf8').catch(() => '')
  const urls = [...text.matchAll(/^\s*url\s*=\s*(.+?)\s*$/gim)]
  return urls.flatMap(([, url = '']) => normalUrl(url) ?? [])
}

/** The settings file of the clone at `folder`; null where it is none. */
async function configOf(folder: string): Promise<string | null> {
  const dotGit = join(folder, '.git')
  const kind = await stat(dotGit).catch(() => null)
  if (kind?.isDirectory()) return join(dotGit, 'config')
  if (kind?.isFile()) {
    // A linked worktree names its own git folder, which in turn names the one it shares.
    const own = /^gitdir: (.+)$/m.exec(await readFile(dotGit, 'utf8').catch(() => ''))?.[1]
    if (own === undefined) return null
    const gitDir = resolve(folder, own)
    const shared = await readFile(join(gitDir, 'commondir'), 'utf8').catch(() => '.')
    return join(resolve(gitDir, shared.trim()), 'config')
  }
  if (!folder.endsWith('.git')) return null
  const head = await stat(join(folder, 'HEAD')).catch(() => null)
  return head === null ? null : join(folder, 'config')
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
    .map((entry) => join(folder, entry.name))
    .sort()
}

async function hasRemote(config: string, wanted: string, env: Environment): Promise<boolean> {
  // Spares most clones a git process of their own.
  const text = await readFile(config, 'utf8').catch(() => '')
  const lastPart = wanted.slice(wanted.lastIndexOf('/') + 1)
  if (!text.toLowerCase().includes(lastPart.toLowerCase())) return false
  const query = queryIn('/', env, new AbortController().signal)
  const { stdout } = await query(
    'config',
    '--file',
    config,
    '-z',
    '--get-regexp',
    String.raw`^remote\..*\.url$`,
  )
  return stdout
    .split('\0')
    .some((entry) => normalUrl(entry.slice(entry.indexOf('\n') + 1)) === wanted)
}
