import { describe, expect, test } from 'vitest'
import type { Repository } from '../../src/git/open.ts'
import { resolveCommit, resolveVersion } from '../../src/git/resolve.ts'
import {
  failure,
  git,
  line,
  makeRepository,
  openFolder,
  temporaryFolder,
  value,
} from '../support/git-repository.ts'

async function shop(): Promise<{ folder: string; shas: string[]; repository: Repository }> {
  const folder = temporaryFolder()
  const shas = makeRepository(folder, line(12))
  git(folder, 'tag', 'v1.2.3', shas[3]!)
  git(folder, 'tag', '-a', '-m', 'annotated', '2.0.0', shas[5]!)
  git(folder, 'tag', 'cart-v1.2.3', shas[4]!)
  git(folder, 'tag', 'web/v3.0.0', shas[6]!)
  git(folder, 'tag', 'api@4.0.0', shas[7]!)
  git(folder, 'branch', 'topic/one', shas[8]!)
  return { folder, shas, repository: await openFolder(folder, `${folder}/.cache`) }
}

describe('the name of a commit', () => {
  test('is a full or abbreviated hash, a tag, a branch, or counted from one', async () => {
    const { shas, repository } = await shop()
    const names: [string, number][] = [
      [shas[2]!, 2],
      [shas[2]!.slice(0, 8), 2],
      [` ${shas[2]!.toUpperCase().slice(0, 12)} `, 2],
      ['v1.2.3', 3],
      ['2.0.0', 5],
      ['topic/one', 8],
      ['refs/tags/cart-v1.2.3', 4],
      ['HEAD', 11],
      ['HEAD~3', 8],
      ['topic/one^', 7],
    ]
    for (const [name, place] of names)
      expect([name, value(await resolveCommit(repository, name))]).toEqual([name, shas[place]])
  })

  test('that is unknown names the repository and the next step', async () => {
    const { folder, repository } = await shop()
    const names = ['v9.9.9', 'a'.repeat(40), 'abcdef1', '--output=x', '$(touch x)', 'HEAD^{tree}']
    for (const name of names) {
      const refused = failure(await resolveCommit(repository, name))
      expect(refused.kind).toBe('git')
      expect(refused.message).toBe(`no commit "${name}" in ${folder}`)
      expect(refused.next).toContain('git fetch')
    }
  })

  test('is no range, no search, and nothing that cannot be shown', async () => {
    const { repository } = await shop()
    for (const name of ['', '  ', 'a..b', '^main', ':/change', 'main\u202E', 'x'.repeat(400)])
      expect(failure(await resolveCommit(repository, name))).toMatchObject({ kind: 'usage' })
  })

  test('that is both a tag and a branch is refused until it says which', async () => {
    const { folder, shas, repository } = await shop()
    git(folder, 'branch', 'v1.2.3', shas[9]!)
    const refused = failure(await resolveCommit(repository, 'v1.2.3'))
    expect(refused.message).toContain('"v1.2.3" could mean several commits')
    expect(refused.next).toBe('write refs/tags/v1.2.3 or refs/heads/v1.2.3')
    expect(value(await resolveCommit(repository, 'refs/heads/v1.2.3'))).toBe(shas[9])
  })

  test('that starts several commits is refused until it is longer', async () => {
    const folder = temporaryFolder()
    const shas = makeRepository(folder, line(1500))
    const starts = shas.map((sha) => sha.slice(0, 4))
    const twice = starts.find((start, at) => starts.indexOf(start) !== at)!
    const repository = await openFolder(folder, `${folder}/.cache`)
    const refused = failure(await resolveCommit(repository, twice))
    expect(refused.next).toBe('write more digits of the hash')
  })
})

describe('the commit of a release', () => {
  test('is found by the tag of its version, the service’s own tag first', async () => {
    const { shas, repository } = await shop()
    for (const [version, name, place, how] of [
      ['1.2.3', 'shop', 3, 'tag v1.2.3'],
      ['v1.2.3', 'shop', 3, 'tag v1.2.3'],
      ['1.2.3', 'cart', 4, 'tag cart-v1.2.3'],
      ['v2.0.0', 'shop', 5, 'tag 2.0.0'],
      ['3.0.0', 'web', 6, 'tag web/v3.0.0'],
      ['4.0.0', 'api', 7, 'tag api@4.0.0'],
    ] as const)
      expect(value(await resolveVersion(repository, { version, commit: null }, name))).toEqual({
        sha: shas[place],
        how,
      })
  })

  test('is found by a tag that is named after the service’s folder', async () => {
    const { folder, shas, repository } = await shop()
    git(folder, 'tag', 'services/pay/v5.0.0', shas[1]!)
    git(folder, 'tag', 'pay-v5.1.0', shas[2]!)
    for (const [version, place] of [
      ['5.0.0', 1],
      ['v5.1.0', 2],
    ] as const) {
      const release = { version, commit: null, path: 'services/pay' }
      expect(value(await resolveVersion(repository, release, 'payments-api')).sha).toBe(shas[place])
    }
  })

  test('is that of the version an image only adds a variant to', async () => {
    const { shas, repository } = await shop()
    for (const version of ['1.2.3-alpine3.18', 'v1.2.3-amd64', '1.2.3-slim'])
      expect(value(await resolveVersion(repository, { version, commit: null }, 'shop'))).toEqual({
        sha: shas[3],
        how: 'tag v1.2.3',
      })
  })

  test('is not that of a chart while the version has a tag of its own', async () => {
    const { folder, shas, repository } = await shop()
    git(folder, 'tag', 'shop-1.2.3', shas[8]!)
    git(folder, 'tag', 'shop-6.0.0', shas[9]!)
    const commitOf = async (version: string) =>
      value(await resolveVersion(repository, { version, commit: null }, 'shop')).sha
    expect(await commitOf('1.2.3')).toBe(shas[3])
    expect(await commitOf('6.0.0')).toBe(shas[9])
  })

  test('is the commit it names where the repository has it, else its tag', async () => {
    const { shas, repository } = await shop()
    const commit = shas[9]!
    expect(value(await resolveVersion(repository, { version: '1.2.3', commit }, 'shop'))).toEqual({
      sha: commit,
      how: `commit ${commit}`,
    })
    const gone = 'c'.repeat(40)
    expect(
      value(await resolveVersion(repository, { version: '1.2.3', commit: gone }, 'shop')).sha,
    ).toBe(shas[3])
  })

  test('can be in the version itself', async () => {
    const { shas, repository } = await shop()
    const short = shas[9]!.slice(0, 9)
    for (const version of [short, `1.2.0-6-g${short}`])
      expect(value(await resolveVersion(repository, { version, commit: null }, 'shop'))).toEqual({
        sha: shas[9],
        how: `commit ${short}`,
      })
  })

  test('that nothing names says what was looked for', async () => {
    const { folder, repository } = await shop()
    const refused = failure(
      await resolveVersion(repository, { version: '7.0', commit: null }, 'cart'),
    )
    expect(refused.message).toBe(`no commit for version 7.0 of cart in ${folder}`)
    expect(refused.cause).toContain('tag cart-v7.0, ')
    expect(refused.cause).toContain('tag v7.0, tag 7.0')
    expect(
      failure(await resolveVersion(repository, { version: null, commit: null }, 'cart')).cause,
    ).toBe('the release names neither a version nor a commit')
  })
})
