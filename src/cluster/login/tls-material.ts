/** What TLS towards a cluster needs, from the kubeconfig and from files that are read again when they change. */
import { isIP } from 'node:net'
import {
  checkServerIdentity,
  type ConnectionOptions,
  createSecureContext,
  getCACertificates,
} from 'node:tls'
import { text } from '../trim/field.ts'
import { type FileSource, fileSource } from './file-source.ts'
import { type Json, line } from '../trim/json.ts'
import { type Reading, unread } from '../request/read-failure.ts'

export interface TlsMaterial {
  /** Towards the server. The same object as long as nothing has changed. */
  readonly server: ConnectionOptions
  /** Towards a proxy: the same trust, and the machine's, without the client's certificate. */
  readonly proxy: () => ConnectionOptions
}

export interface TlsSource {
  readonly read: () => Reading<TlsMaterial>
  /** Reads the files again even where they look unchanged. */
  readonly distrust: () => void
}

type Part = () => Reading<string | null>

/** As in client-go (transport.TLSConfigFor): inline data comes before a file. */
export function tlsSource(cluster: Json, user: Json): TlsSource {
  const files: FileSource[] = []

  function part(fields: Json, name: string): Part {
    const data = text(fields, `${name}-data`)
    if (data !== null) {
      const decoded = Buffer.from(data, 'base64').toString()
      return () => ({ ok: true, value: decoded })
    }
    const path = text(fields, name)
    if (path === null) return () => ({ ok: true, value: null })
    const file = fileSource(path)
    files.push(file)
    return file.read
  }

  const parts = {
    ca: part(cluster, 'certificate-authority'),
    cert: part(user, 'client-certificate'),
    key: part(user, 'client-key'),
  }
  const insecure = cluster['insecure-skip-tls-verify'] === true
  const serverName = text(cluster, 'tls-server-name')
  let last: { readonly stamp: string; readonly material: TlsMaterial } | null = null

  return {
    read: () => {
      const ca = parts.ca()
      const cert = parts.cert()
      const key: Reading<string | null> = cert.ok && cert.value === null ? cert : parts.key()
      if (!ca.ok) return ca
      if (!cert.ok) return cert
      if (!key.ok) return key
      const stamp = JSON.stringify([ca.value, cert.value, key.value])
      if (last?.stamp === stamp) return { ok: true, value: last.material }
      const wrong = problem(ca.value, cert.value, key.value, insecure)
      if (wrong === null)
        last = {
          stamp,
          material: materialOf(ca.value, cert.value, key.value, insecure, serverName),
        }
      // A certificate and its key are replaced one after the other: until then the old pair counts.
      return last === null ? unread('Credentials', wrong ?? '') : { ok: true, value: last.material }
    },
    distrust: () => {
      for (const file of files) file.distrust()
    },
  }
}

function problem(
  ca: string | null,
  cert: string | null,
  key: string | null,
  insecure: boolean,
): string | null {
  if (insecure && ca !== null)
    return 'the cluster has both a certificate authority and insecure-skip-tls-verify'
  if (cert !== null && key === null) return 'the user has a client certificate but no key'
  const checks = [
    ['the certificate authority', { ca }],
    ['the client certificate and its key', { cert, key }],
  ] as const
  for (const [what, options] of checks)
    try {
      // Without any authority it would read all that Node knows.
      createSecureContext({ ca: [], ...withoutNull(options) })
    } catch (error) {
      const said = error instanceof Error ? (line(error.message) ?? '') : ''
      return `${what} cannot be used: ${said}`
    }
  if (ca !== null && !ca.includes('-----BEGIN CERTIFICATE-----'))
    return 'the certificate authority holds no certificate'
  return null
}

function materialOf(
  ca: string | null,
  cert: string | null,
  key: string | null,
  insecure: boolean,
  serverName: string | null,
): TlsMaterial {
  const trust: ConnectionOptions = {
    rejectUnauthorized: !insecure,
    ...(insecure ? {} : { ca: ca === null ? systemAuthorities() : [ca] }),
  }
  return {
    server: { ...trust, ...withoutNull({ cert, key }), ...nameOf(serverName) },
    proxy: () =>
      insecure ? trust : { ...trust, ca: [...(ca === null ? [] : [ca]), ...systemAuthorities()] },
  }
}

/** TLS has no address as a server name; it can still be what the certificate has to name. */
function nameOf(serverName: string | null): ConnectionOptions {
  if (serverName === null) return {}
  return isIP(serverName) === 0
    ? { servername: serverName }
    : {
        checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate),
      }
}

let authorities: string[] | null = null

/** What the machine trusts, as in Go; where it has no list of its own, what Node trusts. */
export function systemAuthorities(): string[] {
  authorities ??= [...getCACertificates('system'), ...getCACertificates('extra')]
  if (authorities.length === 0) authorities = getCACertificates('default')
  return authorities
}

function withoutNull<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
}
