/** Finds a command as a shell would: by the PATH, or as the path it is. */
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'

/**
 * The absolute path of an executable file, or null. As in Go's exec.LookPath, relative folders of the
 * PATH do not count: what lies in the current folder must never run instead of a plugin.
 */
export function lookPath(command: string, path: string | undefined): string | null {
  if (command.includes('/')) return isExecutable(command) ? resolve(command) : null
  const folders = (path ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  return folders.map((folder) => join(folder, command)).find(isExecutable) ?? null
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
