/** A forge for tests: git's own clients fetch `https://github.com/…` from a repository on this machine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/**
 * The environment in which each repository of `github.com` is the one in `folder`. The user's settings turn its
 * URLs into ssh ones, and what stands for ssh runs the other end here instead of connecting.
 */
export function forgeServing(folder: string): Record<string, string> {
  const home = mkdtempSync(join(tmpdir(), 'kulprit-forge-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const ssh = join(home, 'ssh.sh')
  writeFileSync(ssh, `exec git upload-pack '${folder}'\n`)
  const settings = join(home, 'gitconfig')
  writeFileSync(settings, '[url "ssh://git@forge.invalid/"]\n\tinsteadOf = https://github.com/\n')
  return {
    GIT_CONFIG_GLOBAL: settings,
    GIT_SSH_COMMAND: `sh ${ssh}`,
    GIT_SSH_VARIANT: 'ssh',
  }
}
