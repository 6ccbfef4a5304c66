/** Fetching into kulprit's own store. */
import type { Result } from '../model/failure.ts'
import { ok } from '../model/failure.ts'
import type { Environment } from './environment.ts'
import { transferEnvironment } from './environment.ts'
import type { Query } from './run.ts'
import { gitFailed, runLong } from './run.ts'
import { shownUrl } from './source.ts'
import type { Store } from './store.ts'

export interface Fetch {
  readonly store: Store
  readonly query: Query
  readonly url: string
  readonly refspecs: readonly string[]
  readonly env: Environment
  readonly signal: AbortSignal
  readonly onProgress: (text: string) => void
  readonly allowLocal?: boolean
}

/** Fetches `refspecs`; refs that the remote no longer has are removed from their targets. */
export async function fetchRefs(fetch: Fetch): Promise<Result<void>> {
  const ssh = await fetch.query('config', '--get', 'core.sshCommand')
  const protocols = ['https', 'ssh', ...(fetch.allowLocal === true ? ['file'] : [])]
  const answer = await runLong(
    [
      '--git-dir=.',
      'fetch',
      '--progress',
      '--prune',
      '--no-tags',
      '--no-recurse-submodules',
      '--no-write-fetch-head',
      '--',
      fetch.url,
      ...fetch.refspecs,
    ],
    {
      folder: fetch.store.folder,
      env: transferEnvironment(fetch.env, protocols, ssh.stdout.trim() || null),
      signal: fetch.signal,
      onProgress: fetch.onProgress,
    },
  )
  if (answer.exitCode === 0) return ok(undefined)
  return gitFailed(`cannot fetch from ${shownUrl(fetch.url)}`, answer, {
    next: `check that this works: git ls-remote ${shownUrl(fetch.url)}`,
  })
}
