import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { anchor, release } from '../../src/git/anchor.ts'
import { containing, readCommit, readFile } from '../../src/git/commit.ts'
import { findClone } from '../../src/git/find-clone.ts'
import type { OpenOptions } from '../../src/git/open.ts'
import { openRepository } from '../../src/git/open.ts'
import { readRange } from '../../src/git/range.ts'
import { resolveCommit, resolveVersion } from '../../src/git/resolve.ts'
import { runLong } from '../../src/git/run.ts'
import { suggestSplit } from '../../src/git/split.ts'
import { addWorktree } from '../../src/git/worktree.ts'
import {
  contents,
  failure,
  git,
  gitEnvironment,
  line,
  makeRepository,
  openFolder,
  openOptions,
  temporaryFolder,
  value,
} from '../support/git-repository.ts'

const hooks = [
  'post-checkout',
  'post-index-change',
  'reference-transaction',
  'pre-auto-gc',
  'post-rewrite',
  'fsmonitor-watchman',
  'proc-receive',
]

/** A clone in which every way to make git run something touches a file of its own. */
function hostileClone(): { folder: string; clone: string; shas: string[]; canaries: string } {
  const folder = temporaryFolder()
  const clone = join(folder, 'clone')
  const canaries = join(folder, 'canaries')
  mkdirSync(clone)
  mkdirSync(canaries)
  const plan = line(8).map((commit, at) => ({
    ...commit,
    files: {
      [`src/${at}.txt`]: `${at}`,
      '.gitattributes': '*.txt filter=evil diff=evil merge=evil\n',
    },
  }))
  const shas = makeRepository(clone, plan)
  git(clone, 'reset', '--quiet', '--hard')
  const touch = (name: string): string => {
    const script = join(folder, `touch-${name}`)
    writeFileSync(script, `#!/bin/sh\ntouch ${join(canaries, name)}\ncat\n`)
    chmodSync(script, 0o755)
    return script
  }
  for (const [key, name] of [
    ['filter.evil.smudge', 'smudge'],
    ['filter.evil.clean', 'clean'],
    ['filter.evil.process', 'process'],
    ['diff.evil.textconv', 'textconv'],
    ['diff.evil.command', 'diff-command'],
    ['diff.external', 'external'],
    ['core.fsmonitor', 'fsmonitor'],
    ['core.sshCommand', 'ssh'],
    ['core.pager', 'pager'],
    ['core.editor', 'editor'],
    ['core.askPass', 'askpass'],
    ['core.alternateRefsCommand', 'alternate-refs'],
    ['gpg.program', 'gpg'],
    ['credential.helper', 'credential'],
    ['uploadpack.packObjectsHook', 'pack-objects'],
  ] as const)
    git(clone, 'config', key, touch(name))
  git(clone, 'config', 'log.showSignature', 'true')
  mkdirSync(join(clone, '.git/hooks'), { recursive: true })
  for (const hook of hooks) {
    writeFileSync(join(clone, '.git/hooks', hook), readFileSync(touch(`hook-${hook}`)))
    chmodSync(join(clone, '.git/hooks', hook), 0o755)
  }
  return { folder, clone, shas, canaries }
}

async function everything(
  { folder, clone, shas }: ReturnType<typeof hostileClone>,
  change: Partial<OpenOptions> = {},
): Promise<void> {
  const repository = await openFolder(clone, join(folder, 'cache'), change)
  value(await resolveCommit(repository, 'main'))
  value(await resolveCommit(repository, shas[0]!.slice(0, 9)))
  failure(await resolveCommit(repository, 'nowhere'))
  failure(await resolveVersion(repository, { version: '1.0', commit: 'd'.repeat(40) }, 'cart'))
  await findClone([folder], 'https://github.com/acme/clone', gitEnvironment)
  const [good, bad] = [shas[0]!, shas[7]!]
  value(await readRange(repository, good, bad, 'src'))
  value(
    await suggestSplit(
      repository,
      { after: bad, before: [good], skipped: [], firstParent: false },
      'src',
    ),
  )
  value(
    await suggestSplit(
      repository,
      { after: bad, before: [good], skipped: [shas[4]!], firstParent: true },
      null,
    ),
  )
  value(await readCommit(repository, bad))
  await containing(repository, good, shas)
  expect(value(await readFile(repository, bad, 'src/7.txt'))).toBe('7')
  value(await anchor(repository, 'cart-k3f9', [good, bad]))
  const worktree = value(await addWorktree(repository, 'cart-k3f9'))
  for (const at of [3, 5]) value(await worktree.checkout(shas[at]!))
  expect(readFileSync(join(worktree.path, 'src/5.txt'), 'utf8')).toBe('5')
  await worktree.remove()
  value(await release(repository, 'cart-k3f9'))
}

describe('the user’s clone', () => {
  test('is byte-identical afterwards, and nothing that it names has run', async () => {
    const hostile = hostileClone()
    const before = contents(hostile.clone)
    await everything(hostile)
    expect(contents(hostile.clone)).toEqual(before)
    expect(readdirSync(hostile.canaries)).toEqual([])
    // The canaries are alive: git itself runs them.
    git(hostile.clone, 'checkout', '--quiet', hostile.shas[2]!)
    expect(readdirSync(hostile.canaries)).toContain('hook-post-checkout')
  })

  test('is left alone also while it is in the middle of a bisect of its own, locked and dirty', async () => {
    const hostile = hostileClone()
    git(hostile.clone, 'bisect', 'start', '--no-checkout', 'main', hostile.shas[0]!)
    writeFileSync(join(hostile.clone, 'src/7.txt'), 'dirty')
    writeFileSync(join(hostile.clone, '.git/index.lock'), '')
    const before = contents(hostile.clone)
    await everything(hostile)
    expect(contents(hostile.clone)).toEqual(before)
  })

  test('is the one meant, whatever git variables and settings the shell has', async () => {
    const hostile = hostileClone()
    const elsewhere = join(hostile.folder, 'elsewhere')
    mkdirSync(elsewhere)
    makeRepository(elsewhere, line(2))
    const settings = join(hostile.folder, 'gitconfig')
    const canary = (name: string): string => join(hostile.folder, `touch-${name}`)
    writeFileSync(
      settings,
      `[core]\nhooksPath=${join(hostile.clone, '.git/hooks')}\nfsmonitor=${canary('fsmonitor')}\n` +
        `[filter "evil"]\nsmudge=${canary('smudge')}\nrequired=true\n` +
        `[diff]\nexternal=${canary('external')}\n[diff "evil"]\ntextconv=${canary('textconv')}\n` +
        `[gpg]\nprogram=${canary('gpg')}\n[core]\nalternateRefsCommand=${canary('alternate-refs')}\n` +
        '[safe]\nbareRepository=explicit\n[log]\nshowSignature=true\n[color]\nui=always\n',
    )
    const before = [contents(hostile.clone), contents(elsewhere)]
    await everything(hostile, {
      env: {
        ...gitEnvironment,
        GIT_CONFIG_GLOBAL: settings,
        GIT_DIR: join(elsewhere, '.git'),
        GIT_WORK_TREE: elsewhere,
        GIT_INDEX_FILE: join(elsewhere, 'index'),
        GIT_OBJECT_DIRECTORY: join(elsewhere, '.git/objects'),
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'core.hooksPath',
        GIT_CONFIG_VALUE_0: join(hostile.clone, '.git/hooks'),
        GIT_EXTERNAL_DIFF: canary('external'),
        EDITOR: canary('editor'),
        PAGER: canary('pager'),
      },
    })
    expect([contents(hostile.clone), contents(elsewhere)]).toEqual(before)
    expect(readdirSync(hostile.canaries)).toEqual([])
  })

  test('gives up no file to a name that looks like an option', async () => {
    const hostile = hostileClone()
    const repository = await openFolder(hostile.clone, join(hostile.folder, 'cache'))
    const target = join(hostile.folder, 'written')
    for (const name of [`--output=${target}`, `-o${target}`, '--exec-path', '--git-dir=/'])
      expect(failure(await resolveCommit(repository, name)).kind).toBe('git')
    expect(existsSync(target)).toBe(false)
  })
})

describe('a transfer', () => {
  test('ends when it is cancelled, with the programs it started, even one that will not', async () => {
    const folder = temporaryFolder()
    const pids = join(folder, 'pids')
    const ssh = join(folder, 'ssh')
    writeFileSync(ssh, `#!/bin/sh\ntrap '' TERM\necho $$ >> ${pids}\nwhile :; do sleep 1; done\n`)
    chmodSync(ssh, 0o755)
    const cancel = new AbortController()
    const opening = openRepository(
      { kind: 'url', url: 'ssh://git@example.com/acme/shop' },
      openOptions(folder, {
        env: { ...gitEnvironment, GIT_SSH_COMMAND: ssh },
        signal: cancel.signal,
      }),
    )
    await expect.poll(() => existsSync(pids) && readFileSync(pids, 'utf8').trim()).toMatch(/^\d+/)
    cancel.abort()
    expect(failure(await opening).kind).toBe('cancelled')
    const [pid] = readFileSync(pids, 'utf8').split('\n')
    await expect.poll(() => isAlive(Number(pid))).toBe(false)
  })

  test('that is asked for a password fails at once, without a prompt', async () => {
    const folder = temporaryFolder()
    const seen = join(folder, 'seen')
    const ssh = join(folder, 'ssh')
    writeFileSync(
      ssh,
      `#!/bin/sh\necho "$@" "$GIT_TERMINAL_PROMPT" "[$GIT_ASKPASS]" > ${seen}\nexit 255\n`,
    )
    chmodSync(ssh, 0o755)
    const env = {
      ...gitEnvironment,
      GIT_SSH_COMMAND: ssh,
      GIT_SSH_VARIANT: 'ssh',
      GIT_ASKPASS: ssh,
    }
    const result = await openRepository(
      { kind: 'url', url: 'git@example.com:acme/shop' },
      openOptions(folder, { env }),
    )
    expect(failure(result).kind).toBe('git')
    expect(readFileSync(seen, 'utf8')).toMatch(/-oBatchMode=yes -oConnectTimeout=10.* 0 \[\]\n$/)
  })

  test('never shows the password of a remote', async () => {
    const folder = temporaryFolder()
    const server = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    makeRepository(folder, line(2))
    git(folder, 'remote', 'add', 'origin', `https://ada:hunter2@127.0.0.1:${port}/acme/shop`)
    const repository = await openFolder(folder, join(folder, 'cache'))
    expect(repository.remote).toBe(`https://127.0.0.1:${port}/acme/shop`)
    expect(JSON.stringify(failure(await resolveCommit(repository, 'v9')))).not.toContain('hunter2')
    server.close()
  })

  test('to a place that git cannot be started in is a failure, not a crash', async () => {
    const answer = await runLong(['version'], {
      folder: '/nonexistent',
      env: gitEnvironment,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    })
    expect(answer.exitCode).toBe(-1)
  })
})

/** A zombie, which nobody has waited for yet, has ended. */
function isAlive(pid: number): boolean {
  if (existsSync('/proc/self/stat'))
    return (
      existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    )
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
