/** Reads and changes the settings file, losing nothing to a full disk, a crash or a second writer. */
import { copyFile, mkdir, mkdtemp, readFile, readdir, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import type { Locate, Settings, SettingsCheck } from '../model/settings/settings.ts'
import {
  checkSettings,
  isSerious,
  parseSettings,
  settingsFailure,
  withoutDefaults,
} from '../model/settings/settings.ts'
import type { SettingProblem } from '../model/settings/settings-check.ts'
import { pathText } from '../model/settings/settings-check.ts'
import { syncToDisk } from './durable.ts'
import { errorCode, fileFailure } from './file-errors.ts'
import { jsonPlaces } from './json-places.ts'
import { findJsonError } from './json-position.ts'
import { takeLock } from './lock.ts'

const draftPrefix = '.settings-draft-'
const waitForOthersMs = 5_000

/** What a settings file holds, before anything but its notation is checked. */
interface SettingsText {
  readonly json: unknown
  /** Where in the file a setting stands: `:3:14`. */
  readonly locate: Locate
  readonly problems: readonly SettingProblem[]
}

/** The defaults where there is no file; a failure that names line and column where it is not right. */
export async function readSettings(
  file: string,
  check: SettingsCheck = checkSettings,
): Promise<Result<Settings>> {
  const read = await readSettingsText(file, check)
  if (!read.ok) return read
  return settingsIn(read.value, file)
}

/** What the file itself says, without defaults; `{}` where there is no file. */
export async function readSettingsText(
  file: string,
  check: SettingsCheck = checkSettings,
): Promise<Result<SettingsText>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ok({ json: {}, locate: () => '', problems: [] })
    return fileFailure(`read the settings file ${file}`, error)
  }
  // Editors on Windows, from where WSL users come, like to begin a file with a byte order mark.
  const notation = text.replace(/^\uFEFF/, '')
  const wrong = findJsonError(notation)
  if (wrong !== null)
    return failed('config', `${file}:${wrong.line}:${wrong.column}: not valid JSON`, {
      cause: `expected ${wrong.expected}`,
      next: `correct ${file}, or move it away to start with the defaults`,
    })
  const json: unknown = JSON.parse(notation)
  const places = jsonPlaces(notation)
  const twice = places.twice.map((path) => ({
    path,
    message: `${pathText(path)} is there twice, and only the last would count`,
    next: 'join the two',
  }))
  return ok({
    json,
    problems: [...twice, ...check(json)],
    locate: (path) => {
      const { line, column } = places.find(path)
      return `:${line}:${column}`
    },
  })
}

function settingsIn({ json, locate, problems }: SettingsText, file: string): Result<Settings> {
  const [first, ...others] = problems.filter(isSerious)
  return first === undefined
    ? parseSettings(json, file)
    : { ok: false, failure: settingsFailure(first, others.length, file, locate) }
}

/**
 * Applies `change` to what the file holds now, and answers what it holds afterwards. The file as it
 * was is kept beside it as `.bak`. A file that cannot be read as settings is left alone.
 */
export async function changeSettings(
  file: string,
  change: (settings: Settings) => Settings,
): Promise<Result<Settings>> {
  return changeText(file, (_, settings) => ok(withoutDefaults(change(settings))))
}

/** The same for what the file itself says: `change` is given its JSON, and may refuse. */
export async function changeSettingsText(
  file: string,
  change: (json: unknown) => Result<unknown>,
  check: SettingsCheck,
): Promise<Result<Settings>> {
  return changeText(file, change, check)
}

async function changeText(
  file: string,
  change: (json: unknown, settings: Settings) => Result<unknown>,
  check: SettingsCheck = checkSettings,
): Promise<Result<Settings>> {
  try {
    const target = await followLinks(file)
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    const lock = await takeLock(`${target}.lock`, `changing ${file}`, waitForOthersMs)
    if (!lock.ok) return lock
    try {
      const read = await readSettingsText(target)
      if (!read.ok) return read
      const current = settingsIn(read.value, target)
      if (!current.ok) return current
      const changed = change(read.value.json, current.value)
      if (!changed.ok) return changed
      const next = parseSettings(changed.value, file, undefined, check)
      if (!next.ok) return next
      return (await replaceFile(target, changed.value)) ? next : truncated(file)
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
async function replaceFile(file: string, settings: unknown): Promise<boolean> {
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
    // What is written is `text`; conf only has to be given an object.
    conf.store = {}
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
