/** Opens a repository: the user's clone to read names from, and kulprit's own store to work in. */
import { realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import type { Sha } from '../model/commit/commit.ts'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { pitfallHelp } from '../model/pitfalls.ts'
import { cleanLine } from '../model/text.ts'
import type { Environment } from './environment.ts'
import { transferEnvironment } from './environment.ts'
import type { Query } from './run.ts'
import { gitFailed, queryIn, runLong } from './run.ts'
import type { Source } from './source.ts'
import { normalUrl, shownUrl, urlRefusal } from './source.ts'
import type { Store } from './store.ts'
import { ensureStore, isMade, storeOf } from './store.ts'
import { fetchRefs } from './transfer.ts'

export interface OpenOptions {
  readonly cacheDir: string
  readonly env: Environment
  /** Ends whatever git is doing for this repository, now and later. */
  readonly signal: AbortSignal
  /** What git reports while it fetches or checks out, one cleaned line at a time. */
  readonly onProgress: (text: string) => void
  /** Takes local paths and `file:` URLs as remotes too; for tests, which have no server. */
  readonly allowLocal?: boolean
}

export interface Repository {
  /** The folder or URL that the user knows it by. */
  readonly name: string
  readonly store: Store
  /** Asks kulprit's own store. */
  readonly query: Query
  /** Changes kulprit's own store, without the network. */
  readonly change: Query
  /** Asks the user's clone, for the names that it knows; null where the source is a URL. */
  readonly queryClone: Query | null
  /** The clone's remote or the URL itself, without credentials; null where there is none to fetch from. */
  readonly remote: string | null
  /** Fetches heads and tags into the store, at most once a minute; fails where there is no remote. */
  readonly refresh: () => Promise<Result<void>>
  /** Fetches one commit by its full hash into the store. */
  readonly fetchCommit: (sha: Sha) => Promise<Result<void>>
  readonly options: OpenOptions
}

const freshMs = 60_000

/** `rev-parse --path-format` came with it. */
const oldestGit = [2, 31] as const

/**
 * Opens a folder inside a clone, or a URL, which is fetched whole on first use. Fails where git is
 * missing or too old, the folder is no repository, git refuses it (its owner), or the clone is
 * shallow or partial and can't be completed from its remote.
 */
export async function openRepository(
  source: Source,
  options: OpenOptions,
): Promise<Result<Repository>> {
  if (source.kind === 'url') {
    const version = await checkGit(queryIn('/', options.env, options.signal))
    if (!version.ok) return version
    const refusal = refusalOf(source.url, options)
    if (refusal !== null)
      return failed('usage', `the repository ${shownUrl(source.url)} is refused: ${refusal}`, {
        next: 'name an https or ssh URL, or the folder of a clone',
      })
    return openRemote(source.url, { name: shownUrl(source.url), queryClone: null, options })
  }
  const kind = await stat(source.path).catch(() => null)
  if (kind === null || !kind.isDirectory())
    return failed('usage', `${kind === null ? 'no folder' : 'not a folder:'} ${source.path}`, {
      next: 'name the folder of a clone, or a URL',
    })
  return openClone(await realpath(source.path), source.path, options)
}

async function openClone(
  folder: string,
  name: string,
  options: OpenOptions,
): Promise<Result<Repository>> {
  const query = queryIn(folder, options.env, options.signal)
  const [version, facts, remotes] = await Promise.all([
    checkGit(query),
    query(
      'rev-parse',
      '--path-format=absolute',
      '--git-common-dir',
      '--git-path',
      'objects',
      '--is-shallow-repository',
      '--show-object-format',
    ),
    readRemotes(query),
  ])
  if (!version.ok) return version
  const [commonDir, objects, shallow, objectFormat, ...more] = facts.stdout.split('\n')
  if (facts.exitCode !== 0 || objectFormat === undefined || more.length > 1)
    return gitFailed(`${name} is not a git repository that can be read`, facts, {
      next: 'name the folder of a clone, or a URL',
    })
  // The user's own remote may hold a password, which then is used and never shown.
  const isUsable = remotes.url !== null && refusalOf(shownUrl(remotes.url), options) === null
  const url = isUsable ? remotes.url : null
  const complete = shallow === 'false' && !remotes.partial
  if (!complete) {
    const what = remotes.partial ? 'a partial clone' : 'a shallow clone'
    if (url === null)
      return failed(
        'git',
        `${name} is ${what} and has no https or ssh remote to fetch the rest from`,
        {
          cause: `its history has gaps, which would give a wrong range (${pitfallHelp})`,
          next: remotes.partial
            ? 'make a full clone and name its folder'
            : `run: git -C ${name} fetch --unshallow`,
        },
      )
    options.onProgress(
      `${name} is ${what}: fetching the whole history from ${shownUrl(url)} (${pitfallHelp})`,
    )
    return openRemote(url, { name, queryClone: query, options })
  }
  const store = await ensureStore(
    options.cacheDir,
    {
      identity: objects ?? '',
      label: basename((commonDir ?? '').replace(/\/\.git$/, '')),
      borrowed: objects ?? '',
      objectFormat,
    },
    options.env,
    options.signal,
  )
  return store.ok ? ok(repository(store.value, url, { name, queryClone: query, options })) : store
}

/** Whether a URL was fetched into the cache before: a repository is the same however its URL is written. */
export async function isFetched(
  url: string,
  { cacheDir, env, signal }: Pick<OpenOptions, 'cacheDir' | 'env' | 'signal'>,
): Promise<boolean> {
  const store = storeOf(cacheDir, originOf(url))
  return (await isMade(store)) && hasRefs(queryStore(store, env, signal))
}

function originOf(url: string): { identity: string; label: string } {
  const identity = normalUrl(url) ?? url
  return { identity, label: basename(identity) }
}

/** A clone that was not finished has none. */
async function hasRefs(query: Query): Promise<boolean> {
  const refs = await query('for-each-ref', '--count=1', 'refs/heads', 'refs/tags')
  return refs.stdout !== ''
}

/** The folder is named outright, since settings can forbid that a bare repository is found by it. */
function queryStore({ folder }: Store, env: Environment, signal: AbortSignal): Query {
  const ask = queryIn(folder, env, signal)
  return (...args) => ask('--git-dir=.', ...args)
}

async function openRemote(url: string, rest: Rest): Promise<Result<Repository>> {
  const { cacheDir, env, signal } = rest.options
  const store = await ensureStore(
    cacheDir,
    { ...originOf(url), borrowed: null, objectFormat: 'sha1' },
    env,
    signal,
  )
  if (!store.ok) return store
  const opened = repository(store.value, url, rest)
  if (await hasRefs(opened.query)) return ok(opened)
  const fetched = await opened.refresh()
  return fetched.ok ? ok(opened) : fetched
}

type Rest = Pick<Repository, 'name' | 'queryClone' | 'options'>

function repository(store: Store, url: string | null, rest: Rest): Repository {
  const query = queryStore(store, rest.options.env, rest.options.signal)
  let refreshed: { at: number; result: Promise<Result<void>> } | null = null
  const fetch = async (...refspecs: readonly string[]): Promise<Result<void>> =>
    url === null
      ? failed('git', `${rest.name} has no https or ssh remote to fetch from`, {
          next: 'fetch what is missing into the clone yourself',
        })
      : fetchRefs({ store, query, url, refspecs, ...rest.options })
  return {
    ...rest,
    store,
    query,
    change: (...args) => {
      const { env, signal, onProgress } = rest.options
      return runLong(['--git-dir=.', ...args], {
        folder: store.folder,
        env: transferEnvironment(env, [], null),
        signal,
        onProgress,
      })
    },
    remote: url === null ? null : shownUrl(url),
    refresh: async () => {
      if (refreshed === null || performance.now() - refreshed.at > freshMs) {
        const result = fetch('+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*')
        refreshed = { at: performance.now(), result }
      }
      const result = await refreshed.result
      if (!result.ok) refreshed = null
      return result
    },
    fetchCommit: (sha) => fetch(`+${sha}:refs/fetched/${sha}`),
  }
}

/** The version of the git that is installed, where it is new enough. */
export async function checkGit(query: Query): Promise<Result<string>> {
  const answer = await query('version')
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(answer.stdout) ?? []
  const needed = oldestGit.join('.')
  if (answer.exitCode !== 0)
    return gitFailed('git cannot be run', answer, { next: `install git ${needed} or newer` })
  return Number(major) > oldestGit[0] ||
    (Number(major) === oldestGit[0] && Number(minor) >= oldestGit[1])
    ? ok(cleanLine(answer.stdout.replace(/^git version /, '').trim()))
    : failed('git', `git ${major}.${minor} is too old`, { next: `install git ${needed} or newer` })
}

async function readRemotes(query: Query): Promise<{ url: string | null; partial: boolean }> {
  // Not --get-regexp, since simple-git waits a while for a git that has nothing to say.
  const { stdout } = await query('config', '-z', '--list')
  const names = /^(remote\..*\.(url|promisor|partialclonefilter)|extensions\.partialclone)$/
  const entries = stdout
    .split('\0')
    .map((entry) => {
      const [key = '', ...value] = entry.split('\n')
      return { key, value: value.join('\n') }
    })
    .filter(({ key }) => names.test(key))
  const urls = entries.filter(({ key }) => key.endsWith('.url'))
  return {
    url: (urls.find(({ key }) => key === 'remote.origin.url') ?? urls[0])?.value ?? null,
    partial: entries.some(({ key }) => !key.endsWith('.url')),
  }
}

function refusalOf(url: string, { allowLocal }: OpenOptions): string | null {
  if (allowLocal === true && (url.startsWith('file://') || isAbsolute(url))) return null
  return urlRefusal(url)
}
