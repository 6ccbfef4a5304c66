/** A clone with releases `v1` and `v2`, and the built program on it. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlannedCommit } from './git-repository.ts'
import { git, makeRepository } from './git-repository.ts'
import { emptyHome, kulprit } from './program.ts'

/** `v1` is the first planned commit and `v2` the last; the script passes unless `state` says broken. */
export function setUp(plan: readonly PlannedCommit[]) {
  const { home, env } = emptyHome()
  const clone = join(home, 'shop')
  mkdirSync(clone)
  const shas = makeRepository(clone, plan)
  git(clone, 'tag', 'v1', shas[0] ?? '')
  git(clone, 'tag', 'v2', shas.at(-1) ?? '')
  git(clone, 'reset', '--quiet', '--hard')
  const script = join(home, 'probe.sh')
  writeFileSync(script, '#!/bin/sh\n! grep -q broken state\n')
  chmodSync(script, 0o755)
  const onEnds = (...args: string[]) =>
    kulprit(['bisect', '--repo', clone, '--good', 'v1', '--bad', 'v2', ...args], env)
  return {
    home,
    clone,
    env,
    shas,
    script,
    onEnds,
    bisect: (...args: string[]) => kulprit(['bisect', ...args], env),
  }
}

/** A straight history that is broken from `culprit` on: `state` says which commit it is. */
export function line(length: number, culprit: number): PlannedCommit[] {
  return Array.from({ length }, (_, at) => ({
    parents: at === 0 ? [] : [at - 1],
    files: { state: at < culprit ? `fine ${at}\n` : `broken ${at}\n` },
  }))
}
