/**
 * How suspect each commit of a range is, by what a crash says of itself and what is known of the
 * workload. A score only orders: no commit is ever left out, and the search's result does not change.
 */
import type { ChangedFile, CommitChange } from '../model/commit/commit.ts'
import type { Clues, FaultKind } from '../model/commit/clues.ts'
import { termsOf } from '../model/commit/clues.ts'
import type { Suspect } from '../model/commit/suspect.ts'

export interface SuspectFacts {
  /** Newest first. */
  readonly commits: readonly CommitChange[]
  readonly clues: Clues
  /** The workload's folder in the repository; null where it is all of it. */
  readonly path: string | null
  readonly owner: string | null
  /** Who owns a file, as CODEOWNERS says. */
  readonly ownersOf: (path: string) => readonly string[]
}

/** The most that each kind of reason adds. */
const most = {
  stack: 40,
  words: 28,
  packages: 22,
  kind: 12,
  path: 10,
  owner: 5,
  size: 5,
  recency: 4,
}

interface Reason {
  readonly points: number
  readonly text: string
}

/** Every commit of the range, in its order. */
export function suspectsOf(facts: SuspectFacts): readonly Suspect[] {
  const { commits } = facts
  const byStack = stackReasons(facts)
  const byWords = wordReasons(facts)
  return commits.map((commit, at) => {
    const reasons = [
      byStack(commit),
      byWords(commit),
      packageReason(commit, facts.clues),
      kindReason(commit, facts.clues.kinds),
      pathReason(commit, facts.path),
      ownerReason(commit, facts),
      sizeReason(commit),
      recencyReason(at, commits.length),
    ]
      .filter((reason) => reason !== null)
      .toSorted((a, b) => b.points - a.points)
    const sum = reasons.reduce((points, reason) => points + reason.points, 0)
    const doubt = isInert(commit) ? 0.3 : 1
    return {
      sha: commit.sha,
      score: Math.min(100, Math.round(sum * doubt)),
      reasons: reasons
        .filter(({ points, text }) => points >= 1 && text !== '')
        .map(({ text }) => text),
    }
  })
}

/** Where it broke counts most, and a file that few commits touch says more than one that all do. */
function stackReasons({
  commits,
  clues,
  path,
}: SuspectFacts): (commit: CommitChange) => Reason | null {
  const touched = new Map<string, number>()
  for (const { files } of commits)
    for (const file of files) touched.set(file.path, (touched.get(file.path) ?? 0) + 1)
  const found = new Map<string, number>()
  for (const file of touched.keys()) {
    const fits = clues.frames.map(
      (frame) => likeness(frame.path, file, path) * 0.85 ** Math.min(frame.depth, 12),
    )
    const best = Math.max(0, ...fits)
    if (best > 0) found.set(file, best * rarity(touched.get(file) ?? 1, commits.length))
  }
  const full = Math.max(0.6, ...found.values())
  return ({ files }) => {
    const named = files
      .map((file) => ({ file, fit: (found.get(file.path) ?? 0) * weightOf(file) }))
      .filter(({ fit }) => fit > 0)
      .toSorted((a, b) => b.fit - a.fit)
    const [first, second] = named
    if (first === undefined) return null
    const fit = Math.min(full, first.fit + (second?.fit ?? 0) * 0.3)
    return {
      points: most.stack * (fit / full),
      text: `changes ${first.file.path}, which the stack names`,
    }
  }
}

/** A handful of lines in a file of thousands, or a rename, is less likely what broke it. */
function weightOf({ added, removed }: ChangedFile): number {
  return added + removed === 0 ? 0.6 : added + removed < 2 ? 0.85 : 1
}

/** Files of these names are in every folder: alone they say nothing. */
const general =
  /^(?:index|main|mod|lib|app|server|__init__|__main__|utils?|helpers?|types|constants|config)$/

/** How surely a path of a trace is a file of the repository: 0 to 1. */
function likeness(frame: string, file: string, path: string | null): number {
  const [ours, theirs] = [partsOf(file), partsOf(frame)]
  if (ours.length === 0 || ours.at(-1) !== theirs.at(-1)) return 0
  if (familyOf(file) !== familyOf(frame)) return 0
  let same = 1
  while (same < Math.min(ours.length, theirs.length) && ours.at(-1 - same) === theirs.at(-1 - same))
    same++
  const isAll = same === ours.length || same === theirs.length
  const isGeneral = general.test(ours.at(-1) ?? '')
  const sure = same >= 3 || (isAll && same >= 2) ? 1 : same === 2 ? 0.85 : isGeneral ? 0.2 : 0.6
  const isOurs = path === null || file.startsWith(`${path}/`)
  return isOurs ? sure : sure * (same >= 3 ? 0.9 : 0.5)
}

/** Folders that a build adds or takes away are no part of a file's name. */
const built = new Set([
  'src',
  'dist',
  'build',
  'out',
  'lib',
  'app',
  'usr',
  'workspace',
  'main',
  'java',
])

function partsOf(path: string): readonly string[] {
  const parts = path.replace(/\.[^./]+$/, '').split('/')
  return parts.filter((part, at) => at === parts.length - 1 || !built.has(part))
}

function familyOf(path: string): string {
  const extension = /\.([^./]+)$/.exec(path)?.[1] ?? ''
  return /^[mc]?[jt]sx?$/.test(extension) ? 'js' : extension
}

/** Words that few commits share with the crash say the most. */
function wordReasons({ commits, clues }: SuspectFacts): (commit: CommitChange) => Reason | null {
  const documents = new Map(commits.map((commit) => [commit.sha, documentOf(commit)]))
  const holders = new Map<string, number>()
  for (const document of documents.values())
    for (const term of document.keys()) holders.set(term, (holders.get(term) ?? 0) + 1)
  const weights = new Map<string, number>()
  for (const [term, { weight }] of clues.words) {
    const count = holders.get(term)
    if (count !== undefined) weights.set(term, weight * rarity(count, commits.length))
  }
  const scores = new Map(
    [...documents].map(([sha, document]) => {
      const shared = [...document]
        .map(([term, weight]): [string, number] => [term, weight * (weights.get(term) ?? 0)])
        .filter(([, weight]) => weight > 0.05)
        .toSorted((a, b) => b[1] - a[1])
        .slice(0, 6)
      return [sha, shared] as const
    }),
  )
  const sumOf = (shared: readonly [string, number][]): number =>
    shared.reduce((sum, [, weight]) => sum + weight, 0)
  const full = Math.max(1.5, ...[...scores.values()].map(sumOf))
  return ({ sha }) => {
    const shared = scores.get(sha) ?? []
    if (shared.length === 0) return null
    const words = shared.slice(0, 3).map(([term]) => `“${clues.words.get(term)?.text ?? term}”`)
    return {
      points: most.words * (sumOf(shared) / full),
      text: `shares ${words.join(', ')} with the log`,
    }
  }
}

/** What a commit says: its subject in full, the rest of its message and its folders in part. */
function documentOf({ subject, body, files }: CommitChange): ReadonlyMap<string, number> {
  const document = new Map<string, number>()
  const put = (text: string, weight: number): void => {
    for (const term of termsOf(text)) document.set(term, Math.max(document.get(term) ?? 0, weight))
  }
  put(subject, 1)
  put(body, 0.7)
  // Where a commit touches very many files, their names say little.
  const share = files.length > 30 ? 0.4 : 1
  for (const { path } of files.slice(0, 200)) {
    const parts = path.split('/')
    put(parts.at(-1) ?? '', 0.9 * share)
    put(parts.slice(0, -1).join(' '), 0.4 * share)
  }
  return document
}

const manifests =
  /(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|go\.(?:mod|sum)|Cargo\.(?:toml|lock)|pom\.xml|build\.gradle(?:\.kts)?|gradle\.lockfile|libs\.versions\.toml|requirements[\w.-]*\.txt|poetry\.lock|pyproject\.toml|uv\.lock|Pipfile(?:\.lock)?|setup\.(?:py|cfg)|Gemfile(?:\.lock)?|composer\.(?:json|lock))$/

/** A change of versions, where the stack runs through one of them. */
function packageReason(commit: CommitChange, { packages, words }: Clues): Reason | null {
  const manifest = commit.files.find(({ path }) => manifests.test(path))
  if (manifest === undefined) return null
  const message = `${commit.subject}\n${commit.body}`.toLowerCase()
  const named = packages.findIndex((name) => mentions(message, name))
  if (named >= 0)
    return {
      points: most.packages * 0.9 ** named,
      text: `changes the version of ${packages[named]}, which the stack runs through`,
    }
  const said = termsOf(commit.subject).filter((term) => words.get(term)?.weight === 1)
  if (said.length === 0 && packages.length === 0) return null
  return {
    points: most.packages * (packages.length > 0 ? 0.35 : 0.2),
    text: `changes ${manifest.path}`,
  }
}

function mentions(message: string, name: string): boolean {
  const last = name.toLowerCase().replace(/\/v\d+$/, '')
  const short = last.split('/').at(-1) ?? last
  return [last, short].some(
    (text) =>
      text.length > 1 &&
      new RegExp(
        `(?<![\\w-])${text.replaceAll(/[^\w-]/g, String.raw`\$&`).replaceAll(/[-_]/g, '[-_]')}(?![\\w-])`,
      ).test(message),
  )
}

const kindFiles: Readonly<Record<FaultKind, { readonly form: RegExp; readonly text: string }>> = {
  settings: {
    form: /(?:^|\/)(?:\.env[^/]*|[^/]*(?:config|settings|values|flags|application|properties)[^/]*\.(?:ya?ml|json|toml|ini|conf|cfg|properties|[jt]s|py|go|rs|java)|[^/]+\.(?:conf|ini|properties|env))$|(?:^|\/)(?:config|settings|deploy|helm|charts?|k8s|kustomize|manifests)\//i,
    text: 'changes settings, and the log speaks of them',
  },
  database: {
    form: /(?:^|\/)(?:migrations?|migrate|alembic|flyway|liquibase|schema|db|database)\/|\.sql$|(?:^|\/)schema\.\w+$/i,
    text: 'changes the database’s schema, and the log speaks of the database',
  },
  dependency: { form: manifests, text: 'changes dependencies, and a part of one is missing' },
  image: {
    form: /(?:^|\/)(?:[^/]*Dockerfile[^/]*|Containerfile|\.dockerignore|entrypoint[^/]*|docker-compose[^/]*|Makefile)$|\.sh$|(?:^|\/)(?:deploy|helm|charts?|k8s|docker)\//i,
    text: 'changes how the image is built or run, and the log speaks of that',
  },
}

function kindReason({ files }: CommitChange, kinds: ReadonlySet<FaultKind>): Reason | null {
  for (const kind of kinds) {
    const { form, text } = kindFiles[kind]
    const share = files.filter(({ path }) => form.test(path)).length / Math.max(1, files.length)
    if (share > 0) return { points: most.kind * (0.6 + 0.4 * share), text }
  }
  return null
}

function pathReason({ files }: CommitChange, path: string | null): Reason | null {
  if (path === null) return null
  const inside = files.filter((file) => file.path === path || file.path.startsWith(`${path}/`))
  return inside.length === 0
    ? null
    : {
        points: most.path * (0.5 + (0.5 * inside.length) / files.length),
        text: `touches ${path}`,
      }
}

function ownerReason({ files }: CommitChange, { owner, ownersOf }: SuspectFacts): Reason | null {
  if (owner === null) return null
  const wanted = plain(owner)
  const same = files.some(({ path }) => ownersOf(path).some((one) => plain(one) === wanted))
  return same
    ? { points: most.owner, text: `its files belong to ${owner}, as the workload does` }
    : null
}

/** `@acme/payments`, `group:default/payments` and `payments` are one team. */
function plain(owner: string): string {
  return (owner.toLowerCase().split(/[/:@]/).at(-1) ?? '').replace(/^team-|-team$/, '')
}

function sizeReason({ files }: CommitChange): Reason | null {
  const lines = files.reduce((sum, { added, removed }) => sum + added + removed, 0)
  const points = Math.min(1, Math.log10(lines + 1) / 3) * most.size
  return points < 1 ? null : { points, text: lines < 100 ? '' : `changes ${lines} lines` }
}

function recencyReason(at: number, count: number): Reason {
  const share = count < 2 ? 1 : 1 - at / (count - 1)
  return { points: most.recency * share, text: share > 0.9 ? 'is among the newest' : '' }
}

/** Documentation, tests and the like do not run in production. */
const inert =
  /\.(?:md|mdx|rst|txt|adoc|png|svg|snap)$|(?:^|\/)(?:docs?|tests?|__tests__|spec|testdata|fixtures|\.github|\.circleci|e2e)\/|[._-](?:test|spec)\.\w+$|_test\.(?:go|py)$|(?:^|\/)(?:test_[^/]+\.py|[^/]+Tests?\.(?:java|kt)|CODEOWNERS|LICENSE|\.gitignore|\.editorconfig|CHANGELOG[^/]*|README[^/]*)$/

function isInert({ files }: CommitChange): boolean {
  return files.length > 0 && files.every(({ path }) => inert.test(path) && !manifests.test(path))
}

/** From 1, where one commit alone has it, towards 0, where all do. */
function rarity(holders: number, all: number): number {
  return all < 2 ? 1 : 1 - Math.log(holders) / Math.log(all + 1)
}
