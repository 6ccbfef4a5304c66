/** Starts a control plane for a person, and prints what to export. */
import { missingTool } from './build.ts'
import { nodeNames, startControlPlane } from './control-plane.ts'
import { pinnedVersions } from './programs.ts'

const missing = missingTool()
if (missing !== null) {
  console.error(`error: no control plane can be started: ${missing}`)
  process.exit(1)
}
const started = Date.now()
const controlPlane = await startControlPlane({
  controllers: true,
  report: (line) => console.error(`control plane: ${line}`),
})
const { kubernetes, etcd, kwok } = pinnedVersions()
console.error(
  `control plane: Kubernetes ${kubernetes}, etcd ${etcd}, kwok ${kwok} with ${nodeNames.length} nodes, ready after ${Math.round((Date.now() - started) / 1000)} s`,
)
const { kubeconfigs } = controlPlane.address
for (const [user, file] of Object.entries(kubeconfigs))
  if (user !== 'admin') console.error(`control plane: kubeconfig of user ${user}: ${file}`)
console.error('control plane: Ctrl-C stops it')
console.log(`export KUBECONFIG=${kubeconfigs.admin}`)

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    void controlPlane.stop().then(() => process.exit(0))
  })
