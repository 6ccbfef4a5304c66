import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { line, setUp } from '../support/bisect-program.ts'
import { contents, git } from '../support/git-repository.ts'
import { run } from '../support/program.ts'

/** What kulprit keeps of a session's worktrees. */
function worktrees(home: string): readonly string[] {
  const folder = join(home, '.cache/kulprit/repositories')
  return readdirSync(folder).flatMap((name) => readdirSync(join(folder, name, 'worktrees')))
}

describe('bisect -j', () => {
  test.each([3, 41, 77])('names the same commit as one test at a time: %i', async (culprit) => {
    const { clone, home, onEnds, shas, script, env } = setUp(line(80, culprit))
    const before = contents(clone)
    // Tests end out of order, and some long after others.
    const slow = `sleep 0.$(( $(cut -d' ' -f2 state) * 7 % 10 )); exec ${script}`
    const ended = JSON.parse((await onEnds('-j', '4', '--run', slow, '-o', 'json')).stdout)
    const serial = JSON.parse((await onEnds('--run', script, '-o', 'json')).stdout)
    expect(ended.firstBadCommit.sha).toBe(shas[culprit])
    expect(serial.firstBadCommit).toEqual(ended.firstBadCommit)
    expect(contents(clone)).toEqual(before)
    expect(worktrees(home)).toEqual([])
    git(clone, 'bisect', 'start', 'v2', 'v1')
    await run('git', ['bisect', 'run', script], env, clone)
    expect(git(clone, 'rev-parse', 'refs/bisect/bad')).toBe(shas[culprit])
  })

  test('a test that a verdict has made pointless is stopped, with all that it started', async () => {
    const { home, onEnds, shas, script } = setUp(line(40, 2))
    const pids = join(home, 'pids')
    writeFileSync(pids, '')
    // Whatever is newer would take ten minutes; the verdict on an old commit comes once such a test runs.
    const slow = `n=$(cut -d' ' -f2 state); if [ $n -gt 12 ] && [ $n -lt 39 ]; then sleep 600 & echo $! >> ${pids}; wait; fi; while [ ! -s ${pids} ]; do sleep 0.05; done; exec ${script}`
    const ended = await onEnds('-j', '4', '--no-verify', '--run', slow, '-o', 'json')
    expect(JSON.parse(ended.stdout).firstBadCommit.sha).toBe(shas[2])
    const started = readFileSync(pids, 'utf8').trim().split('\n').filter(Boolean)
    expect(started.length).toBeGreaterThan(0)
    for (const pid of started) expect(isAlive(Number(pid))).toBe(false)
    expect(worktrees(home)).toEqual([])
  })

  test.each([
    [['-j', '4'], '--jobs runs a command several times'],
    [['-j', '0', '--run', 'true'], '--jobs 0 would test nothing'],
    [['-j', 'many', '--run', 'true'], '--jobs "many" is not a number'],
  ])('refuses %j', async (args, message) => {
    const { onEnds } = setUp(line(4, 2))
    const ended = await onEnds(...args)
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(message)
  })
})

function isAlive(pid: number): boolean {
  try {
    // A zombie that nobody has waited for yet runs no more.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
