/** Gives the whole test run one temporary folder, gone with all that tests leave in it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export function setup(): () => void {
  const root = mkdtempSync(join(tmpdir(), 'kulprit-test-'))
  process.env['TMPDIR'] = root
  return () => rmSync(root, { recursive: true, force: true, maxRetries: 3 })
}
