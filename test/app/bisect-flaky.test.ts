import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { line, setUp } from '../support/bisect-program.ts'
import { launcher, run } from '../support/program.ts'

describe('bisect --flaky', () => {
  test('names a commit that fails two times in three', async () => {
    const { home, shas, env } = setUp(line(12, 7))
    const probe = join(home, 'probe.sh')
    const tries = join(home, 'tries')
    writeFileSync(
      probe,
      `#!/bin/sh\necho x >> ${tries}\ngrep -q fine state || [ $(( $(wc -l < ${tries}) % 3 )) = 0 ]\n`,
    )
    const program = (...args: string[]) => run(process.execPath, [launcher, ...args], env, home)
    const ends = ['--repo', 'shop', '--good', 'v1', '--bad', 'v2']
    const ended = await program('bisect', ...ends, '--flaky', '--run', probe)
    expect(ended.stdout).toContain(`${shas[7]} is the first bad commit`)
    expect(ended.stdout).toMatch(/Probable: +█{19,20}·? +(9[5-9]|100)% /)

    // The journal tells the whole story: another process stands at the same numbers.
    const first = JSON.parse((await program('bisect', 'status', '-o', 'json')).stdout)
    const again = JSON.parse((await program('bisect', 'status', '-o', 'json')).stdout)
    expect(first.posterior).toEqual(again.posterior)
    expect(first.posterior).toHaveLength(11)
    expect(first).toMatchObject({ status: 'found', candidates: [shas[7]] })
    const tested = first.probes.map(({ sha }: { sha: string }) => sha)
    expect(new Set(tested).size).toBeLessThan(tested.length)
  })

  test('by hand, verdicts on one commit may differ, and undo takes the last one back', async () => {
    const { onEnds, bisect, shas } = setUp(line(9, 5))
    const flags = ['--flaky', '--fail-rate', '0.6', '--false-fail-rate', '0.1']
    const json = async (...args: string[]) =>
      JSON.parse((await bisect(...args, '-o', 'json')).stdout)
    expect((await onEnds(...flags)).code).toBe(0)
    const before = await json('bad', shas[5] ?? '')
    const after = await json('good', shas[5] ?? '')
    expect(after.status).toBe('probing')
    expect(after.posterior).not.toEqual(before.posterior)
    expect((await json('undo')).posterior).toEqual(before.posterior)
  })

  test.each([
    [['--confidence', '0.9'], '--confidence is for a flaky symptom'],
    [['--flaky', '--confidence', '2'], 'not a probability'],
    [['--flaky', '--fail-rate', '0.1', '--false-fail-rate', '0.3'], 'must be above'],
    [['--flaky', '-j', '2', '--run', 'true'], '--flaky and --jobs cannot be combined'],
  ])('refuses %j', async (args, message) => {
    const { onEnds } = setUp(line(4, 2))
    const ended = await onEnds(...args)
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(message)
  })
})
