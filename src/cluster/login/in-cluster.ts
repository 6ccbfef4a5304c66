/** Where kulprit runs in a pod without a kubeconfig: the pod's own service account. */
import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import type { ContextEntry } from './context-entry.ts'

export const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The name of its one context. */
const inClusterContext = 'in-cluster'

/** null outside a cluster. As client-go's InClusterConfig; the token is read again when it changes. */
export function inClusterEntry(env: NodeJS.ProcessEnv, folder: string): ContextEntry | null {
  const host = env['KUBERNETES_SERVICE_HOST']
  const port = env['KUBERNETES_SERVICE_PORT']
  const tokenFile = join(folder, 'token')
  const ca = join(folder, 'ca.crt')
  if (!host || !port || !existsSync(tokenFile)) return null
  return {
    name: inClusterContext,
    namespace: env['POD_NAMESPACE'] || namespaceOf(folder),
    cluster: {
      server: `https://${isIP(host) === 6 ? `[${host}]` : host}:${port}`,
      ...(existsSync(ca) ? { 'certificate-authority': ca } : {}),
    },
    user: { tokenFile },
    userOrigin: null,
  }
}

function namespaceOf(folder: string): string | null {
  try {
    return readFileSync(join(folder, 'namespace'), 'utf8').trim() || null
  } catch {
    return null
  }
}
