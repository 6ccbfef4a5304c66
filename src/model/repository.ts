/** Where the source of a workload is: from the user's settings, else from what the cluster says. */
import { appContainer } from './container.ts'
import { deployNote } from './deploy-note.ts'
import type { NamespaceObject, WorkloadObject } from './kube.ts'
import type { Found, Place } from './place.ts'
import { findKey, findKeys, namespacePlace, ownPlaces } from './place.ts'
import type { Settings } from './settings.ts'
import { matchesWorkload } from './workload-glob.ts'
import type { RepositoryRef } from './workload.ts'

export interface Source {
  readonly url: string
  /** The folder inside a monorepo. */
  readonly path: string | null
}

/**
 * The first rule of the settings that matches, else the annotations that name a repository, else a
 * literal `DD_GIT_REPOSITORY_URL`, else the repository of the GitHub workflow that deployed it, which
 * is often another one. A value that is no https or ssh URL is not taken, and said so if nothing
 * else is found.
 */
export function repositoryOf(
  workload: WorkloadObject,
  context: string,
  namespace: NamespaceObject | null,
  settings: Settings,
): RepositoryRef {
  const { name, namespace: inNamespace } = workload.meta
  const target = { context, namespace: inNamespace, kind: workload.kind, name }
  for (const [i, rule] of settings.repositories.entries())
    if (matchesWorkload(rule.workload, target))
      return {
        url: rule.repository,
        path: cleanPath(rule.path ?? ''),
        probe: rule.probe ?? null,
        source: `settings: repositories[${i}] (${rule.workload})`,
        confidence: 'certain',
      }
  const places = ownPlaces(workload)
  if (namespace !== null) places.push(namespacePlace(namespace))
  let refused: string | null = null
  for (const claim of claims(workload, places)) {
    if (claim.where !== null)
      return { ...claim.where, probe: null, source: claim.source, confidence: claim.confidence }
    refused ??= `${claim.source} is no https or ssh address`
  }
  return {
    url: null,
    path: null,
    probe: null,
    source: refused ?? 'no setting, annotation or environment variable names a repository',
    confidence: 'none',
  }
}

interface Claim {
  readonly source: string
  readonly where: Source | null
  readonly confidence: 'likely' | 'weak'
}

function* claims(workload: WorkloadObject, places: readonly Place[]): Generator<Claim> {
  const urls = ['a8r.io/repository', 'app.openshift.io/vcs-uri', 'backstage.io/source-location']
  for (const key of urls) {
    const found = findKey('annotation', [key], places)
    if (found !== null) yield likely(found, parseSource(found.value))
  }
  const slug = findKey('annotation', ['github.com/project-slug'], places)
  if (slug !== null) yield likely(slug, fromSlug(slug.value))
  yield* opsLevelClaims(places)
  const container = appContainer(workload.template, workload.meta)
  const env = container?.env['DD_GIT_REPOSITORY_URL']
  if (env?.kind === 'literal')
    yield likely(
      {
        value: env.text,
        source: `environment variable DD_GIT_REPOSITORY_URL of container ${container?.name ?? ''}`,
      },
      parseSource(env.text),
    )
  const note = deployNote(places)
  if (note !== null && note.repository !== null)
    yield { source: note.source, where: fromSlug(note.repository), confidence: 'weak' }
}

/** `opslevel.com/repo.<display name>.<sub.folder>: github.com:owner/name` */
function* opsLevelClaims(places: readonly Place[]): Generator<Claim> {
  const keys = places.flatMap((place) =>
    Object.keys(place.annotations).filter((key) => key.startsWith('opslevel.com/repo.')),
  )
  for (const found of findKeys('annotation', keys, places)) {
    const folder = found.key.split('.').slice(3).join('/')
    const where = parseSource(found.value.replace(/^([\w.-]+):(?!\/\/)/, 'https://$1/'))
    yield likely(found, where === null ? null : { url: where.url, path: cleanPath(folder) })
  }
}

function likely(found: Found, where: Source | null): Claim {
  return { source: found.source, where, confidence: 'likely' }
}

function fromSlug(slug: string): Source | null {
  return /^\w[\w.-]*\/\w[\w.-]*$/.test(slug)
    ? { url: `https://github.com/${slug}`, path: null }
    : null
}

/** The page of a folder: on GitLab after `/-/`, on GitHub and Bitbucket after owner and name. */
const folderPages = [
  /^(.+?)\/-\/(?:tree|blob)\/[^/]+\/?(.*)$/,
  /^([^/]+\/[^/]+)\/(?:tree|blob|src)\/[^/]+\/?(.*)$/,
]

/**
 * A repository's address as people write it: a clone URL, the scp form, `host/owner/name`, a
 * Backstage location (`url:https://…/tree/main/services/cart/`), or the page of a folder on GitHub,
 * GitLab or Bitbucket, whose folder becomes the path. Credentials in it are dropped. null unless it
 * is https or ssh.
 */
export function parseSource(text: string): Source | null {
  const address = text
    .trim()
    .replace(/^url:/, '')
    .replace(/^git\+/, '')
  if (/^\w[\w.-]*@\w[\w.-]*:[\w~/][^\s:]*$/.test(address)) return { url: address, path: null }
  const schemed = /^\w[\w-]*(?:\.[\w-]+)+\/[^\s:]+$/.test(address) ? `https://${address}` : address
  const url = URL.parse(schemed)
  // A host or user that starts with a dash would be read as an option by ssh.
  if (url === null || !/^https:|^ssh:/.test(url.protocol) || !/^[\w[]/.test(url.hostname))
    return null
  const user = url.protocol === 'ssh:' && /^\w[\w.-]*$/.test(url.username) ? `${url.username}@` : ''
  const whole = url.pathname.replace(/^\/+|\/+$/g, '')
  const page = folderPages.map((pattern) => pattern.exec(whole)).find((match) => match !== null)
  const repository = page?.[1] ?? whole
  if (repository === '') return null
  return {
    url: `${url.protocol}//${user}${url.host}/${repository}`,
    path: cleanPath(page?.[2] ?? ''),
  }
}

/** Without slashes around it; null for the root, and for a path that leaves the repository. */
function cleanPath(path: string): string | null {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return parts.length === 0 || parts.includes('..') ? null : parts.join('/')
}
