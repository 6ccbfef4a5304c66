/** The suite's cluster: its API and kubectl as the administrator, and the built kulprit as any user. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import { inject } from 'vitest'
import type { ApiClient, ApiObject } from './client.ts'
import { createClient } from './client.ts'
import type { Address } from './control-plane.ts'
import type { UserName } from './users.ts'
import { until } from './until.ts'

export const available = inject('controlPlane') !== null

interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Call it only where `available`. */
export function openCluster(): Cluster {
  const address = inject('controlPlane')
  if (address === null) throw new Error('there is no control plane')
  const admin = createClient(address.url, address.adminToken, address.authority)
  const kubectl = (...args: string[]): Promise<string> => runKubectl(address, args)
  return {
    address,
    admin,
    kubectl,
    apply: async (...objects) => {
      const list = { apiVersion: 'v1', kind: 'List', items: objects }
      await runKubectl(address, ['apply', '-f', '-'], JSON.stringify(list))
    },
    kulprit: (args, user = 'admin', { kubeconfig, memory } = {}) =>
      run(
        process.execPath,
        [
          resolve('bin/kulprit.js'),
          ...args,
          '--kubeconfig',
          kubeconfig ?? address.kubeconfigs[user],
        ],
        {
          HOME: address.folder,
          XDG_STATE_HOME: join(address.folder, memory ?? join('forgotten', randomUUID())),
        },
      ),
    rolledOut: async (namespace, name) => {
      await until(`deployment ${name} is rolled out`, async () => {
        const { json } = await admin.get(
          `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`,
        )
        return isRolledOut(json as ApiObject)
      })
    },
  }
}

export interface Cluster {
  readonly address: Address
  readonly admin: ApiClient
  /** Its stdout; rejects where it fails. */
  readonly kubectl: (...args: string[]) => Promise<string>
  readonly apply: (...objects: object[]) => Promise<void>
  /**
   * With the user's kubeconfig, or another one. Runs with the same `memory` remember each other's
   * releases; without one nothing is remembered.
   */
  readonly kulprit: (
    args: readonly string[],
    user?: UserName,
    rest?: { readonly kubeconfig?: string; readonly memory?: string },
  ) => Promise<Run>
  readonly rolledOut: (namespace: string, name: string) => Promise<void>
}

function isRolledOut({ metadata, spec, status }: ApiObject): boolean {
  return (
    status.observedGeneration >= (metadata['generation'] as number) &&
    status.updatedReplicas === spec.replicas &&
    status.replicas === spec.replicas &&
    status.availableReplicas === spec.replicas &&
    status.conditions.some(
      ({ type, reason }: { type: string; reason: string }) =>
        type === 'Progressing' && reason === 'NewReplicaSetAvailable',
    )
  )
}

async function runKubectl(address: Address, args: string[], input = ''): Promise<string> {
  const done = await run(
    address.kubectl,
    ['--kubeconfig', address.kubeconfigs.admin, ...args],
    { HOME: address.folder },
    input,
  )
  if (done.code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${done.stderr}`)
  return done.stdout
}

function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      [...args],
      { env: { PATH: process.env['PATH'], TZ: 'UTC', ...env }, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
        resolve({ code, stdout, stderr })
      },
    )
    child.stdin?.end(input)
  })
}
