/** Where the source of a workload is: from the user's settings, else from what the cluster says. */
import { appContainer } from '../kube/container.ts'
import { deployNote } from './deploy-note.ts'
import type { Knowledge } from '../knowledge.ts'
import { keyValues } from '../kube/key-values.ts'
import { literalEnv } from '../kube/literal-env.ts'
import type { Found, Place, Subject } from '../place.ts'
import {
  findKey,
  findKeys,
  findOwnKeys,
  namespacePlace,
  ownPlaces,
  servicePlace,
} from '../place.ts'
import { keptText, readOnce } from '../read-once.ts'
import type { Rejected } from '../resolved.ts'
import type { ContextRules } from '../settings/rules.ts'
import { concernsWorkload } from '../settings/rules.ts'
import { entityOf } from '../owner/workload-entity.ts'
import type { RepositoryRef } from '../workload.ts'

export interface Source {
  readonly url: string
  /** The folder inside a monorepo. */
  readonly path: string | null
}

/**
 * The first rule of the settings that matches, else the annotations that name a repository, else what
 * Datadog and OpenTelemetry are told, else the catalog, else the repository of the GitHub workflow that
 * deployed it, which is often another one. A value that is no https or ssh URL is not taken, and said
 * so if nothing else is found.
 */
export function repositoryOf(
  subject: Subject,
  rules: ContextRules,
  knowledge: Knowledge,
): RepositoryRef {
  let refused: Claim | null = null
  for (const claim of claims(subject, rules, knowledge)) {
    if (claim.where !== null) return repositoryBy(claim, claim.where)
    refused ??= claim
  }
  return noRepository(refused)
}

/** The same with its rule and what was rejected. */
export function explainedRepository(
  subject: Subject,
  rules: ContextRules,
  knowledge: Knowledge,
): RepositoryRef {
  const all = [...claims(subject, rules, knowledge)]
  const chosen = all.find(({ where }) => where !== null)
  const rejected = [
    ...all.filter((one) => one !== chosen).map(rejectedClaim),
    ...configurationOf(subject),
  ]
  return chosen?.where
    ? { ...repositoryBy(chosen, chosen.where), rule: chosen.rule, rejected }
    : { ...noRepository(all[0] ?? null), rejected }
}

function repositoryBy({ probe, source, confidence }: Claim, { url, path }: Source): RepositoryRef {
  return { url, path, probe: probe ?? null, source: keptText(source), confidence }
}

function noRepository(refused: Claim | null): RepositoryRef {
  if (refused === null) return nowhere
  const source = keptText(`${refused.source} is no https or ssh address`)
  return { url: null, path: null, probe: null, source, confidence: 'none' }
}

const nowhere: RepositoryRef = {
  ...{ url: null, path: null, probe: null },
  source: 'no setting, annotation or environment variable names a repository',
  confidence: 'none',
}

interface Claim {
  readonly text: string
  readonly source: string
  /** null where the text is no address that is taken. */
  readonly where: Source | null
  readonly probe?: string | undefined
  readonly confidence: 'certain' | 'likely' | 'weak'
  readonly rule: string
}

function rejectedClaim({ where, text, source }: Claim): Rejected {
  return {
    value: where?.url ?? text,
    source,
    reason: where === null ? 'is no https or ssh address' : 'outranked',
  }
}

function* claims(subject: Subject, rules: ContextRules, knowledge: Knowledge): Generator<Claim> {
  const { context, workload, services, namespace } = subject
  const { meta, kind } = workload
  const target = { context, namespace: meta.namespace, kind, name: meta.name }
  for (const { rule, at } of rules.repositories)
    if (concernsWorkload(rule, target))
      yield {
        text: rule.repository,
        source: `${at} (${rule.workload})`,
        where: { url: rule.repository, path: cleanPath(rule.path ?? '') },
        probe: rule.probe,
        confidence: 'certain',
        rule: 'a rule of yours comes first',
      }
  const own = ownPlaces(workload)
  const places = [
    ...own,
    ...services.map(servicePlace),
    ...(namespace === null ? [] : [namespacePlace(namespace)]),
  ]
  for (const found of findOwnKeys(rules.repositoryKeys, places))
    yield {
      ...likely(found, parseSource(found.value)),
      confidence: 'certain',
      rule: 'a key of yours comes first',
    }
  const urls = ['a8r.io/repository', 'app.openshift.io/vcs-uri', 'backstage.io/source-location']
  for (const key of urls)
    for (const found of findKeys('annotation', [key], places))
      yield likely(found, parseSource(found.value))
  const slug = findKey('annotation', ['github.com/project-slug'], places)
  if (slug !== null) yield likely(slug, fromSlug(slug.value))
  yield* opsLevelClaims(places)
  const container = appContainer(workload.template, workload.meta)
  const env = literalEnv(container, 'DD_GIT_REPOSITORY_URL')
  if (env !== null) yield likely(env, parseSource(env.value))
  const told = ['git.repository_url', 'vcs.repository.url.full']
  for (const found of keyValues(workload, told)) yield likely(found, parseSource(found.value))
  yield* catalogClaims(subject, knowledge)
  const note = deployNote(own)
  if (note !== null && note.repository !== null)
    yield {
      text: note.repository,
      source: note.source,
      where: fromSlug(note.repository),
      confidence: 'weak',
      rule: 'the repository of the workflow that deployed it',
    }
}

/** The entity's own location, or its project on GitHub. */
function* catalogClaims(subject: Subject, knowledge: Knowledge): Generator<Claim> {
  const found = entityOf(subject, { url: null, path: null }, knowledge)
  if (found === null) return
  const { annotations } = found.entity
  const [location, slug] = [
    annotations['backstage.io/source-location'],
    annotations['github.com/project-slug'],
  ]
  const { source } = found
  const rule = 'the catalog comes after annotations'
  if (location !== undefined)
    yield { ...likely({ value: location, source }, parseSource(location)), rule }
  if (slug !== undefined) yield { ...likely({ value: slug, source }, fromSlug(slug)), rule }
}

/** Where Argo CD takes the manifests from: no repository of the source, unless something else says so. */
function configurationOf({ applications }: Subject): Rejected[] {
  return applications.flatMap(({ meta, sources }) =>
    sources.map(({ repoUrl, chart }) => ({
      value: repoUrl,
      source: `Argo CD application ${meta.name}`,
      reason: chart === null ? 'holds the configuration' : `serves the chart ${chart}`,
    })),
  )
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

function likely({ value, source }: Found, where: Source | null): Claim {
  const rule = 'what the objects in the cluster say'
  return { text: value, source, where, confidence: 'likely', rule }
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
export const parseSource = readOnce((text): Source | null => {
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
})

/** Without slashes around it; null for the root, and for a path that leaves the repository. */
function cleanPath(path: string): string | null {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return parts.length === 0 || parts.includes('..') ? null : parts.join('/')
}
