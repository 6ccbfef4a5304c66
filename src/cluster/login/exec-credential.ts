/** What a credential plugin is told and what it answers: the ExecCredential API of Kubernetes. */
import { X509Certificate } from 'node:crypto'
import { text, texts } from '../trim/field.ts'
import { fileSource } from './file-source.ts'
import { isRecord, items, type Json, line, record } from '../trim/json.ts'

/** A plugin as the kubeconfig's `exec` describes it. */
export interface PluginSpec {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly apiVersion: string
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always'
  readonly installHint: string | null
  /** For KUBERNETES_EXEC_INFO: null where the kubeconfig does not ask for it. */
  readonly cluster: Json | null
}

export interface PluginCredential {
  readonly token: string | null
  /** PEM. */
  readonly certificate: { readonly cert: string; readonly key: string } | null
  /** Milliseconds since 1970; null for as long as the server takes it. */
  readonly expiresAt: number | null
}

const apiVersions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']

/** The spec, or what is wrong with it. `cluster` is the kubeconfig's. */
export function pluginSpec(exec: Json, cluster: Json): PluginSpec | string {
  const command = text(exec, 'command')
  if (command === null) return 'has no command'
  const apiVersion = text(exec, 'apiVersion')
  if (apiVersion === null || !apiVersions.includes(apiVersion))
    return `has apiVersion "${line(exec['apiVersion']) ?? ''}"; kulprit speaks ${apiVersions.join(' and ')}`
  const interactiveMode = exec['interactiveMode'] ?? 'IfAvailable'
  if (
    interactiveMode !== 'Never' &&
    interactiveMode !== 'IfAvailable' &&
    interactiveMode !== 'Always'
  )
    return 'has an unknown interactiveMode; it can be Never, IfAvailable or Always'
  const variables = items(exec['env']).map(record)
  return {
    command,
    args: texts(exec['args']),
    env: Object.fromEntries(
      variables.map((variable) => [text(variable, 'name') ?? '', text(variable, 'value') ?? '']),
    ),
    apiVersion,
    interactiveMode,
    installHint: line(exec['installHint']) || null,
    cluster: exec['provideClusterInfo'] === true ? clusterInfo(cluster) : null,
  }
}

const extensionName = 'client.authentication.k8s.io/exec'

/** The cluster as a plugin sees it (client-go, ConfigToExecCluster). */
function clusterInfo(cluster: Json): Json {
  const extension = items(cluster['extensions'])
    .map(record)
    .find((each) => each['name'] === extensionName)
  const fields = {
    server: text(cluster, 'server'),
    'tls-server-name': text(cluster, 'tls-server-name'),
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'] === true || null,
    'certificate-authority-data': authorityData(cluster),
    'proxy-url': text(cluster, 'proxy-url'),
    'disable-compression': cluster['disable-compression'] === true || null,
    config: extension?.['extension'] ?? null,
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

/** Base64; where the file cannot be read, reading it for the connection says so. */
function authorityData(cluster: Json): string | null {
  const data = text(cluster, 'certificate-authority-data')
  const path = text(cluster, 'certificate-authority')
  if (data !== null || path === null) return data
  const content = fileSource(path).read()
  return content.ok ? Buffer.from(content.value).toString('base64') : null
}

/** The value of KUBERNETES_EXEC_INFO. */
export function execInfo({ apiVersion, cluster }: PluginSpec, interactive: boolean): string {
  const spec = { ...(cluster === null ? {} : { cluster }), interactive }
  return JSON.stringify({ kind: 'ExecCredential', apiVersion, spec })
}

/**
 * The credential, or what is wrong with the answer, never quoting it: it may hold a credential. The
 * rules are client-go's (plugin/pkg/client/auth/exec).
 */
export function parseCredential(stdout: string, apiVersion: string): PluginCredential | string {
  let answer: unknown
  try {
    answer = JSON.parse(stdout)
  } catch {
    return 'printed no ExecCredential'
  }
  if (!isRecord(answer) || answer['kind'] !== 'ExecCredential') return 'printed no ExecCredential'
  if (answer['apiVersion'] !== apiVersion)
    return `answered in ${line(answer['apiVersion']) || 'no apiVersion'}, the kubeconfig says ${apiVersion}`
  const status = record(answer['status'])
  const token = text(status, 'token')
  const cert = text(status, 'clientCertificateData')
  const key = text(status, 'clientKeyData')
  if ((cert === null) !== (key === null)) return 'gave a certificate or a key, but not both'
  if (token === null && cert === null) return 'gave neither a token nor a certificate'
  if (token !== null && !/^[\u0021-\u007e]+$/.test(token)) return 'gave a token that cannot be sent'
  if (cert !== null && !isCertificate(cert)) return 'gave a certificate that cannot be read'
  const expires = status['expirationTimestamp'] ?? null
  const expiresAt = typeof expires === 'string' ? Date.parse(expires) : null
  if (Number.isNaN(expiresAt)) return 'gave an expirationTimestamp that is no time'
  return {
    token,
    certificate: cert === null || key === null ? null : { cert, key },
    expiresAt,
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== null
  } catch {
    return false
  }
}
