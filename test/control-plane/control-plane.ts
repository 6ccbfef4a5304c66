/** A Kubernetes control plane on loopback: etcd, API server, controllers, scheduler and simulated kubelets. */
import { join } from 'node:path'
import { buildPrograms, cacheFolder } from './build.ts'
import type { Authority } from './certificates.ts'
import { createAuthority, createSigningKey, issueCertificate } from './certificates.ts'
import type { Child } from './children.ts'
import { createRunFolder, endRun, startChild } from './children.ts'
import type { ApiClient } from './client.ts'
import { createClient } from './client.ts'
import { freePorts } from './ports.ts'
import type { ProgramName } from './programs.ts'
import type { UserName } from './users.ts'
import { restrictedNamespace, rights, userNames, writeKubeconfig, writeTokenFile } from './users.ts'
import { until } from './until.ts'

/** What a test needs to know of a control plane, wherever it was started. */
export interface Address {
  readonly url: string
  readonly etcdUrl: string
  /** Files, in a folder that is removed when the control plane stops. */
  readonly folder: string
  readonly authority: string
  readonly auditLog: string
  readonly kubeconfigs: Readonly<Record<UserName, string>>
  readonly kubectl: string
  readonly adminToken: string
}

export interface ControlPlane {
  readonly address: Address
  readonly admin: ApiClient
  readonly certificates: {
    readonly authority: Authority
    readonly server: { readonly certificate: string; readonly key: string }
  }
  readonly etcd: Service
  readonly apiServer: Service
  readonly stop: () => Promise<void>
}

/** A program that can be stopped and started again, on the same port and data. */
interface Service {
  readonly start: () => Promise<void>
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>
}

export interface Options {
  /** One line for each step that takes long. */
  readonly report: (line: string) => void
  /** Without controllers, scheduler and kubelets objects stay as they are written. */
  readonly controllers: boolean
}

export const nodeNames = ['node-a', 'node-b', 'node-c'] as const

export async function startControlPlane(options: Options): Promise<ControlPlane> {
  const program = await buildPrograms(options.report)
  for (let tries = 1; ; tries++)
    try {
      return await startOnFreePorts(program, options.controllers)
    } catch (error) {
      // Another program may take a port in the moment between its being found free and its use.
      if (tries === 3 || !String(error).includes('address already in use')) throw error
    }
}

async function startOnFreePorts(
  program: (name: ProgramName) => string,
  controllers: boolean,
): Promise<ControlPlane> {
  const folder = createRunFolder(join(cacheFolder(), 'runs'))
  const [etcdPort, peerPort, apiPort, kwokPort] = (await freePorts(4)) as [
    number,
    number,
    number,
    number,
  ]
  const etcdUrl = `http://127.0.0.1:${etcdPort}`
  const url = `https://127.0.0.1:${apiPort}`
  const authority = createAuthority(folder, 'cluster-authority')
  const signingKey = createSigningKey(folder)
  const server = { certificate: join(folder, 'server.crt'), key: join(folder, 'server.key') }
  issueCertificate(authority, '/CN=kube-apiserver', server)
  const tokens = writeTokenFile(folder)
  const place = { url, authority: authority.certificate }
  const programConfig = writeKubeconfig(join(folder, 'programs.kubeconfig'), place, {
    token: tokens.programToken,
  })
  const auditLog = join(folder, 'audit.log')
  const admin = createClient(url, tokens.token('admin'), authority.certificate)
  const running: Child[] = []

  function service(
    name: string,
    args: readonly string[],
    answers: () => Promise<boolean>,
  ): Service {
    let child: Child | null = null
    return {
      start: async () => {
        const started = startChild(folder, name, program(name as 'etcd'), args)
        child = started
        running.push(started)
        await until(`${name} answers`, async () => !started.running() || answers())
        expectRunning([started])
      },
      stop: async (signal) => {
        await child?.stop(signal)
      },
    }
  }

  const etcd = service('etcd', etcdArguments(folder, etcdUrl, peerPort), async () => {
    const answer = await fetch(`${etcdUrl}/health`)
    return answer.ok
  })
  const apiServer = service(
    'kube-apiserver',
    apiServerArguments({
      folder,
      etcdUrl,
      apiPort,
      authority,
      signingKey,
      server,
      auditLog,
      tokens: tokens.file,
    }),
    async () => (await admin.get('/readyz')).status === 200,
  )

  async function stop(): Promise<void> {
    for (const child of running.toReversed()) await child.stop('SIGKILL')
    await admin.close()
    endRun(folder)
  }

  try {
    await etcd.start()
    await apiServer.start()
    if (controllers) {
      for (const [name, args] of controllerArguments(
        programConfig,
        authority,
        signingKey,
        kwokPort,
      ))
        running.push(startChild(folder, name, program(name), args))
      await addNodes(admin, running)
    }
    await admin.post('/api/v1/namespaces', {
      metadata: { name: restrictedNamespace },
    })
    for (const object of rights()) await admin.post(pathOfRight(object), object)
  } catch (error) {
    await stop()
    throw error
  }
  const kubeconfigs = Object.fromEntries(
    userNames.map((user) => [
      user,
      writeKubeconfig(join(folder, `${user}.kubeconfig`), place, { token: tokens.token(user) }),
    ]),
  ) as Record<UserName, string>
  const address: Address = {
    url,
    etcdUrl,
    folder,
    authority: authority.certificate,
    auditLog,
    kubeconfigs,
    kubectl: program('kubectl'),
    adminToken: tokens.token('admin'),
  }
  return { address, admin, certificates: { authority, server }, etcd, apiServer, stop }
}

function etcdArguments(folder: string, url: string, peerPort: number): string[] {
  const peerUrl = `http://127.0.0.1:${peerPort}`
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ]
}

interface ApiServerFiles {
  readonly folder: string
  readonly etcdUrl: string
  readonly apiPort: number
  readonly authority: Authority
  readonly signingKey: { readonly private: string; readonly public: string }
  readonly server: { readonly certificate: string; readonly key: string }
  readonly auditLog: string
  readonly tokens: string
}

function apiServerArguments(files: ApiServerFiles): string[] {
  return [
    `--etcd-servers=${files.etcdUrl}`,
    `--cert-dir=${files.folder}`,
    `--secure-port=${files.apiPort}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--allow-privileged=true',
    '--authorization-mode=RBAC',
    // No token is mounted into pods that never run.
    '--disable-admission-plugins=ServiceAccount',
    `--tls-cert-file=${files.server.certificate}`,
    `--tls-private-key-file=${files.server.key}`,
    `--client-ca-file=${files.authority.certificate}`,
    `--token-auth-file=${files.tokens}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${files.signingKey.public}`,
    `--service-account-signing-key-file=${files.signingKey.private}`,
    `--audit-policy-file=${join(import.meta.dirname, 'audit-policy.yaml')}`,
    `--audit-log-path=${files.auditLog}`,
  ]
}

function controllerArguments(
  kubeconfig: string,
  authority: Authority,
  signingKey: { readonly private: string },
  kwokPort: number,
): [name: 'kube-controller-manager' | 'kube-scheduler' | 'kwok', args: string[]][] {
  const client = [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0']
  return [
    [
      'kube-controller-manager',
      [
        ...client,
        `--root-ca-file=${authority.certificate}`,
        `--service-account-private-key-file=${signingKey.private}`,
        // The simulated nodes report once and are never heard of again.
        '--node-monitor-grace-period=24h',
        '--kube-api-qps=200',
        '--kube-api-burst=400',
      ],
    ],
    ['kube-scheduler', [...client, '--kube-api-qps=200', '--kube-api-burst=400']],
    [
      'kwok',
      [
        `--kubeconfig=${kubeconfig}`,
        '--manage-all-nodes=true',
        `--config=${join(import.meta.dirname, 'stages.yaml')}`,
        `--server-address=127.0.0.1:${kwokPort}`,
      ],
    ],
  ]
}

function expectRunning(children: readonly Child[]): void {
  for (const child of children)
    if (!child.running()) throw new Error(`${child.name} ended:\n${child.log()}`)
}

async function addNodes(admin: ApiClient, programs: readonly Child[]): Promise<void> {
  for (const name of nodeNames)
    await admin.post('/api/v1/nodes', {
      metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    })
  await until('the nodes are ready', async () => {
    if (!programs.every((program) => program.running())) return true
    const { json } = await admin.get('/api/v1/nodes')
    const nodes = json.items as {
      spec: { taints?: object[] }
      status: { conditions?: { type: string; status: string }[] }
    }[]
    return nodes.every(
      ({ spec, status }) =>
        spec.taints === undefined &&
        status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
    )
  })
  expectRunning(programs)
}

function pathOfRight(object: object): string {
  const { kind, metadata } = object as { kind: string; metadata: { namespace?: string } }
  const group = '/apis/rbac.authorization.k8s.io/v1'
  const { namespace } = metadata
  return namespace === undefined
    ? `${group}/${kind.toLowerCase()}s`
    : `${group}/namespaces/${namespace}/${kind.toLowerCase()}s`
}
