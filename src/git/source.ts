/** Where source code comes from: what a user typed, and the many ways to write one URL. */
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { cleanLine } from '../model/text.ts'
import type { Environment } from './environment.ts'

export type Source =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string }

/**
 * A folder (absolute, relative to where kulprit was started, or under `~`) or a URL. Only https and ssh are taken: other
 * transports are unencrypted or make git run a program. The scp form `git@host:path` is ssh.
 */
export function parseSource(text: string, env: Environment = process.env): Result<Source> {
  const typed = text.trim()
  if (typed === '' || typed !== cleanLine(typed))
    return failed('usage', `"${cleanLine(typed)}" is neither a folder nor a URL`, {
      next: 'name a folder, or an https or ssh URL',
    })
  if (looksLikeUrl(typed)) {
    const refusal = urlRefusal(typed)
    return refusal === null
      ? ok({ kind: 'url', url: typed })
      : failed('usage', `the repository ${shownUrl(typed)} is refused: ${refusal}`, {
          next: 'name an https or ssh URL, or the folder of a clone',
        })
  }
  const folder =
    typed === '~' || typed.startsWith('~/') ? (env['HOME'] ?? homedir()) + typed.slice(1) : typed
  return ok({ kind: 'folder', path: resolve(folder) })
}

/** Why kulprit does not fetch from a URL; null where it does. */
export function urlRefusal(url: string): string | null {
  if (url !== cleanLine(url) || /[\s\\]/.test(url))
    return 'it contains blanks or control characters'
  const scp = scpParts(url)
  if (scp !== null)
    return isHost(scp.host) && isUser(scp.user) && !scp.path.startsWith('-')
      ? null
      : 'it has no valid host'
  const parsed = URL.parse(url)
  if (parsed === null) return 'it is not a URL'
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'ssh:')
    return `${parsed.protocol.slice(0, -1)} is not allowed, only https and ssh are`
  if (!isHost(parsed.hostname) || !isUser(decoded(parsed.username))) return 'it has no valid host'
  if (parsed.password !== '')
    return 'it contains a password, which belongs into a credential helper'
  return /^\/+$/.test(parsed.pathname) || parsed.pathname === '' ? 'it names no repository' : null
}

function looksLikeUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:(\/\/|:)/i.test(text) || scpParts(text) !== null
}

/** For the screen: without a password, and for https without the user, which can be a token. */
export function shownUrl(url: string): string {
  return cleanLine(url)
    .replace(/^(https?:\/\/)[^/@]*@/i, '$1')
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^/@:]*):[^/@]*@/i, '$1@')
}

/**
 * One form for every way to write a repository's URL: `host/path`, without user, port and `.git`.
 * Big forges ignore the case of the path, so there it is lowered too. Null for a local path.
 */
export function normalUrl(url: string): string | null {
  const scp = scpParts(url)
  const parsed = scp === null ? URL.parse(url) : null
  if (scp === null && (parsed === null || parsed.hostname === '')) return null
  const host = (scp?.host ?? parsed?.hostname ?? '').toLowerCase().replace(/^(alt)?ssh\./, '')
  const path = decoded(scp?.path ?? parsed?.pathname ?? '')
    .replaceAll(/\/{2,}/g, '/')
    .replaceAll(/^\/|\/$/g, '')
    .replace(/\.git$/, '')
    // Azure DevOps and Bitbucket Server put a marker into one of the two forms.
    .replace(host === 'dev.azure.com' ? /^v3\// : /^scm\//, '')
    .replace('/_git/', '/')
  if (path === '') return null
  const ignoresCase = /(^|\.)(github|gitlab|bitbucket|azure)\./.test(host)
  return `${host}/${ignoresCase ? path.toLowerCase() : path}`
}

/** As git reads it: a colon before the first slash, and no `://`. */
export function scpParts(url: string): { user: string; host: string; path: string } | null {
  const match = /^(?:([^/:@]*)@)?([^/:@]+):(?!\/\/|:)(.+)$/.exec(url)
  if (match === null) return null
  const [, user = '', host = '', path = ''] = match
  return { user, host, path }
}

function isHost(host: string): boolean {
  return /^(?!-)[\w.-]+$|^\[[0-9a-f:.]+\]$/i.test(host)
}

function isUser(user: string): boolean {
  return /^(?!-)[\w.+~-]*$/.test(user)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
