/** Makes the certificates of a control plane with the openssl command: Node can read them but not make them. */
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Authority {
  readonly certificate: string
  readonly key: string
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** A certificate authority in `folder`, as `NAME.crt` and `NAME.key`. */
export function createAuthority(folder: string, name: string): Authority {
  const authority = { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) }
  const config = join(folder, `${name}.conf`)
  writeFileSync(
    config,
    `[req]\ndistinguished_name = name\nprompt = no\nx509_extensions = authority\n[name]\nCN = ${name}\n[authority]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,digitalSignature\nsubjectKeyIdentifier = hash\n`,
  )
  openssl(
    ...['req', '-x509', ...newKey, '-days', '30', '-config', config],
    ...['-keyout', authority.key, '-out', authority.certificate],
  )
  return authority
}

/**
 * A certificate for servers on 127.0.0.1, and for clients with the name and groups in `subject`
 * (`/O=GROUP/CN=NAME`). Files that exist are replaced in one step each, the key first.
 */
export function issueCertificate(
  authority: Authority,
  subject: string,
  files: { readonly certificate: string; readonly key: string },
): void {
  const extensions = `${files.certificate}.ext`
  writeFileSync(
    extensions,
    'subjectAltName = IP:127.0.0.1,DNS:localhost\nextendedKeyUsage = serverAuth,clientAuth\nkeyUsage = digitalSignature\nbasicConstraints = CA:FALSE\n',
  )
  const next = { certificate: `${files.certificate}.next`, key: `${files.key}.next` }
  const request = `${files.certificate}.csr`
  openssl('req', '-new', ...newKey, '-subj', subject, '-keyout', next.key, '-out', request)
  openssl(
    ...['x509', '-req', '-in', request, '-days', '30', '-extfile', extensions],
    ...['-CA', authority.certificate, '-CAkey', authority.key, '-CAcreateserial'],
    ...['-out', next.certificate],
  )
  renameSync(next.key, files.key)
  renameSync(next.certificate, files.certificate)
}

/** The key pair that service account tokens are signed with. */
export function createSigningKey(folder: string): {
  readonly private: string
  readonly public: string
} {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const files = {
    private: join(folder, 'service-account.key'),
    public: join(folder, 'service-account.pub'),
  }
  writeFileSync(files.private, pair.privateKey, { mode: 0o600 })
  writeFileSync(files.public, pair.publicKey)
  return files
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}
