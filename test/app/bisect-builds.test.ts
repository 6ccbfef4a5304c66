import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { line, setUp } from '../support/bisect-program.ts'
import { git } from '../support/git-repository.ts'
import { run } from '../support/program.ts'

const guide = join(import.meta.dirname, '../../docs/how-to/bisect-what-has-an-image.md')

describe('bisect where only some commits have images', () => {
  test('tests those of the list alone, and names the exact candidates with what to build', async () => {
    const { home, env, shas, script, clone } = setUp(line(12, 7))
    const images = [2, 5, 8, 10].map((at) => `registry.example/cart:main-${shas[at]?.slice(0, 8)}`)
    writeFileSync(join(home, 'images.txt'), `# built on main\n${images.join('\n')}\nlatest\n`)

    // The example of the guide, as it is written there.
    const example =
      /^kulprit (bisect --repo shop .*)$/m.exec(readFileSync(guide, 'utf8'))?.[1] ?? ''
    const words = example.replace('./probe.sh', script).split(' ')
    const launcher = join(import.meta.dirname, '../../bin/kulprit.js')
    const inHome = (...args: string[]) => run(process.execPath, [launcher, ...args], env, home)
    const ended = await inHome(...words)
    expect(ended.code).toBe(4)
    expect(ended.stdout).toContain('the culprit is one of 3 commits: no build separates them')
    expect(ended.stdout).toContain('Build one of these, then say which it is')
    expect(ended.stderr).toContain('of the commits with an image')

    const status = JSON.parse((await inHome('bisect', 'status', '-o', 'json')).stdout)
    expect(status).toMatchObject({
      status: 'indeterminate',
      candidates: [shas[8], shas[7], shas[6]],
      testable: {
        only: 'built',
        tier: null,
        worthBuilding: [
          { sha: shas[7], ifBad: 2, ifGood: 1 },
          { sha: shas[6], ifBad: 1, ifGood: 2 },
        ],
      },
    })
    const tested = status.probes.map(({ sha }: { sha: string }) => shas.indexOf(sha))
    expect(tested.every((at: number) => [2, 5, 8, 10].includes(at))).toBe(true)

    const built = await inHome('bisect', 'bad', shas[7] ?? '', '-o', 'json')
    expect(JSON.parse(built.stdout)).toMatchObject({ status: 'indeterminate' })
    const last = JSON.parse((await inHome('bisect', 'good', shas[6] ?? '', '-o', 'json')).stdout)
    expect(last).toMatchObject({ status: 'found', firstBadCommit: { sha: shas[7] } })
    git(clone, 'fsck')
  })

  test('a command is asked only about commits in turn, and never twice', async () => {
    const { home, onEnds, bisect, shas, script } = setUp(line(32, 20))
    const asked = join(home, 'asked')
    const command = `echo $KULPRIT_SHA >> ${asked}; git cat-file -p $KULPRIT_SHA | grep -qE 'change [0-9]*[02468]$'`
    const ended = await onEnds('--image-command', command, '--run', script, '-o', 'json')
    const result = JSON.parse(ended.stdout)
    expect(result).toMatchObject({ status: 'indeterminate', candidates: [shas[20], shas[19]] })
    const questions = readFileSync(asked, 'utf8').trim().split('\n')
    expect(questions.length).toBeLessThan(14)
    expect(new Set(questions).size).toBe(questions.length)
    const tested = result.probes.map(({ sha }: { sha: string }) => shas.indexOf(sha))
    expect(tested.every((at: number) => at % 2 === 0 || at === 31)).toBe(true)

    // Neither the file nor whoever imports it carries the command on.
    expect((await bisect('export')).stdout).not.toContain('cat-file')
  })

  test('a command that cannot tell stops the bisect and says why', async () => {
    const { onEnds } = setUp(line(8, 4))
    const ended = await onEnds('--image-command', 'no-such-registry-tool')
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain('has a build')
    expect(ended.stderr).toContain('not found')
  })

  test('tags come before single commits, also those of a branch beside the range', async () => {
    const plan = [...line(12, 7)]
    const fixed = { parents: [5], files: { state: 'fine on a branch\n' } }
    const { onEnds, shas, clone } = setUp([
      ...plan.slice(0, 11),
      fixed,
      { ...plan[11]!, parents: [10] },
    ])
    git(clone, 'tag', 'hotfix', shas[11] ?? '')
    const status = JSON.parse((await onEnds('--only', 'any', '-o', 'json')).stdout)
    expect(status).toMatchObject({ inHand: [shas[11]], testable: { only: 'any', tier: 'tagged' } })
  })

  test.each([
    [['--only', 'green'], '--only "green" is no kind of commit'],
    [['--only', 'tagged', '--images', 'x'], '--only tagged makes no use of images'],
    [['--only', 'any', '--first-parent'], '--first-parent and --only'],
    [['--only', 'deployed'], 'no commit can be tested'],
  ])('refuses %j', async (args, message) => {
    const { onEnds } = setUp(line(4, 2))
    const ended = await onEnds(...args)
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(message)
  })
})
