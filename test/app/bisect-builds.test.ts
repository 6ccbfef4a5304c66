import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { line, setUp } from '../support/bisect-program.ts'
import type { PlannedCommit } from '../support/git-repository.ts'
import { git } from '../support/git-repository.ts'
import { kulprit, launcher, run } from '../support/program.ts'

describe('bisect where only some commits have images', () => {
  test('tests those of the list alone, and names the exact candidates with what to build', async () => {
    const { home, env, shas, script, clone } = setUp(line(12, 7))
    const images = [2, 5, 8, 10].map((at) => `registry.example/cart:main-${shas[at]?.slice(0, 8)}`)
    writeFileSync(join(home, 'images.txt'), `# built on main\n${images.join('\n')}\nlatest\n`)

    const launcher = join(import.meta.dirname, '../../bin/kulprit.js')
    const inHome = (...args: string[]) => run(process.execPath, [launcher, ...args], env, home)
    const ends = ['--repo', 'shop', '--good', 'v1', '--bad', 'v2']
    const ended = await inHome('bisect', ...ends, '--images', 'images.txt', '--run', script)
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

  test('a command that cannot tell stops the bisect, says why, and leaves nothing of it', async () => {
    const { onEnds, bisect } = setUp(line(8, 4))
    const ended = await onEnds('--image-command', 'no-such-registry-tool')
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain('has a build')
    expect(ended.stderr).toContain('not found')
    const status = await bisect('status')
    expect(status.code).toBe(2)
    expect(status.stderr).toContain('no bisect is open')
  })

  test('a verdict does not count where the command fails after it', async () => {
    const { home, onEnds, bisect } = setUp(line(16, 9))
    const broken = join(home, 'broken')
    expect((await onEnds('--image-command', `[ ! -e ${broken} ] || exit 127`)).code).toBe(0)
    const before = (await bisect('status', '-o', 'json')).stdout
    writeFileSync(broken, '')
    const marked = await bisect('bad')
    expect(marked.code).toBe(1)
    expect(marked.stderr).toContain('has a build')
    expect((await bisect('status', '-o', 'json')).stdout).toBe(before)
    rmSync(broken)
    expect(JSON.parse((await bisect('bad', '-o', 'json')).stdout).probes).toHaveLength(1)
  })

  test('a list that names no commit is refused, one that names some says what it passes over', async () => {
    const { home, onEnds, shas } = setUp(line(8, 4))
    const list = join(home, 'images.txt')
    writeFileSync(list, 'registry.example/other:latest\nregistry.example/other:v9\n')
    const refused = await onEnds('--images', list)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('names no commit of the repository')
    expect(refused.stderr).toContain('none of its 2 lines does')
    writeFileSync(list, `latest\n${shas[3]}\n`)
    const begun = await onEnds('--images', list)
    expect(begun.code).toBe(0)
    expect(begun.stderr).toContain('1 of 2 lines do not, and are passed over')
  })

  test('says which end has no build, and is taken on the user’s word', async () => {
    const { home, onEnds, shas, script } = setUp(line(8, 4))
    writeFileSync(join(home, 'images.txt'), `${shas[7]}\n${shas[4]}\n${shas[3]}\n`)
    const images = ['--images', join(home, 'images.txt')]
    const ended = await onEnds(...images, '--run', script)
    expect(ended.stdout).toContain(`${shas[4]} is the first bad commit`)
    expect(ended.stdout).toMatch(
      /Assumed: +the good end, v1, has no build: it is taken for good untested/,
    )
    expect(ended.stdout).not.toContain('the bad end, v2, has no build')
    const asked = ['--image-command', `[ $KULPRIT_SHA != ${shas[7]} ]`]
    const byCommand = JSON.parse((await onEnds(...asked, '-o', 'json')).stdout)
    expect(byCommand.testable.assumed).toEqual([shas[7]])
  })

  test('a build beside the range rules out what it does not contain', async () => {
    const plan: PlannedCommit[] = [
      ...line(6, 9),
      { parents: [2], files: { side: 'x' } },
      { parents: [5, 6], files: { state: 'broken' } },
    ]
    const { home, env, clone, shas } = setUp([...plan.slice(0, 7), plan[7]!])
    // A hotfix that was branched off from the side, and contains only part of the range.
    git(clone, 'checkout', '--quiet', '-B', 'hotfix', shas[6]!)
    git(clone, 'commit', '--quiet', '--allow-empty', '-m', 'hotfix')
    const hotfix = git(clone, 'rev-parse', 'HEAD')
    git(clone, 'checkout', '--quiet', 'main')
    writeFileSync(join(home, 'images.txt'), `${hotfix}\n${shas[7]}\n`)
    const status = async (...args: string[]) =>
      JSON.parse((await kulprit(['bisect', ...args, '-o', 'json'], env)).stdout)
    const ends = ['--repo', clone, '--good', 'v1', '--bad', 'v2']
    const begun = await status(...ends, '--images', join(home, 'images.txt'))
    expect(begun.inHand).toEqual([hotfix])
    const ended = await status('bad')
    expect(new Set(ended.candidates)).toEqual(new Set([shas[6], shas[2], shas[1]]))
    expect(ended.status).toBe('indeterminate')
  })

  test('a folder that was named relative to another one is found again from anywhere', async () => {
    const { home, env, clone } = setUp(line(8, 4))
    const ends = ['--good', 'v1', '--bad', 'v2']
    const words = [launcher, 'bisect', '--repo', 'shop', ...ends, '-o', 'json']
    const begun = await run(process.execPath, words, env, home)
    const marked = await kulprit(['bisect', 'bad', '-o', 'json'], env)
    expect(JSON.parse(marked.stdout)).toMatchObject({ session: JSON.parse(begun.stdout).session })
    expect((await kulprit(['bisect', 'status'], env)).stdout).toContain(` ${clone}\n`)
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
