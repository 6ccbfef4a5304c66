/** What the rest of kulprit may use of this folder; import it lazily, it loads the HTTP client. */
export { connect } from './connection.ts'
export type { PersonsTerminal } from './exec-plugin.ts'
export { readDetails } from './details.ts'
export { readFleet } from './fleet-read.ts'
export { watchFleet } from './fleet-watch.ts'
export { loadKubeconfig } from './kubeconfig.ts'
export { readUsage, watchUsage } from './usage.ts'
export type { Scope } from './resource.ts'
