/** Reads one kubeconfig file; what is wrong with it is said without quoting it, for it holds credentials. */
import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { failed, ok, type Result } from '../../model/failure.ts'
import { cleanLine } from '../../model/text.ts'
import { isRecord, type Json, line, record } from '../trim/json.ts'

const sections = {
  clusters: { key: 'cluster', paths: ['certificate-authority'] },
  users: { key: 'user', paths: ['client-certificate', 'client-key', 'tokenFile'] },
  contexts: { key: 'context', paths: [] },
} as const

export type Section = keyof typeof sections

export interface KubeconfigFile {
  readonly path: string
  /** By name; every path in them is absolute. An entry without a name cannot be reached and is left out. */
  readonly entries: Readonly<Record<Section, ReadonlyMap<string, Json>>>
  readonly current: string | null
}

/** null where there is no such file. */
export function readKubeconfigFile(path: string): Result<KubeconfigFile | null> {
  const text = readText(path)
  if (!text.ok) return text
  if (text.value === null) return ok(null)
  const parsed = parse(text.value, path)
  if (!parsed.ok) return parsed
  const entries = {
    clusters: new Map<string, Json>(),
    users: new Map<string, Json>(),
    contexts: new Map<string, Json>(),
  }
  for (const section of Object.keys(sections) as Section[]) {
    const list = parsed.value[section] ?? []
    if (!Array.isArray(list)) return malformed(path, `${section} must be a list`)
    const { key, paths } = sections[section]
    for (const item of list) {
      const name = line(record(item)['name']) ?? ''
      if (name === '') continue
      // As in kubectl, which of the two is meant cannot be known.
      if (entries[section].has(name))
        return malformed(path, `${section} has two entries named "${name}"`)
      entries[section].set(
        name,
        withAbsolutePaths(record(record(item)[key]), paths, dirname(resolve(path))),
      )
    }
  }
  return ok({ path, entries, current: line(parsed.value['current-context']) || null })
}

function readText(path: string): Result<string | null> {
  try {
    return ok(readFileSync(path, 'utf8'))
  } catch (error) {
    const code = line(record(error)['code']) ?? ''
    if (code === 'ENOENT') return ok(null)
    const reasons: Record<string, string> = {
      EACCES: 'permission denied',
      EISDIR: 'it is a folder',
      ENOTDIR: 'what should be its folder is a file',
    }
    return failed('config', `cannot read kubeconfig ${cleanLine(path)}: ${reasons[code] ?? code}`, {
      next: 'check the path and its permissions',
    })
  }
}

function parse(text: string, path: string): Result<Json> {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    uniqueKeys: false,
    merge: true,
  })
  const error = document.errors[0]
  // The parser's own message may quote the file.
  if (error !== undefined) {
    const what = error.code.toLowerCase().replaceAll('_', ' ')
    const at = lineCounter.linePos(error.pos[0]).line
    return malformed(path, `line ${at}: not valid YAML (${what})`)
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

/** Relative paths are relative to the file that holds them. */
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
