/** Reads environment variables whose value stands in the template. */
import type { Container } from './kube.ts'
import type { Found } from '../place.ts'

export function literalEnv(container: Container | null, name: string): Found | null {
  const env = container?.env[name]
  if (container === null || env?.kind !== 'literal') return null
  const value = env.text.trim()
  // `$(NAME)` is filled in by the kubelet, out of sight.
  if (value === '' || value.includes('$(')) return null
  return { value, source: `environment variable ${name} of container ${container.name}` }
}
