/** The kubeconfig of the simulated cluster. */

/** Clients take plain http only where TLS is not verified. */
export function kubeconfig(url: string): string {
  return `apiVersion: v1
kind: Config
current-context: demo
clusters:
  - name: demo
    cluster:
      server: ${url}
      insecure-skip-tls-verify: true
users:
  - name: demo
    user: {}
contexts:
  - name: demo
    context:
      cluster: demo
      user: demo
`
}
