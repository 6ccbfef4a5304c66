/** Which proxy leads to an address: the kubeconfig's `proxy-url`, else what the environment says, as in Go. */
import { BlockList, isIP } from 'node:net'
import { cleanLine } from '../../model/text.ts'

const schemes = ['http:', 'https:', 'socks5:']

/** null where it is none that can be used; clientcmd knows the same three schemes. */
export function parseProxyUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && schemes.includes(url.protocol) && url.hostname !== '' ? url : null
}

export interface ProxyUser {
  readonly name: string
  readonly password: string
}

/** Whom the proxy's URL names; null where it names nobody. */
export function proxyUser(proxy: URL): ProxyUser | null {
  if (proxy.username === '') return null
  return { name: decoded(proxy.username), password: decoded(proxy.password) }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // A lone % stands for itself.
    return part
  }
}

/** For messages: a proxy's URL may hold a password. */
export function proxyName(proxy: URL): string {
  return cleanLine(`${proxy.protocol}//${proxy.host}`)
}

/**
 * HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and the same in small letters, which win; null means direct.
 * The rules are those of golang.org/x/net/http/httpproxy: loopback never goes through a proxy, and a
 * value without a scheme means http.
 */
export function environmentProxy(target: URL, env: NodeJS.ProcessEnv): URL | null {
  const scheme = target.protocol === 'https:' ? 'https' : 'http'
  const value = env[`${scheme}_proxy`] || env[`${scheme.toUpperCase()}_PROXY`]
  // In a CGI program HTTP_PROXY is a header that anybody can send.
  if (value === undefined || value === '' || (scheme === 'http' && env['REQUEST_METHOD']))
    return null
  const host = target.hostname.replace(/^\[|\]$/g, '')
  const port = target.port || (scheme === 'https' ? '443' : '80')
  if (isLoopback(host) || isExempt(host, port, env['no_proxy'] || env['NO_PROXY'] || ''))
    return null
  return parseProxyUrl(value) ?? parseProxyUrl(`http://${value}`)
}

function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  return isIP(host) === 4 ? host.startsWith('127.') : host === '::1'
}

/** One entry is an address, a range, a domain with everything below it, or `*`; a port may follow. */
function isExempt(host: string, port: string, noProxy: string): boolean {
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry === '*' || (entry !== '' && matches(entry, host.toLowerCase(), port)))
}

function matches(entry: string, host: string, port: string): boolean {
  const [range = '', bits] = entry.split('/')
  if (bits !== undefined && isIP(range) !== 0)
    return /^\d+$/.test(bits) && isInRange(host, range, Number(bits))
  const withPort = /^(?:\[(?<v6>.+)\]|(?<name>[^:]+))(?::(?<port>[^:]*))?$/.exec(entry)?.groups
  const wanted = withPort?.['v6'] ?? withPort?.['name'] ?? entry
  if (withPort?.['port'] && withPort['port'] !== port) return false
  if (isIP(host) !== 0) return isIP(wanted) !== 0 && isInRange(host, wanted, wholeAddress(wanted))
  const domain = wanted.replace(/^\*(?=\.)/, '')
  return domain.startsWith('.')
    ? host.endsWith(domain)
    : host === domain || host.endsWith(`.${domain}`)
}

function isInRange(host: string, range: string, bits: number): boolean {
  if (isIP(host) !== isIP(range) || bits > wholeAddress(range)) return false
  const list = new BlockList()
  list.addSubnet(range, bits, familyOf(range))
  return list.check(host, familyOf(host))
}

function wholeAddress(address: string): number {
  return isIP(address) === 6 ? 128 : 32
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}
