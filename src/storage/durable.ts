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
