/** The programs of a control plane, each with the Go module that pins its version. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Program {
  readonly name: ProgramName
  /** The folder of its go.mod. */
  readonly moduleFolder: string
  readonly package: string
  readonly linkerFlags: string
}

export type ProgramName =
  'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'kubectl' | 'kwok'

const modulesFolder = join(import.meta.dirname, 'modules')

export interface Versions {
  readonly kubernetes: string
  readonly etcd: string
  readonly kwok: string
}

export function pinnedVersions(): Versions {
  return {
    kubernetes: pinned('kubernetes', 'k8s.io/kubernetes'),
    etcd: pinned('etcd', 'go.etcd.io/etcd/server/v3'),
    kwok: pinned('kwok', 'sigs.k8s.io/kwok'),
  }
}

/** In the order to build: what the first ones compile, the later ones share. */
export function programs(): readonly Program[] {
  const { kubernetes } = pinnedVersions()
  const kube = (name: ProgramName): Program => ({
    name,
    moduleFolder: join(modulesFolder, 'kubernetes'),
    package: `k8s.io/kubernetes/cmd/${name}`,
    linkerFlags: `-s -w ${versionFlags(kubernetes)}`,
  })
  return [
    {
      name: 'etcd',
      moduleFolder: join(modulesFolder, 'etcd'),
      package: 'go.etcd.io/etcd/server/v3',
      linkerFlags: '-s -w',
    },
    kube('kube-apiserver'),
    kube('kube-controller-manager'),
    kube('kube-scheduler'),
    kube('kubectl'),
    {
      name: 'kwok',
      moduleFolder: join(modulesFolder, 'kwok'),
      package: 'sigs.k8s.io/kwok/cmd/kwok',
      linkerFlags: '-s -w',
    },
  ]
}

/** Names the versions, and changes whenever anything that is built from does. */
export function cacheKey(): string {
  const { kubernetes, etcd, kwok } = pinnedVersions()
  const flags = programs().map(({ name, package: built, linkerFlags }) => [
    name,
    built,
    linkerFlags,
  ])
  const hash = createHash('sha256').update(JSON.stringify(flags))
  for (const folder of ['kubernetes', 'etcd', 'kwok'])
    for (const file of ['go.mod', 'go.sum'])
      hash.update(readFileSync(join(modulesFolder, folder, file)))
  const digest = hash.digest('hex').slice(0, 12)
  return `kubernetes-${kubernetes}-etcd-${etcd}-kwok-${kwok}-${process.platform}-${process.arch}-${digest}`
}

function pinned(folder: string, module: string): string {
  const text = readFileSync(join(modulesFolder, folder, 'go.mod'), 'utf8')
  const version = text
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^require /, '')
        .split(' '),
    )
    .find(([name]) => name === module)?.[1]
  if (version === undefined) throw new Error(`${folder}/go.mod does not require ${module}`)
  return version
}

/** What Kubernetes' own build sets; without it the server calls itself v0.0.0. */
function versionFlags(version: string): string {
  const [major, minor] = version.replace(/^v/, '').split('.')
  return ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
    .flatMap((where) => [
      `-X ${where}.gitVersion=${version}`,
      `-X ${where}.gitMajor=${major}`,
      `-X ${where}.gitMinor=${minor}`,
    ])
    .join(' ')
}
