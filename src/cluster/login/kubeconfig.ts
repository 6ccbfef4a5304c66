/** Finds and merges the user's kubeconfig files by kubectl's rules. */
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { failed, ok, type Result } from '../../model/failure.ts'
import { cleanLine } from '../../model/text.ts'
import type { ContextEntry } from './context-entry.ts'
import { inClusterEntry, serviceAccountFolder } from './in-cluster.ts'
import { type Json, line } from '../trim/json.ts'
import { type KubeconfigFile, readKubeconfigFile, type Section } from './kubeconfig-file.ts'

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
  readonly asUid?: string
  readonly asExtra?: Readonly<Record<string, readonly string[]>>
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
  /** The files that were read, in order of precedence; none in a pod. */
  readonly files: readonly string[]
  readonly entry: (context: string) => Result<ContextEntry>
}

interface Defined {
  readonly fields: Json
  readonly file: string
}

type Merged = Readonly<Record<Section, Map<string, Defined>>>

/**
 * Reads `--kubeconfig`, else the files of `KUBECONFIG`, else `~/.kube/config`; where they hold nothing,
 * a pod's service account. As in client-go's clientcmd loader: the first file to set a name or the
 * current context wins, whole entries at a time, and files of the list that do not exist are skipped.
 */
export function loadKubeconfig(
  options: ClusterOptions,
  serviceAccount: string = serviceAccountFolder,
): Result<Kubeconfig> {
  const { paths, listed } = placesToLook(options)
  const merged: Merged = { clusters: new Map(), users: new Map(), contexts: new Map() }
  const files: string[] = []
  let current: string | null = null
  for (const path of paths) {
    const file = readKubeconfigFile(path)
    if (!file.ok) return file
    if (file.value === null) continue
    files.push(path)
    merge(merged, file.value)
    current ??= file.value.current
  }
  const isEmpty = current === null && Object.values(merged).every((section) => section.size === 0)
  if (isEmpty && (options.kubeconfig === null || files.length > 0)) {
    const pod = inClusterEntry(options.env, serviceAccount)
    if (pod !== null) return ok(podsKubeconfig(pod))
  }
  if (files.length === 0) {
    const tried = paths.map(cleanLine).join(', ') || 'nothing'
    return failed('config', `no kubeconfig found: tried ${tried}${listed}`, {
      next: 'pass --kubeconfig FILE or set KUBECONFIG; `kulprit demo` needs no cluster',
    })
  }
  return ok(view(merged, current, files))
}

function placesToLook(options: ClusterOptions): { paths: string[]; listed: string } {
  if (options.kubeconfig !== null) return { paths: [options.kubeconfig], listed: '' }
  const list = options.env['KUBECONFIG'] ?? ''
  if (list !== '')
    return {
      paths: [...new Set(list.split(delimiter))].filter((path) => path !== ''),
      listed: ' (from KUBECONFIG)',
    }
  return { paths: [join(options.env['HOME'] || homedir(), '.kube', 'config')], listed: '' }
}

function merge(into: Merged, { path, entries }: KubeconfigFile): void {
  for (const section of Object.keys(into) as Section[])
    for (const [name, fields] of entries[section])
      if (!into[section].has(name)) into[section].set(name, { fields, file: path })
}

function podsKubeconfig(pod: ContextEntry): Kubeconfig {
  const { name, namespace, cluster } = pod
  return {
    contexts: [{ name, namespace, server: line(cluster['server']) ?? '' }],
    current: name,
    files: [],
    entry: (wanted) => (wanted === name ? ok(pod) : unknownContext(wanted, [name], 'this pod')),
  }
}

function view(merged: Merged, current: string | null, files: readonly string[]): Kubeconfig {
  const contexts = [...merged.contexts].map(([name, { fields }]) => ({
    name,
    namespace: line(fields['namespace']) || null,
    server: line(merged.clusters.get(line(fields['cluster']) ?? '')?.fields['server']) ?? '',
  }))
  return { contexts, current, files, entry: (name) => entry(merged, name, files) }
}

function entry(merged: Merged, name: string, files: readonly string[]): Result<ContextEntry> {
  const where = files.map(cleanLine).join(', ')
  const context = merged.contexts.get(name)?.fields
  if (context === undefined) return unknownContext(name, [...merged.contexts.keys()], where)
  const clusterName = line(context['cluster']) ?? ''
  const userName = line(context['user']) ?? ''
  const cluster = merged.clusters.get(clusterName)
  const user = merged.users.get(userName)
  if (cluster !== undefined && (user !== undefined || userName === ''))
    return ok({
      name,
      namespace: line(context['namespace']) || null,
      cluster: cluster.fields,
      user: user?.fields ?? {},
      userOrigin: user === undefined ? null : { file: user.file, name: userName },
    })
  const missing = cluster === undefined ? `cluster "${clusterName}"` : `user "${userName}"`
  return failed('config', `context "${name}" names ${missing}, which is not in ${where}`, {
    next: '`kubectl config view` shows how kubectl reads it',
  })
}

function unknownContext(name: string, known: readonly string[], where: string) {
  return failed('config', `no context "${cleanLine(name)}" in ${where}`, {
    next:
      known.length === 0 ? 'the file defines no context' : `known contexts: ${known.join(', ')}`,
  })
}
