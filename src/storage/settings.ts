/** Reads and changes the settings file, losing nothing to a full disk, a crash or a second writer. */
import { copyFile, mkdir, mkdtemp, readFile, readdir, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import type { Settings } from '../model/settings.ts'
import { defaultSettings, parseSettings } from '../model/settings.ts'
import { syncToDisk } from './durable.ts'
import { errorCode, fileFailure } from './file-errors.ts'
import { findJsonError } from './json-position.ts'
import { takeLock } from './lock.ts'

const draftPrefix = '.settings-draft-'
const waitForOthersMs = 5_000

/** The defaults where there is no file; a failure that names line and column where it is not JSON. */
export async function readSettings(file: string): Promise<Result<Settings>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ok(defaultSettings)
    return fileFailure(`read the settings file ${file}`, error)
  }
  // Editors on Windows, from where WSL users come, like to begin a file with a byte order mark.
  const json = text.replace(/^\uFEFF/, '')
  const wrong = findJsonError(json)
  if (wrong !== null)
    return failed('config', `${file}:${wrong.line}:${wrong.column}: not valid JSON`, {
      cause: `expected ${wrong.expected}`,
      next: `correct ${file}, or move it away to start with the defaults`,
    })
  return parseSettings(JSON.parse(json), file)
}

/**
 * Applies `change` to what the file holds now, and answers what it holds afterwards. The file as it
 * was is kept beside it as `.bak`. A file that cannot be read as settings is left alone.
 */
export async function changeSettings(
  file: string,
  change: (settings: Settings) => Settings,
): Promise<Result<Settings>> {
  try {
    const target = await followLinks(file)
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    const lock = await takeLock(`${target}.lock`, `changing ${file}`, waitForOthersMs)
    if (!lock.ok) return lock
    try {
      const current = await readSettings(target)
      if (!current.ok) return current
      const next = parseSettings(change(current.value), file)
      if (!next.ok) return next
      return (await replaceFile(target, next.value)) ? next : truncated(file)
    } finally {
      await lock.value.release()
    }
  } catch (error) {
    return fileFailure(`write the settings file ${file}`, error)
  }
}

/**
 * conf reports success after writing half a file to a full disk, so it writes a draft in a folder of
 * its own, which takes the file's place only once it reads back whole.
 */
async function replaceFile(file: string, settings: Settings): Promise<boolean> {
  const folder = dirname(file)
  await removeDrafts(folder)
  const drafts = await mkdtemp(join(folder, draftPrefix))
  try {
    const text = `${JSON.stringify(settings, null, 2)}\n`
    // Loaded here because its JSON schema validator would delay every start.
    const { default: Conf } = await import('conf')
    const conf = new Conf<Record<string, unknown>>({
      cwd: drafts,
      configFileMode: 0o600,
      serialize: () => text,
    })
    conf.store = { ...settings }
    if ((await readFile(conf.path, 'utf8')) !== text) return false
    await syncToDisk(conf.path)
    await backUp(file, drafts)
    await rename(conf.path, file)
    await syncToDisk(folder)
    return true
  } finally {
    await rm(drafts, { recursive: true, force: true })
  }
}

async function backUp(file: string, drafts: string): Promise<void> {
  const copy = join(drafts, 'backup')
  try {
    await copyFile(file, copy)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  await syncToDisk(copy)
  await rename(copy, `${file}.bak`)
}

/** What a killed writer left; the lock says that none is alive. */
async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith(draftPrefix)) await rm(join(folder, name), { recursive: true, force: true })
}

/** A settings file kept in a dotfiles repository is a link, and has to stay one. */
async function followLinks(file: string): Promise<string> {
  try {
    return await realpath(file)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    const folder = dirname(resolve(file))
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return join(await realpath(folder), basename(file))
  }
}

function truncated(file: string): Result<never> {
  return failed('config', `cannot write the settings file ${file}: the disk took only part of it`, {
    next: 'free some disk space and try again; the settings are unchanged',
  })
}
