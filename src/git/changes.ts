/** What each commit of a range changed, and how much of it: one question to git for all of them. */
import type { ChangedFile, CommitChange, CommitRange, Sha } from '../model/commit/commit.ts'
import type { Result } from '../model/failure.ts'
import { ok } from '../model/failure.ts'
import { cleanLine } from '../model/text.ts'
import { queryEnvironment } from './environment.ts'
import type { Repository } from './open.ts'
import { gitFailed, runLong } from './run.ts'

/** Above so many commits comparing their trees takes longer than the answer is worth. */
const mostCompared = 2000
const longestBody = 2000
/** Begins the record of a commit. */
const recordMark = '\0\0'

/**
 * Newest first, in the range's order. A merge changes nothing of its own; in a very long range no
 * commit does.
 */
export async function readChanges(
  { store, options, name }: Repository,
  { commits, good, bad, relation }: CommitRange,
): Promise<Result<readonly CommitChange[]>> {
  const unread = commits.map(({ sha, subject }) => ({ sha, subject, body: '', files: [] }))
  if (commits.length === 0 || commits.length > mostCompared) return ok(unread)
  const [newer, older] = relation === 'reversed' ? [good, bad] : [bad, good]
  let output = ''
  let read = 0
  const answer = await runLong(
    [
      '--git-dir=.',
      'log',
      '-z',
      '--no-color',
      '--no-show-signature',
      '--no-ext-diff',
      '--no-textconv',
      '--no-diff-merges',
      '--no-renames',
      '--raw',
      '--numstat',
      '--no-notes',
      // A mark that no path begins with, since both a message and its files end in NUL.
      '--format=tformat:%x00%x00%H%x00%b%x00',
      newer,
      `^${older}`,
      '--',
    ],
    {
      folder: store.folder,
      env: queryEnvironment(options.env),
      signal: options.signal,
      onProgress: () => undefined,
      onOutput(text) {
        output += text
        read = Math.min(commits.length, read + text.split(recordMark).length - 1)
        const [done, all] = [read, commits.length].map((n) => n.toLocaleString('en-US'))
        options.onProgress(`what they changed: ${done} of ${all} commits`)
      },
    },
  )
  if (answer.exitCode !== 0) return gitFailed(`cannot read the changes of ${name}`, answer)
  const found = parseChanges(output)
  return ok(unread.map((commit) => ({ ...commit, ...found.get(commit.sha) })))
}

/** A record is two empty fields, a hash, the message, then the changed files until the next record. */
function parseChanges(output: string): ReadonlyMap<Sha, Omit<CommitChange, 'sha' | 'subject'>> {
  const heads = [...output.matchAll(/\0\0([0-9a-f]{40,64})\0([^\0]*)\0/g)]
  return new Map(
    heads.map((head, i) => {
      const [whole, sha = '', body = ''] = head
      const files = output.slice(head.index + whole.length, heads[i + 1]?.index)
      return [sha, { body: cleanLine(body.slice(0, longestBody)), files: parseFiles(files) }]
    }),
  )
}

/** First how each file changed and its name, then its lines: `:100644 100644 1a2b 3c4d M`, `3\t0\tname`. */
function parseFiles(text: string): readonly ChangedFile[] {
  const fields = text.split('\0')
  const files = new Map<string, ChangedFile>()
  for (let at = 0; at < fields.length; at++) {
    const field = (fields[at] ?? '').replace(/^\n/, '')
    const [, added, removed, name] = /^(\d+|-)\t(\d+|-)\t(.+)$/s.exec(field) ?? []
    if (field.startsWith(':')) {
      const path = cleanLine(fields[++at] ?? '')
      const how = field.endsWith('A') ? 'added' : field.endsWith('D') ? 'removed' : 'changed'
      files.set(path, { path, how, added: 0, removed: 0 })
    } else if (name !== undefined) {
      const path = cleanLine(name)
      const how = files.get(path)?.how ?? 'changed'
      files.set(path, { path, how, added: Number(added) || 0, removed: Number(removed) || 0 })
    }
  }
  return [...files.values()]
}
