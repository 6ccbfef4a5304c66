import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { line, setUp } from '../support/bisect-program.ts'
import { git } from '../support/git-repository.ts'
import { emptyHome, kulprit, run } from '../support/program.ts'

const byState = 'grep -q fine state'

/** The commits of a mainline with one merge: its side branch of three holds the culprit. */
function merged() {
  const files = (at: number, state: string) => ({ state: `${state} ${at}\n` })
  return [
    { parents: [], files: files(0, 'fine') },
    { parents: [0], files: { [`a`]: 'a\n' } },
    { parents: [0], files: { [`b`]: 'b\n' } },
    { parents: [2], files: files(3, 'broken') },
    { parents: [3], files: { [`c`]: 'c\n' } },
    { parents: [1, 4], files: files(5, 'broken') },
    { parents: [5], files: { [`d`]: 'd\n' } },
  ]
}

describe('where the good end is the newer one', () => {
  test('the commit that fixed it is found, and called that', async () => {
    const { bisect, clone, shas } = setUp(line(12, 0))
    git(clone, 'tag', 'broken', shas[11] ?? '')
    writeFileSync(join(clone, 'state'), 'fine 12\n')
    git(clone, 'commit', '-qam', 'mend it')
    const mended = git(clone, 'rev-parse', 'HEAD').trim()
    writeFileSync(join(clone, 'more'), 'x\n')
    git(clone, 'add', '.')
    git(clone, 'commit', '-qm', 'more')
    const ends = ['--repo', clone, '--good', 'HEAD', '--bad', 'v1', '--run', byState]
    const found = await bisect(...ends, '-o', 'json')
    expect(JSON.parse(found.stdout)).toMatchObject({
      status: 'found',
      looksFor: 'fix',
      firstBadCommit: { sha: mended },
    })
    expect(found.stderr).toContain('good HEAD is newer than bad v1')
    const told = await bisect(...ends)
    expect(told.stdout).toContain(`${mended} is the first good commit, the one that fixed it`)
  })
})

describe('a commit of the user’s choice', () => {
  test('is in hand until its verdict, and a note stays with that', async () => {
    const { onEnds, bisect, shas } = setUp(line(9, 6))
    await onEnds()
    const status = async (...args: string[]) =>
      JSON.parse((await bisect(...args, '-o', 'json')).stdout)
    expect((await status('test', (shas[2] ?? '').slice(0, 9))).inHand).toEqual([shas[2]])
    expect((await bisect('status')).stdout).toContain('you chose it')
    const marked = await status('good', '--note', 'slow, but it works')
    expect(marked.probes).toMatchObject([{ sha: shas[2], note: 'slow, but it works' }])
    expect((await status('note', 'tried twice')).probes).toMatchObject([{ note: 'tried twice' }])
    expect((await status('note', shas[2] ?? '', '')).probes).toMatchObject([{ note: null }])
  })

  test('that would tell nothing is refused, and so is a note without a verdict', async () => {
    const { onEnds, bisect, shas } = setUp(line(9, 6))
    await onEnds()
    const refused = await bisect('note', 'why?')
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('has no verdict')])
    await bisect('good', shas[4] ?? '')
    const useless = await bisect('test', shas[3] ?? '')
    expect(useless.code).toBe(2)
    expect(useless.stderr).toContain('is no candidate: testing it would add nothing')
  })
})

test('--first-parent tests merges of the mainline first, and then looks inside the one', async () => {
  const { onEnds, shas } = setUp(merged())
  const ended = await onEnds('--first-parent', '--no-verify', '--run', byState, '-o', 'json')
  const { firstBadCommit, probes } = JSON.parse(ended.stdout)
  expect(firstBadCommit.sha).toBe(shas[3])
  const tested = probes.map(({ sha }: { sha: string }) => shas.indexOf(sha))
  const mainline = new Set([1, 5])
  const inside = tested.findIndex((at: number) => !mainline.has(at))
  expect(inside).toBeGreaterThan(0)
  expect(tested.slice(inside).every((at: number) => !mainline.has(at))).toBe(true)
})

describe('--retries', () => {
  const flaky = (home: string) =>
    `n=$(cat ${home}/n 2>/dev/null || echo 0); echo $((n + 1)) > ${home}/n; ${byState} && test $((n % 3)) = 2`

  test('a test that fails now and then still names the culprit', async () => {
    const { home, onEnds, shas } = setUp(line(9, 6))
    const ended = await onEnds('--retries', '2', '--no-verify', '-o', 'json', '--run', flaky(home))
    expect(JSON.parse(ended.stdout).firstBadCommit.sha).toBe(shas[6])
    expect(ended.stderr).toContain('failed with exit code 1: try 2 of 3')
  })

  test('without them it names an innocent one', async () => {
    const { home, onEnds, shas } = setUp(line(9, 6))
    const ended = await onEnds('--no-verify', '-o', 'json', '--run', flaky(home))
    expect(JSON.parse(ended.stdout).firstBadCommit.sha).not.toBe(shas[6])
  })
})

test('the culprit comes with its pull request, its page and the owners of its files', async () => {
  const { bisect, clone, shas } = setUp([
    ...line(4, 9),
    { parents: [3], files: { CODEOWNERS: '* @shop/all\nstate @shop/cart\n' } },
  ])
  git(clone, 'remote', 'add', 'origin', 'git@github.com:acme/shop.git')
  writeFileSync(join(clone, 'state'), 'broken 5\n')
  git(clone, 'commit', '-qam', 'Round half to even (#4711)')
  const ended = await bisect(
    '--repo',
    clone,
    '--good',
    shas[1] ?? '',
    '--bad',
    'HEAD',
    '--run',
    byState,
  )
  const sha = git(clone, 'rev-parse', 'HEAD').trim()
  expect(ended.stdout).toContain(`${sha} is the first bad commit`)
  expect(ended.stdout).toMatch(/Pull request: +https:\/\/github\.com\/acme\/shop\/pull\/4711\n/)
  expect(ended.stdout).toContain(`https://github.com/acme/shop/commit/${sha}\n`)
  expect(ended.stdout).toMatch(/Code owners: +@shop\/cart\n/)
})

describe('a bisect handed to a colleague', () => {
  test('goes on where it stood, on another machine with another clone', async () => {
    const { home, clone, onEnds, bisect, shas } = setUp(line(9, 6))
    await onEnds()
    await bisect('good', '--note', 'by Ada')
    const file = join(home, 'cart.kulprit')
    const exported = await bisect('export', file)
    expect(exported.stderr).toContain('a colleague goes on with kulprit bisect import cart.kulprit')
    expect((await bisect('export')).stdout).toBe(
      await run('cat', [file], {}).then(({ stdout }) => stdout),
    )
    const before = JSON.parse((await bisect('status', '-o', 'json')).stdout)

    const colleague = emptyHome()
    const theirs = join(colleague.home, 'src')
    git(clone, 'clone', '-q', clone, theirs)
    const arrived = await kulprit(
      ['bisect', 'import', file, '--repo', theirs, '-o', 'json'],
      colleague.env,
    )
    expect(JSON.parse(arrived.stdout)).toEqual(before)
    const go = (...args: string[]) => kulprit(['bisect', ...args], colleague.env)
    expect((await go('bad')).code).toBe(0)
    const found = await go('good')
    expect(found.stdout).toContain(`${shas[6]} is the first bad commit`)
    expect(found.stdout).toContain('by Ada')
    expect(JSON.parse((await bisect('status', '-o', 'json')).stdout)).toEqual(before)

    // What git itself makes of the log.
    const log = join(colleague.home, 'log')
    writeFileSync(log, (await go('log')).stdout)
    git(theirs, 'bisect', 'replay', log)
    expect(git(theirs, 'rev-parse', 'refs/bisect/bad').trim()).toBe(shas[6])
  })

  test('is refused where its commits are not, and nothing is kept of it', async () => {
    const { home, onEnds, bisect } = setUp(line(9, 6))
    await onEnds()
    const file = join(home, 'cart.kulprit')
    await bisect('export', file)
    const other = setUp(line(4, 2))
    const ended = await other.bisect('import', file, '--repo', other.clone)
    expect(ended.code).toBe(1)
    expect(ended.stderr).toMatch(/^error: .*\n/)
    expect((await other.bisect('status')).stderr).toContain('no bisect is open')
  })

  test('never replaces a file, and reads none that is not a bisect', async () => {
    const { home, onEnds, bisect } = setUp(line(9, 6))
    await onEnds()
    const file = join(home, 'notes.txt')
    writeFileSync(file, 'my notes\n')
    const refused = await bisect('export', file)
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining(`${file} exists already`),
    ])
    const unread = await bisect('import', file)
    expect([unread.code, unread.stderr]).toEqual([
      1,
      expect.stringContaining(`${file}:1: damaged bisect journal`),
    ])
  })
})
