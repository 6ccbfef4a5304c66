/** Pages of a repository's host, and the pull requests that commit messages name. */
import type { Sha } from '../model/commit/commit.ts'
import { scpParts } from './source.ts'

interface Forge {
  readonly hosts: RegExp
  readonly commit: string
  readonly pullRequest: string
  /** How a subject names the request a commit came with, its number in the first group. */
  readonly mentions: readonly RegExp[]
}

const byNumberSign = [
  /^Merge pull request #(\d+) (?:from|in) /,
  /^Merge pull request ['"].*['"] \(#(\d+)\) from /,
  / \(#(\d+)\)$/,
]
const bySquashOnGitlab = [/ \(!(\d+)\)$/]
const inBitbucket = [/^Merged in .*\(pull request #(\d+)\)/]

const forges: readonly Forge[] = [
  { hosts: /github/, commit: 'commit', pullRequest: 'pull', mentions: byNumberSign },
  {
    hosts: /gitlab/,
    commit: '-/commit',
    pullRequest: '-/merge_requests',
    mentions: bySquashOnGitlab,
  },
  {
    hosts: /bitbucket\.org/,
    commit: 'commits',
    pullRequest: 'pull-requests',
    mentions: inBitbucket,
  },
  {
    hosts: /gitea|forgejo|codeberg/,
    commit: 'commit',
    pullRequest: 'pulls',
    mentions: byNumberSign,
  },
]
/** A line of its own in the body of GitLab's merges. */
const merged = /^See merge request [\w./-]*!(\d+)$/
/** Where the host says nothing. */
const anyMention = [...inBitbucket, ...bySquashOnGitlab, ...byNumberSign]

/** The page of a commit on GitHub, GitLab, Bitbucket or Gitea; null for other hosts. */
export function commitUrl(remote: string, sha: Sha): string | null {
  const found = forgeOf(remote)
  return found === null ? null : `${found.page}/${found.forge.commit}/${sha}`
}

/** The page of a pull or merge request on one of the same hosts; null for others. */
export function pullRequestUrl(remote: string, number: string): string | null {
  const found = forgeOf(remote)
  return found === null || !/^\d+$/.test(number)
    ? null
    : `${found.page}/${found.forge.pullRequest}/${number}`
}

/**
 * The pull request that a commit's message names, as its host writes it on a merge or a squash;
 * null where it names none. On GitLab `#12` is an issue, so only `!12` counts there.
 */
export function pullRequestOf(
  message: readonly string[],
  remote: string | null,
): { readonly number: string; readonly url: string | null } | null {
  const forge = remote === null ? undefined : forgeOf(remote)?.forge
  const canBeGitlab = forge === undefined || forge.hosts.test('gitlab')
  const number =
    first(message, canBeGitlab ? [merged] : []) ??
    first(message.slice(0, 1), forge?.mentions ?? anyMention)
  if (number === null) return null
  return { number, url: remote === null ? null : pullRequestUrl(remote, number) }
}

function first(lines: readonly string[], mentions: readonly RegExp[]): string | null {
  for (const mention of mentions)
    for (const line of lines) {
      const number = mention.exec(line.trimEnd())?.[1]
      if (number !== undefined) return number
    }
  return null
}

function forgeOf(remote: string): { forge: Forge; page: string } | null {
  const scp = scpParts(remote)
  const parsed = scp === null ? URL.parse(remote) : null
  const named = parsed?.protocol === 'https:' ? parsed.host : parsed?.hostname
  const host = (scp?.host ?? named ?? '').toLowerCase().replace(/^(alt)?ssh\./, '')
  const path = (scp?.path ?? parsed?.pathname ?? '').replaceAll(/^\/+|(\.git)?\/*$/g, '')
  const forge = forges.find(({ hosts }) => hosts.test(host))
  return path === '' || forge === undefined ? null : { forge, page: `https://${host}/${path}` }
}
