/**
 * Finds the repository a workload was built from: what the caller named, else the settings, else what the user
 * named in this run, else what the cluster says, else the user is asked, and may have the answer remembered.
 */
import { findClone } from '../../git/find-clone.ts'
import type { OpenOptions, Repository } from '../../git/open.ts'
import { isFetched, openRepository } from '../../git/open.ts'
import type { Source } from '../../git/source.ts'
import { parseSource } from '../../git/source.ts'
import type { Failure, Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import type { RepositoryRef } from '../../model/workload.ts'
import type { Asker } from '../ask.ts'
import type { Environment, NamedSource } from '../environment.ts'
import { cancelled } from '../environment.ts'
import { count } from '../../state/format.ts'

export interface FoundSource {
  readonly repository: Repository
  /** The URL that the user knows it by, or the folder's absolute path. */
  readonly text: string
  readonly path: string | null
}

export interface SourceRequest {
  /** `namespace/kind/name`, as a settings rule would name it; null for a bisect without a cluster. */
  readonly workload: string | null
  readonly known: RepositoryRef | null
  /** `--repo` and `--path`. */
  readonly given: { readonly repository: string | null; readonly path: string | null }
}

export interface Transfer {
  readonly signal: AbortSignal
  readonly onProgress: (text: string) => void
}

export async function findSource(
  request: SourceRequest,
  environment: Environment,
  asker: Asker,
  transfer: Transfer,
): Promise<Result<FoundSource>> {
  const { given, known } = request
  const open = async (text: string, path: string | null): Promise<Result<FoundSource>> => {
    const source = parseSource(text)
    if (!source.ok) return source
    const repository = await openSource(source.value, environment, transfer)
    if (!repository.ok) return repository
    // The bisect goes on from any folder.
    const name = source.value.kind === 'folder' ? source.value.path : text
    return ok({ repository: repository.value, text: name, path })
  }

  const path = given.path ?? known?.path ?? null
  if (given.repository !== null) return open(given.repository, path)
  // What the user wrote into the settings needs no second confirmation; a cluster's word does.
  if (known !== null && known.url !== null && known.confidence === 'certain')
    return open(known.url, path)
  const named = namedForNow(request, environment)
  // Who can answer is asked again, with that answer to take or to correct.
  if (named !== null && !asker.interactive) return open(named.repository, named.path)
  if (named !== null)
    return askForSource(request, environment, asker, open, {
      why: 'Named before, for as long as kulprit runs.',
      typed: named.repository,
    })
  if (known === null || known.url === null) return askForSource(request, environment, asker, open)

  const source = parseSource(known.url)
  if (source.ok && source.value.kind === 'url') {
    const clone = await cloneOf(known.url, environment, transfer)
    if (clone !== null) return open(clone, path)
    if (await isFetched(known.url, openOptions(environment, transfer))) return open(known.url, path)
  }
  const byCluster = `the cluster names ${known.url} (${known.source})`
  if (!source.ok || source.value.kind !== 'url')
    return askForSource(request, environment, asker, open, {
      why: `${byCluster}, which is not an https or ssh URL`,
    })
  if (!asker.interactive)
    return failed('config', `the repository of ${request.workload} is not cloned: ${byCluster}`, {
      next: `clone it and pass --repo DIR, or trust that URL with --repo ${known.url}`,
    })
  const reply = await asker.ask(
    {
      title: 'Clone this repository?',
      lines: [known.url, `named by ${known.source}`],
      input: {
        kind: 'choice',
        takes: 'source',
        choices: [
          { value: 'clone', label: 'clone it into kulprit’s cache', key: 'y' },
          { value: 'other', label: 'use another folder or URL, or paste it', key: 'o' },
        ],
      },
    },
    null,
  )
  if (reply === 'clone') return open(known.url, path)
  if (reply === null) return cancelled('finding the repository')
  const pasted = reply === 'other' ? '' : reply
  return askForSource(request, environment, asker, open, { typed: pasted })
}

function cloneOf(url: string, environment: Environment, { onProgress }: Transfer) {
  const { sourceFolders } = environment.settings()
  return findClone(sourceFolders, url, environment.env, (folders) =>
    onProgress(`looking for a clone of it: ${count(folders, 'folder')} so far`),
  )
}

/** A URL is served by a clone in the source folders where there is one. */
async function openSource(
  source: Source,
  environment: Environment,
  transfer: Transfer,
): Promise<Result<Repository>> {
  const clone = source.kind === 'url' ? await cloneOf(source.url, environment, transfer) : null
  const found = clone === null ? source : { kind: 'folder' as const, path: clone }
  return openRepository(found, openOptions(environment, transfer))
}

function openOptions({ folders, env }: Environment, transfer: Transfer): OpenOptions {
  return { cacheDir: folders.cache, env, ...transfer }
}

function namedForNow({ workload }: SourceRequest, environment: Environment): NamedSource | null {
  return workload === null ? null : (environment.namedForNow.get(workload) ?? null)
}

async function askForSource(
  request: SourceRequest,
  environment: Environment,
  asker: Asker,
  open: (text: string, path: string | null) => Promise<Result<FoundSource>>,
  { why = request.known?.source ?? 'nothing names it', typed = '' } = {},
): Promise<Result<FoundSource>> {
  if (!asker.interactive)
    return failed(
      'config',
      `the repository of ${request.workload ?? 'this bisect'} is unknown: ${why}`,
      {
        next: 'pass --repo DIR or URL (and --path in a monorepo), or map it under "repositories" in the settings',
      },
    )
  let refused: Failure | null = null
  let line = typed
  for (;;) {
    const reply = await asker.ask(
      {
        title: `Where is the source of ${request.workload ?? 'it'}?`,
        lines: [why, 'A folder with a clone, or an https or ssh URL.'],
        input: {
          kind: 'text',
          initial: line,
          placeholder: 'for example ~/src/shop',
        },
      },
      refused === null ? null : [refused.message, refused.next].filter(Boolean).join(' – '),
    )
    if (reply === null) return cancelled('finding the repository')
    line = reply
    const found = await open(reply, request.given.path)
    if (found.ok) {
      await offerToRemember(request, found.value, environment, asker)
      return found
    }
    if (found.failure.kind === 'cancelled') return found
    refused = found.failure
  }
}

async function offerToRemember(
  request: SourceRequest,
  found: FoundSource,
  environment: Environment,
  asker: Asker,
): Promise<void> {
  const { workload } = request
  if (workload === null) return
  const [namespace] = workload.split('/')
  const reply = await asker.ask(
    {
      title: 'Remember this?',
      lines: [found.text, `in ${environment.folders.config}`],
      input: {
        kind: 'choice',
        choices: [
          { value: workload, label: `yes, for ${workload}`, key: 'y' },
          { value: `${namespace}/*`, label: `yes, for everything in ${namespace}`, key: 'a' },
          { value: 'no', label: 'no, only now', key: 'n' },
        ],
      },
    },
    null,
  )
  environment.namedForNow.set(workload, { repository: found.text, path: found.path })
  if (reply === null || reply === 'no') return
  const path = found.path === null ? {} : { path: found.path }
  const rule = { workload: reply, repository: found.text, ...path }
  const changed = await environment.changeSettings((settings) => ({
    ...settings,
    // The first match wins: what is said of one workload must outrank what is said of a namespace.
    repositories:
      reply === workload ? [rule, ...settings.repositories] : [...settings.repositories, rule],
  }))
  if (changed.ok) environment.namedForNow.delete(workload)
  else asker.tell(changed.failure)
}
