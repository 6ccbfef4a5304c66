/** Files that the user names: read whole, and never written over. */
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { errorCode, fileFailure } from './file-errors.ts'

/** `-` is stdin. */
export async function readGiven(file: string): Promise<Result<string>> {
  try {
    return ok(file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8'))
  } catch (error) {
    return fileFailure(`read ${file}`, error)
  }
}

/** The whole path of the new file; fails where there is one of that name already. */
export async function writeTo(file: string, text: string): Promise<Result<string>> {
  try {
    await writeFile(file, text, { flag: 'wx' })
    return ok(resolve(file))
  } catch (error) {
    if (errorCode(error) === 'EEXIST')
      return failed('usage', `${file} exists already`, { next: 'name another file' })
    return fileFailure(`write ${file}`, error)
  }
}

/** A new file in the folder, `NAME-2.EXT` where `NAME.EXT` is taken. */
export async function writeUnder(
  folder: string,
  name: string,
  extension: string,
  text: string,
): Promise<Result<string>> {
  for (let i = 1; ; i++) {
    const file = join(folder, `${name}${i === 1 ? '' : `-${i}`}.${extension}`)
    try {
      await writeFile(file, text, { flag: 'wx' })
      return ok(file)
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') return fileFailure(`write ${file}`, error)
    }
  }
}
