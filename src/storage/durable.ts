/** Writes that survive a power cut, or leave nothing behind. */
import { open } from 'node:fs/promises'

/** Creates the file for its owner only; rejects with EEXIST where there is one. */
export async function writeNewFile(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a file's content, or a folder's names (after a rename, say), reach the disk. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes after the first `wholeBytes` bytes of the file; where the disk does not take it, nothing is added. */
export async function appendAfter(file: string, wholeBytes: number, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.truncate(wholeBytes)
    try {
      const { bytesWritten } = await handle.write(bytes, 0, bytes.length, wholeBytes)
      if (bytesWritten !== bytes.length) throw new Error('the disk took only part of it')
      await handle.sync()
    } catch (error) {
      await handle.truncate(wholeBytes)
      throw error
    }
  } finally {
    await handle.close()
  }
}
