/** A copy of the project to be changed by a test, with the packages that are installed. */
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const notCopied = ['.git', 'node_modules', 'dist', 'coverage']

/** Gone when the test ends. */
export function scratchCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), 'kulprit-copy-'))
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }))
  for (const entry of readdirSync(root))
    if (!notCopied.includes(entry))
      cpSync(join(root, entry), join(copy, entry), { recursive: true })
  symlinkSync(realpathSync(join(root, 'node_modules')), join(copy, 'node_modules'))
  return copy
}
