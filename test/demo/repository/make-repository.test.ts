import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DemoRepository } from '../../../src/demo/repository/make-repository.ts'
import { makeRepository } from '../../../src/demo/repository/make-repository.ts'

let dir: string
let made: DemoRepository

async function makeIn(folder: string): Promise<DemoRepository> {
  const result = await makeRepository(folder, new Date('2026-03-01T12:00:00Z'))
  if (!result.ok) throw new Error(result.failure.cause ?? result.failure.message)
  return result.value
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kulprit demo '))
  made = await makeIn(dir)
})
afterAll(() => rm(dir, { recursive: true, force: true }))

function git(...args: string[]): string {
  return execFileSync('git', ['-C', made.folder, ...args], {
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim()
}

const good = 'checkout-v1.8.0'
const bad = 'checkout-v1.9.0'

/** Probes the commit in a worktree of its own, away from the clone. */
function probe(commit: string): number | null {
  const worktree = join(dir, 'worktree')
  git('worktree', 'add', '--quiet', '--detach', worktree, commit)
  try {
    return spawnSync('sh', ['-c', made.probe], { cwd: worktree, encoding: 'utf8' }).status
  } finally {
    git('worktree', 'remove', '--force', worktree)
  }
}

describe('the demo’s repository', () => {
  test('has some sixty commits of several authors, with merges, and is checked out clean', () => {
    expect(Number(git('rev-list', '--count', 'HEAD'))).toBeGreaterThanOrEqual(55)
    expect(Number(git('rev-list', '--count', '--merges', 'HEAD'))).toBeGreaterThanOrEqual(6)
    expect(new Set(git('log', '--format=%an').split('\n')).size).toBeGreaterThanOrEqual(5)
    expect(git('symbolic-ref', '--short', 'HEAD')).toBe('main')
    expect(git('status', '--porcelain')).toBe('')
    expect(() => git('fsck', '--strict')).not.toThrow()
  })

  test('has 35 to 45 commits between the two releases', () => {
    const count = Number(git('rev-list', '--count', `${good}..${bad}`))
    expect(count).toBeGreaterThanOrEqual(35)
    expect(count).toBeLessThanOrEqual(45)
  })

  test('has the same hashes each time, whatever git is set up to do', async () => {
    const home = await mkdtemp(join(tmpdir(), 'kulprit-home-'))
    await writeFile(join(home, '.gitconfig'), '[commit]\ngpgSign = true\n[core]\nautocrlf = true\n')
    const before = process.env['HOME']
    process.env['HOME'] = home
    try {
      expect((await makeIn(home)).tags).toEqual(made.tags)
    } finally {
      if (before !== undefined) process.env['HOME'] = before
      await rm(home, { recursive: true, force: true })
    }
  })

  test('tags point at the versions they name', () => {
    for (const [tag, sha] of made.tags) {
      const [service, version] = tag.split('-v')
      expect(git('show', `${sha}:services/${service}/VERSION`)).toBe(version)
    }
  })
})

describe('the demo’s probe', () => {
  test('tells the releases apart by running them, and knows what does not build', () => {
    expect(probe(good)).toBe(0)
    expect(probe(bad)).toBe(1)
    const commits = git('rev-list', `${good}..${bad}`).split('\n')
    const codes = commits.map(probe)
    expect(codes.filter((code) => code === 125)).toHaveLength(1)
    expect(codes.every((code) => code === 0 || code === 1 || code === 125)).toBe(true)
  })

  test('lets a bisect of checkout’s folder begin with the commit that does not build', () => {
    const [first] = git('rev-list', '--bisect', bad, `^${good}`, '--', 'services/checkout').split(
      '\n',
    )
    expect(probe(first ?? '')).toBe(125)
  })

  test.each([['all of the repository'], ['the folder of checkout', '--', 'services/checkout']])(
    'leads git bisect to the culprit in %s',
    (_, ...path) => {
      try {
        git('bisect', 'start', bad, good, ...path)
        expect(git('bisect', 'run', 'sh', '-c', made.probe)).toContain('is the first bad commit')
        expect(git('log', '-1', '--format=%an: %s', 'refs/bisect/bad')).toBe(
          'Jonas Weber: checkout: spread vouchers over the lines of a basket',
        )
      } finally {
        git('bisect', 'reset')
      }
    },
  )
})
