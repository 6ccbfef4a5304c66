/** Finds, reads and merges the user's kubeconfig files by kubectl's rules. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { failed, ok, type Result } from '../model/failure.ts'
import { cleanLine } from '../model/text.ts'
import { isRecord, type Json, line, record } from './json.ts'

/** What the command line and the environment say about reaching clusters. */
export interface ClusterOptions {
  /** `--kubeconfig`: this one file, nothing merged. */
  readonly kubeconfig: string | null
  readonly env: NodeJS.ProcessEnv
  /** `--request-timeout`; null for the default of 10 seconds, 0 for none. */
  readonly requestTimeoutMs: number | null
  /** `--as`: the user to impersonate. */
  readonly as: string | null
  readonly asGroups: readonly string[]
  /** kulprit's own version, for the User-Agent. */
  readonly version: string
}

interface KubeconfigContext {
  readonly name: string
  /** The namespace the context names; null means `default`. */
  readonly namespace: string | null
  /** Empty where the context names a cluster that no file defines. */
  readonly server: string
}

/** Credentials are reached through `entry` only, so that printing a Kubeconfig prints none. */
export interface Kubeconfig {
  readonly contexts: readonly KubeconfigContext[]
  readonly current: string | null
  /** The files that were read, in order of precedence. */
  readonly files: readonly string[]
  readonly entry: (context: string) => Result<ContextEntry>
}

/** One context with its cluster and user as the file words them, every path made absolute. */
export interface ContextEntry {
  readonly name: string
  readonly namespace: string | null
  readonly cluster: Json
  /** Empty for a context without a user. */
  readonly user: Json
}

type Named = Map<string, Json>

interface Merged {
  readonly clusters: Named
  readonly users: Named
  readonly contexts: Named
  current: string | null
}

/**
 * Reads `--kubeconfig`, else the files of `KUBECONFIG`, else `~/.kube/config`. As in client-go's
 * clientcmd loader: the first file to set a name or the current context wins, files of the list that
 * do not exist are skipped, and relative paths are relative to the file that holds them.
 */
export function loadKubeconfig(options: ClusterOptions): Result<Kubeconfig> {
  const { paths, listed } = placesToLook(options)
  const merged: Merged = {
    clusters: new Map(),
    users: new Map(),
    contexts: new Map(),
    current: null,
  }
  const files: string[] = []
  for (const path of paths) {
    const text = readText(path)
    if (!text.ok) return text
    if (text.value === null) continue
    const parsed = parse(text.value, path)
    if (!parsed.ok) return parsed
    const added = merge(merged, parsed.value, path)
    if (!added.ok) return added
    files.push(path)
  }
  if (files.length === 0) {
    const tried = paths.map(cleanLine).join(', ')
    return failed('config', `no kubeconfig found: tried ${tried}${listed}`, {
      next: 'pass --kubeconfig FILE or set KUBECONFIG; `kulprit demo` needs no cluster',
    })
  }
  return ok(view(merged, files))
}

function placesToLook(options: ClusterOptions): { paths: string[]; listed: string } {
  if (options.kubeconfig !== null) return { paths: [options.kubeconfig], listed: '' }
  const list = (options.env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '')
  if (list.length > 0) return { paths: [...new Set(list)], listed: ' (from KUBECONFIG)' }
  const home = options.env['HOME']
  return {
    paths: [join(home === undefined || home === '' ? homedir() : home, '.kube', 'config')],
    listed: '',
  }
}

/** null where there is no such file. */
function readText(path: string): Result<string | null> {
  try {
    return ok(readFileSync(path, 'utf8'))
  } catch (error) {
    const code = line(record(error)['code']) ?? ''
    if (code === 'ENOENT' || code === 'ENOTDIR') return ok(null)
    const why = { EACCES: 'permission denied', EISDIR: 'it is a folder' }[code] ?? code
    return failed('config', `cannot read kubeconfig ${cleanLine(path)}: ${why}`, {
      next: 'check the path and its permissions',
    })
  }
}

function parse(text: string, path: string): Result<Json> {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false })
  const error = document.errors[0]
  // The parser's own message may quote the file, and the file holds credentials.
  if (error !== undefined) {
    const what = error.code.toLowerCase().replaceAll('_', ' ')
    return malformed(
      path,
      `line ${lineCounter.linePos(error.pos[0]).line}: not valid YAML (${what})`,
    )
  }
  let value: unknown
  try {
    value = document.toJS()
  } catch {
    return malformed(path, 'its YAML aliases cannot be resolved')
  }
  if (value === null) return ok({})
  return isRecord(value) ? ok(value) : malformed(path, 'it holds no kubeconfig')
}

function malformed(path: string, what: string): ReturnType<typeof failed> {
  return failed('config', `malformed kubeconfig ${cleanLine(path)}: ${what}`, {
    next: '`kubectl config view` shows how kubectl reads it',
  })
}

function merge(into: Merged, file: Json, path: string): Result<null> {
  const folder = dirname(path)
  const sections = [
    ['clusters', 'cluster', ['certificate-authority']],
    ['users', 'user', ['client-certificate', 'client-key', 'tokenFile']],
    ['contexts', 'context', []],
  ] as const
  for (const [section, key, pathFields] of sections) {
    const list = file[section] ?? []
    if (!Array.isArray(list)) return malformed(path, `${section} must be a list`)
    for (const [i, item] of list.entries()) {
      const name = line(record(item)['name'])
      if (name === null || name === '') return malformed(path, `${section}[${i}] has no name`)
      if (into[section].has(name)) continue
      into[section].set(name, withAbsolutePaths(record(record(item)[key]), pathFields, folder))
    }
  }
  into.current ??= line(file['current-context']) || null
  return ok(null)
}

function withAbsolutePaths(fields: Json, pathFields: readonly string[], folder: string): Json {
  const absolute = { ...fields }
  for (const field of pathFields) {
    const path = fields[field]
    if (typeof path === 'string' && path !== '' && !isAbsolute(path))
      absolute[field] = join(folder, path)
  }
  // As kubectl does: a plugin's command with a slash is relative to the file, without one is on PATH.
  const exec = fields['exec']
  if (isRecord(exec) && typeof exec['command'] === 'string') {
    const command = exec['command']
    if (command.includes('/') && !isAbsolute(command))
      absolute['exec'] = { ...exec, command: join(folder, command) }
  }
  return absolute
}

function view(merged: Merged, files: readonly string[]): Kubeconfig {
  const contexts = [...merged.contexts].map(([name, context]) => ({
    name,
    namespace: line(context['namespace']) || null,
    server: line(merged.clusters.get(line(context['cluster']) ?? '')?.['server']) ?? '',
  }))
  return {
    contexts,
    current: merged.current,
    files,
    entry: (name) => entry(merged, name, files),
  }
}

function entry(merged: Merged, name: string, files: readonly string[]): Result<ContextEntry> {
  const where = files.map(cleanLine).join(', ')
  const context = merged.contexts.get(name)
  if (context === undefined) {
    const known = [...merged.contexts.keys()].join(', ')
    return failed('config', `no context "${cleanLine(name)}" in ${where}`, {
      next: known === '' ? 'the file defines no context' : `known contexts: ${known}`,
    })
  }
  const clusterName = line(context['cluster']) ?? ''
  const userName = line(context['user']) ?? ''
  const cluster = merged.clusters.get(clusterName)
  const user = userName === '' ? {} : merged.users.get(userName)
  if (cluster !== undefined && user !== undefined)
    return ok({ name, namespace: line(context['namespace']) || null, cluster, user })
  const missing = cluster === undefined ? `cluster "${clusterName}"` : `user "${userName}"`
  return failed('config', `context "${name}" names ${missing}, which is not in ${where}`, {
    next: '`kubectl config view` shows how kubectl reads it',
  })
}
