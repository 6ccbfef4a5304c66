import { describe, expect, test } from 'vitest'
import { commitUrl, pullRequestOf, pullRequestUrl } from '../../src/git/forge.ts'

const sha = 'a'.repeat(40)

test.each([
  ['git@github.com:acme/shop.git', `https://github.com/acme/shop/commit/${sha}`],
  [
    'https://gitlab.acme.io:8443/web/team/shop/',
    `https://gitlab.acme.io:8443/web/team/shop/-/commit/${sha}`,
  ],
  ['ssh://git@bitbucket.org/acme/shop.git', `https://bitbucket.org/acme/shop/commits/${sha}`],
  ['https://codeberg.org/acme/shop.git', `https://codeberg.org/acme/shop/commit/${sha}`],
  ['https://git.example.com/acme/shop', null],
  ['/srv/shop.git', null],
])('the page of a commit of %s is %s', (url, page) => {
  expect(commitUrl(url, sha)).toBe(page)
})

test.each([
  ['git@github.com:acme/shop.git', 'https://github.com/acme/shop/pull/12'],
  ['ssh://git@ssh.github.com:443/acme/shop.git', 'https://github.com/acme/shop/pull/12'],
  ['https://gitlab.com/web/team/shop', 'https://gitlab.com/web/team/shop/-/merge_requests/12'],
  ['https://bitbucket.org/acme/shop', 'https://bitbucket.org/acme/shop/pull-requests/12'],
  ['https://gitea.acme.io/acme/shop', 'https://gitea.acme.io/acme/shop/pulls/12'],
  ['https://forgejo.acme.io/acme/shop', 'https://forgejo.acme.io/acme/shop/pulls/12'],
  ['https://codeberg.org/acme/shop', 'https://codeberg.org/acme/shop/pulls/12'],
  ['https://git.example.com/acme/shop', null],
])('the page of pull request 12 of %s is %s', (url, page) => {
  expect(pullRequestUrl(url, '12')).toBe(page)
})

test('what is no number has no page', () => {
  expect(pullRequestUrl('https://github.com/acme/shop', '../../evil')).toBeNull()
})

describe('the pull request that a message names', () => {
  const hosts = {
    github: 'https://github.com/acme/shop',
    gitlab: 'git@gitlab.com:acme/shop.git',
    bitbucket: 'https://bitbucket.org/acme/shop',
    forgejo: 'https://codeberg.org/acme/shop',
    other: 'https://git.example.com/acme/shop',
  } as const
  const gitlabMerge = "Merge branch 'fix' into 'main'\n\nFix it\n\nSee merge request acme/shop!12"

  test.each<[string, keyof typeof hosts | null, string]>([
    ['a merge on GitHub', 'github', 'Merge pull request #12 from acme/fix\n\nFix it'],
    ['a squash on GitHub', 'github', 'Fix the cart (#7) for good (#12)\n\nCloses #3'],
    ['a merge on GitLab', 'gitlab', gitlabMerge],
    ['a merge on GitLab, short', 'gitlab', "Merge branch 'fix'\n\nSee merge request !12"],
    ['a squash on GitLab', 'gitlab', 'Fix the cart (!12)'],
    ['a merge on Bitbucket', 'bitbucket', 'Merged in fix/cart (pull request #12)\n\nFix it'],
    [
      'a merge on Gitea and Forgejo',
      'forgejo',
      "Merge pull request 'Fix it' (#12) from a/b into main",
    ],
    ['a squash on Forgejo', 'forgejo', 'Fix it (#12)'],
    [
      'a merge on Bitbucket’s own server',
      'other',
      'Merge pull request #12 in WEB/shop from fix to main',
    ],
    ['a merge on GitLab on a host of another name', 'other', gitlabMerge],
    ['a merge in a repository without a remote', null, 'Merge pull request #12 from acme/fix'],
  ])('is found in %s', (_, host, message) => {
    const remote = host === null ? null : hosts[host]
    const found = pullRequestOf(message.split('\n'), remote)
    expect(found?.number).toBe('12')
    expect(found?.url ?? null).toBe(remote === null ? null : pullRequestUrl(remote, '12'))
  })

  test.each<[string, keyof typeof hosts, string]>([
    ['an issue on GitLab', 'gitlab', 'Fix the cart (#12)'],
    ['an issue that is mentioned', 'github', 'Fix #12 in the cart'],
    ['a commit quoted in the body', 'github', 'Revert it\n\nMerge pull request #12 from acme/fix'],
    ['a merge without a request', 'github', "Merge branch 'main' into fix"],
    ['an empty message', 'github', ''],
  ])('is not mistaken: %s', (_, host, message) => {
    expect(pullRequestOf(message.split('\n'), hosts[host])).toBeNull()
  })
})
