/** Runs the built program as a user would, in folders of its own. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'

export const launcher = resolve(import.meta.dirname, '../../bin/kulprit.js')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A home that holds nothing: no kubeconfig, no settings, no cache. Gone when the test ends. */
export function emptyHome(): { readonly home: string; readonly env: Record<string, string> } {
  const home = mkdtempSync(join(tmpdir(), 'kulprit-home-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return { home, env: environmentIn(home) }
}

function environmentIn(home: string): Record<string, string> {
  return {
    HOME: home,
    PATH: process.env['PATH'] ?? '',
    TZ: 'UTC',
    // Written when the program ends, maybe into a home that is being removed.
    NODE_DISABLE_COMPILE_CACHE: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@test.invalid',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@test.invalid',
  }
}

export function kulprit(args: readonly string[], env: Record<string, string>): Promise<Ended> {
  return run(process.execPath, [launcher, ...args], env)
}

export function run(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  cwd: string = process.cwd(),
): Promise<Ended> {
  return new Promise((settle, reject) => {
    const child = spawn(command, [...args], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
    child.on('error', reject)
    child.on('close', (code) => settle({ code, stdout, stderr }))
  })
}
