/** Starts one control plane for the whole suite, or says loudly why the suite is skipped. */
import type { TestProject } from 'vitest/node'
import { brokenPromises, requestsOfKulprit } from './audit.ts'
import { missingTool } from './build.ts'
import type { Address } from './control-plane.ts'
import { startControlPlane } from './control-plane.ts'
import { pinnedVersions } from './programs.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** null where no control plane can be built. */
    readonly controlPlane: Address | null
  }
}

export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const missing = missingTool()
  if (missing !== null) {
    project.provide('controlPlane', null)
    console.error(
      `\n${'!'.repeat(80)}\nSKIPPED: every test on the real Kubernetes API server.\n${missing}\n${'!'.repeat(80)}\n`,
    )
    return undefined
  }
  const started = Date.now()
  const controlPlane = await startControlPlane({
    controllers: true,
    report: (line) => console.error(`control plane: ${line}`),
  })
  const { kubernetes, etcd } = pinnedVersions()
  console.error(
    `control plane: Kubernetes ${kubernetes} on etcd ${etcd}, ready after ${((Date.now() - started) / 1000).toFixed(1)} s`,
  )
  project.provide('controlPlane', controlPlane.address)
  return async () => {
    const requests = requestsOfKulprit(controlPlane.address.auditLog)
    await controlPlane.stop()
    const broken = brokenPromises(requests)
    if (broken.length > 0)
      throw new Error(`kulprit did more than read:\n${JSON.stringify(broken, null, 2)}`)
    console.error(
      `control plane: ${requests.length} requests by kulprit, every one of them read-only`,
    )
  }
}
