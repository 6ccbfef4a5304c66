/** Picks the container that is the application, among sidecars and exporters. */
import type { Container, Meta, PodTemplate } from './kube.ts'

const sidecars = new Set([
  'istio-proxy',
  'linkerd-proxy',
  'consul-dataplane',
  'queue-proxy',
  'vault-agent',
  'daprd',
  'cloud-sql-proxy',
  'cloudsql-proxy',
  'kube-rbac-proxy',
  'oauth2-proxy',
  'otc-container',
  'fluent-bit',
  'filebeat',
])

/**
 * The container named by `kubectl.kubernetes.io/default-container`, else the one named as the
 * workload or as its label `app.kubernetes.io/name`, `app` or `app.kubernetes.io/component`, else the
 * first that is no known sidecar, else the first. null where the template has no container. Read from
 * templates only, since injected proxies change pods.
 */
export function appContainer(template: PodTemplate, workload: Meta): Container | null {
  const { containers } = template
  if (containers.length < 2) return containers[0] ?? null
  const names = [
    template.annotations['kubectl.kubernetes.io/default-container'],
    workload.name,
    template.labels['app.kubernetes.io/name'] ?? workload.labels['app.kubernetes.io/name'],
    template.labels['app'] ?? workload.labels['app'],
    template.labels['app.kubernetes.io/component'] ??
      workload.labels['app.kubernetes.io/component'],
  ]
  for (const name of names) {
    const named = containers.find((container) => container.name === name)
    if (named !== undefined) return named
  }
  return containers.find((container) => !isSidecar(container)) ?? containers[0] ?? null
}

function isSidecar(container: Container): boolean {
  return sidecars.has(container.name) || container.name.endsWith('-exporter')
}
