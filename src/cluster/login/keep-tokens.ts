/** Keeps a refreshed OpenID Connect login in the kubeconfig it came from, as kubectl does. */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { type Document, isMap, isScalar, parseDocument } from 'yaml'
import { isRecord, type Json, items, line, record } from '../trim/json.ts'
import { readKubeconfigFile } from './kubeconfig-file.ts'

interface Origin {
  readonly file: string
  readonly name: string
}

/** The user's `auth-provider.config` as the file says it now; empty where it cannot be read. */
export function readTokens({ file, name }: Origin): Json {
  const read = readKubeconfigFile(file)
  const user = read.ok ? read.value?.entries.users.get(name) : undefined
  return record(record(user?.['auth-provider'])['config'])
}

/**
 * Writes the two tokens and nothing else, under the lock that kubectl takes (`FILE.lock`), in one
 * step. False where it cannot be done; the login then lasts as long as kulprit runs.
 */
export function keepTokens(
  { file, name }: Origin,
  { idToken, refreshToken }: { readonly idToken: string; readonly refreshToken: string | null },
): boolean {
  const lock = `${file}.lock`
  try {
    closeSync(openSync(lock, 'wx', 0))
  } catch {
    return false
  }
  try {
    const target = realpathSync(file)
    const next = withTokens(readFileSync(target, 'utf8'), name, {
      'id-token': idToken,
      ...(refreshToken === null ? {} : { 'refresh-token': refreshToken }),
    })
    if (next === null) return false
    replace(target, next)
    return true
  } catch {
    return false
  } finally {
    rmSync(lock, { force: true })
  }
}

/** The file's text with other tokens and otherwise byte for byte; null where that cannot be done. */
function withTokens(text: string, name: string, tokens: Record<string, string>): string | null {
  const document = parse(text)
  const before: unknown = document.toJS()
  const users = items(record(before)['users'])
  const index = users.findIndex((user) => line(record(user)['name']) === name)
  const path = ['users', index, 'user', 'auth-provider', 'config']
  if (index < 0 || !isMap(document.getIn(path))) return null
  const next = spliced(text, document, path, tokens) ?? rewritten(document, path, tokens)
  // An alias would carry the change to another place: what is written must differ in the tokens alone.
  const expected: unknown = JSON.parse(JSON.stringify(before))
  const user = record(record(items(record(expected)['users'])[index])['user'])
  const config = record(user['auth-provider'])['config']
  if (!isRecord(config)) return null
  Object.assign(config, tokens)
  const after: unknown = JSON.parse(JSON.stringify(parse(next).toJS()))
  return isDeepStrictEqual(after, expected) ? next : null
}

function parse(text: string): Document {
  return parseDocument(text, { uniqueKeys: false, merge: true })
}

/** null where one of the tokens is not there yet. */
function spliced(
  text: string,
  document: Document,
  path: readonly (string | number)[],
  tokens: Record<string, string>,
): string | null {
  const places: { readonly from: number; readonly to: number; readonly token: string }[] = []
  for (const [key, token] of Object.entries(tokens)) {
    const node = document.getIn([...path, key], true)
    if (!isScalar(node) || !node.range) return null
    places.push({ from: node.range[0], to: node.range[1], token })
  }
  return places
    .sort((a, b) => b.from - a.from)
    .reduce(
      (next, { from, to, token }) => next.slice(0, from) + JSON.stringify(token) + next.slice(to),
      text,
    )
}

function rewritten(
  document: Document,
  path: readonly (string | number)[],
  tokens: Record<string, string>,
): string {
  for (const [key, token] of Object.entries(tokens)) document.setIn([...path, key], token)
  return document.toString({ lineWidth: 0 })
}

function replace(target: string, content: string): void {
  const { mode, uid, gid } = statSync(target)
  const next = `${target}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(next, content, { mode: mode & 0o777, flag: 'wx' })
    const written = statSync(next)
    if (written.uid !== uid || written.gid !== gid) throw new Error('it would change its owner')
    const handle = openSync(next, 'r')
    fsyncSync(handle)
    closeSync(handle)
    renameSync(next, target)
  } catch (error) {
    rmSync(next, { force: true })
    throw error
  }
}
