import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { line, setUp } from '../support/bisect-program.ts'
import { launcher, run } from '../support/program.ts'

const crash = `
Error: price list is empty
    at loadPrices (/app/dist/price.js:41:9)
    at main (/app/dist/server.js:12:3)
`

/** Commit 7 of twelve changes what the log names. */
function shop() {
  const plan = line(12, 7).map((commit, at) => ({
    ...commit,
    files: { ...commit.files, ...(at === 7 ? { 'src/price.ts': 'cached\n' } : {}) },
  }))
  const made = setUp(plan)
  writeFileSync(join(made.home, 'crash.log'), crash)
  const program = (...args: string[]) =>
    run(process.execPath, [launcher, ...args], made.env, made.home)
  return { ...made, program }
}

describe('bisect --crash-log', () => {
  test('names the commit that the log points at, and why', async () => {
    const { program, shas } = shop()
    const ends = ['--repo', 'shop', '--good', 'v1', '--bad', 'v2']
    const begun = await program('bisect', ...ends, '--crash-log', 'crash.log')
    expect(begun.stdout).toMatch(
      new RegExp(
        `Suspect: +\\d+ ${shas[7]?.slice(0, 7)} change 7: changes src/price.ts, which the stack names`,
      ),
    )
    const { suspects, candidates } = JSON.parse(
      (await program('bisect', 'status', '-o', 'json')).stdout,
    )
    expect(suspects[0]).toMatchObject({ sha: shas[7] })
    expect(suspects).toHaveLength(11)
    expect(new Set(suspects.map(({ sha }: { sha: string }) => sha))).toEqual(new Set(candidates))
  })

  test('it changes neither what is tested nor what is found', async () => {
    const { program, onEnds, script } = shop()
    const ends = ['bisect', '--repo', 'shop', '--good', 'v1', '--bad', 'v2', '--run', script]
    const ranked = await program(...ends, '--crash-log', 'crash.log', '-o', 'json')
    const plain = await onEnds('--run', script, '-o', 'json')
    const told = ({ stdout }: { stdout: string }) => {
      const { firstBadCommit, probes } = JSON.parse(stdout)
      return [firstBadCommit, probes.map(({ sha }: { sha: string }) => sha)]
    }
    expect(told(ranked)).toEqual(told(plain))
  })

  test('a flaky search begins with them', async () => {
    const { program, shas } = shop()
    const ends = ['bisect', '--repo', 'shop', '--good', 'v1', '--bad', 'v2', '--flaky']
    const begun = await program(...ends, '--crash-log', 'crash.log', '-o', 'json')
    const { posterior, session } = JSON.parse(begun.stdout)
    const [first] = posterior.toSorted(
      (a: { probability: number }, b: { probability: number }) => b.probability - a.probability,
    )
    expect(first.sha).toBe(shas[7])
    const again = await program('bisect', 'status', '--session', session, '-o', 'json')
    expect(JSON.parse(again.stdout).posterior).toEqual(posterior)
  })

  test('a log that cannot be read stops it before anything is kept', async () => {
    const { onEnds, bisect } = shop()
    const ended = await onEnds('--crash-log', 'no-such.log')
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain('no-such.log')
    expect((await bisect('status')).code).toBe(2)
  })
})
