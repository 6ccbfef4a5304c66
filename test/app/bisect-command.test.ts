import { describe, expect, test } from 'vitest'
import type { PlannedCommit } from '../support/git-repository.ts'
import { line, setUp } from '../support/bisect-program.ts'
import { contents, git } from '../support/git-repository.ts'
import { run } from '../support/program.ts'

/** A history with side branches: every third commit merges one; from `culprit` on, `state` is broken. */
function history(length: number, culprit: number): PlannedCommit[] {
  const plan: PlannedCommit[] = [{ parents: [], files: { state: 'fine\n' } }]
  let tip = 0
  while (plan.length < length) {
    const at = plan.length
    const isMerge = at % 3 === 0 && at > 3
    const side = Math.max(0, at - 2)
    const parents =
      isMerge && side !== tip ? [tip, side] : [at % 5 === 0 ? Math.max(0, tip - 1) : tip]
    plan.push({
      parents,
      files: at === culprit ? { state: 'broken\n' } : { [`file-${at}`]: `${at}\n` },
    })
    if (isMerge || at % 5 !== 0) tip = at
  }
  return plan
}

describe('bisect --run', () => {
  test.each([
    [40, 9],
    [150, 71],
    [300, 13],
  ])(
    'names the commit that git bisect run names, over %i commits with merges',
    async (length, culprit) => {
      const { clone, env, script, onEnds } = setUp(history(length, culprit))
      const before = contents(clone)
      const ended = await onEnds('--run', script, '-o', 'json')
      expect(contents(clone)).toEqual(before)
      const { status, firstBadCommit, candidates, probes } = JSON.parse(ended.stdout)

      await run('git', ['bisect', 'start', 'v2', 'v1'], env, clone)
      await run('git', ['bisect', 'run', script], env, clone)
      const named = git(clone, 'rev-parse', 'refs/bisect/bad').trim()
      expect({ status, sha: firstBadCommit.sha, candidates, code: ended.code }).toEqual({
        status: 'found',
        sha: named,
        candidates: [named],
        code: 0,
      })
      expect(probes.slice(0, 2)).toMatchObject([
        { phase: 'verify', verdict: 'bad' },
        { phase: 'verify', verdict: 'good' },
      ])
    },
  )

  test('takes a program with arguments after --, and tells it which commit it judges', async () => {
    const { onEnds, shas } = setUp(line(10, 5))
    const ended = await onEnds(
      '-o',
      'json',
      '--',
      'sh',
      '-c',
      'test "$(cut -d" " -f2 state)" -lt 5 && cd "$KULPRIT_WORKTREE" && test "$(git rev-parse HEAD)" = "$KULPRIT_SHA"',
    )
    expect(JSON.parse(ended.stdout).firstBadCommit.sha).toBe(shas[5])
  })

  test('only skipped commits left: the candidates are printed, exit code 4', async () => {
    const { onEnds, shas } = setUp(line(8, 4))
    const ended = await onEnds(
      '--run',
      'n=$(cut -d" " -f2 state); case $n in 3|4) exit 125;; esac; grep -q fine state',
      '-o',
      'json',
    )
    const { status, firstBadCommit, candidates } = JSON.parse(ended.stdout)
    expect({ status, firstBadCommit }).toEqual({ status: 'indeterminate', firstBadCommit: null })
    expect(candidates).toEqual([shas[5], shas[4], shas[3]])
    expect(ended.code).toBe(4)
  })

  test('a command that fails everywhere does not blame a commit', async () => {
    const { onEnds } = setUp(line(8, 4))
    const ended = await onEnds('--run', 'false')
    expect(ended.stdout).toContain('the bisect was aborted: the good end, v1, tested bad')
    expect(ended.code).toBe(1)
  })

  test('a command that does not exist is said to be missing', async () => {
    const { onEnds, bisect, shas } = setUp(line(8, 4))
    const ended = await onEnds('--run', './no-such-test')
    expect(ended.stderr).toContain("the probe's command cannot be run: it exits with 127")
    expect(ended.code).toBe(1)
    const { session, probes } = JSON.parse((await bisect('status', '-o', 'json')).stdout)
    expect(probes).toEqual([])
    expect(ended.stderr).toContain(`go on with kulprit bisect --session ${session} --run CMD`)
    const mended = await bisect('--session', session, '--run', 'grep -q fine state', '-o', 'json')
    expect(JSON.parse(mended.stdout)).toMatchObject({ session, firstBadCommit: { sha: shas[4] } })
  })

  test('a commit whose test takes too long is skipped', async () => {
    const { onEnds, shas } = setUp(line(6, 3))
    const ended = await onEnds(
      '--timeout',
      '5s',
      '--no-verify',
      '-o',
      'json',
      '--run',
      'case $(cut -d" " -f2 state) in 2) sleep 60;; esac; grep -q fine state',
    )
    expect(JSON.parse(ended.stdout)).toMatchObject({
      status: 'indeterminate',
      candidates: [shas[3], shas[2]],
    })
  })
})

describe('by hand, from any shell', () => {
  test('verdict by verdict to the culprit, with undo and redo', async () => {
    const { onEnds, bisect, shas } = setUp(line(9, 6))
    expect((await onEnds()).stdout).toContain('kulprit bisect good|bad|skip')
    const status = async (...args: string[]) =>
      JSON.parse((await bisect(...args, '-o', 'json')).stdout)

    const first = await status('status')
    expect(first).toMatchObject({
      status: 'probing',
      inHand: [shas[4]],
      remaining: { candidates: 8, least: 3 },
    })
    expect((await status('good')).inHand).toEqual([shas[6]])
    expect((await status('bad')).inHand).toEqual([shas[5]])
    expect((await status('undo')).inHand).toEqual([shas[6]])
    expect((await status('redo')).inHand).toEqual([shas[5]])
    expect(await status('good')).toMatchObject({
      status: 'found',
      firstBadCommit: { sha: shas[6] },
    })

    const again = await bisect('bad', 'v1')
    expect(again.code).toBe(2)
    expect((await bisect('log')).stdout).toContain(`git bisect bad ${shas[6]}`)
    expect((await bisect('reset')).code).toBe(0)
    expect((await bisect('status')).stderr).toContain('no bisect is open')
  })

  test('of several open bisects one has to be chosen', async () => {
    const { onEnds, bisect } = setUp(line(9, 6))
    const first = JSON.parse((await onEnds('-o', 'json')).stdout).session
    const second = JSON.parse((await onEnds('-o', 'json')).stdout).session
    const ended = await bisect('good')
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(first)
    expect(ended.stderr).toContain(second)
    expect((await bisect('good', '--session', first)).code).toBe(0)
  })
})
