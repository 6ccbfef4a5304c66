/** Remembers that kulprit's screens were started before. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeNewFile } from './durable.ts'

/** True once, ever; false where that cannot be kept. */
export async function isFirstStart(stateDir: string): Promise<boolean> {
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 })
    await writeNewFile(join(stateDir, 'started'), '')
    return true
  } catch {
    return false
  }
}
