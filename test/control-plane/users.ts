/** The users of the test cluster: who they are, what they may, and their kubeconfigs. */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * `viewer` has the ClusterRole view everywhere; `shopper` has it in namespace `shop` alone; `nobody` is
 * known and may nothing; two may read all that kulprit reads, but for one kind; `supporter` is in the group
 * `support`, which has only what a test gives it.
 */
export const userNames = [
  'admin',
  'viewer',
  'shopper',
  'nobody',
  'no-replicasets',
  'no-pods',
  'supporter',
] as const

export type UserName = (typeof userNames)[number]

export const restrictedNamespace = 'shop'

/** Who the cluster's own programs are. */
const programUser = 'system:control-plane'

const kindsByGroup = {
  '': ['namespaces', 'pods', 'pods/log', 'events'],
  apps: ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'controllerrevisions'],
  batch: ['jobs', 'cronjobs'],
}

/** Writes the file that the API server reads the users from. */
export function writeTokenFile(folder: string): {
  readonly file: string
  readonly token: (user: UserName) => string
  readonly programToken: string
} {
  const tokens = new Map<string, string>(
    [programUser, ...userNames].map((user) => [user, randomBytes(16).toString('hex')]),
  )
  const masters = [programUser, 'admin']
  const groupOf = (user: string): string =>
    masters.includes(user) ? 'system:masters' : user === 'supporter' ? 'support' : ''
  const rows = [...tokens].map(([user, token]) => `${token},${user},${user},"${groupOf(user)}"`)
  const file = join(folder, 'tokens.csv')
  writeFileSync(file, `${rows.join('\n')}\n`, { mode: 0o600 })
  const token = (user: string): string => tokens.get(user) ?? ''
  return { file, token, programToken: token(programUser) }
}

/** A kubeconfig with one context of the given name; `user` is its entry as kubectl writes it. */
export function writeKubeconfig(
  file: string,
  server: { readonly url: string; readonly authority: string },
  user: object,
  options: { readonly context?: string; readonly namespace?: string } = {},
): string {
  const name = options.context ?? 'test'
  const { namespace } = options
  const context = { cluster: name, user: name, ...(namespace === undefined ? {} : { namespace }) }
  writeFileSync(
    file,
    JSON.stringify(
      {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          { name, cluster: { server: server.url, 'certificate-authority': server.authority } },
        ],
        users: [{ name, user }],
        contexts: [{ name, context }],
        'current-context': name,
      },
      null,
      2,
    ),
    { mode: 0o600 },
  )
  return file
}

/** The objects that give the users their rights. */
export function rights(): object[] {
  return [
    clusterBinding('viewer', 'view'),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'shopper', namespace: restrictedNamespace },
      subjects: [subject('shopper')],
      roleRef: roleRef('view'),
    },
    ...(['replicasets', 'pods'] as const).flatMap((hidden) => {
      const user: UserName = `no-${hidden}`
      return [roleWithout(user, hidden), clusterBinding(user, user)]
    }),
  ]
}

function roleWithout(name: string, hidden: string): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name },
    rules: Object.entries(kindsByGroup).map(([group, kinds]) => ({
      apiGroups: [group],
      resources: kinds.filter((kind) => kind !== hidden),
      verbs: ['get', 'list', 'watch'],
    })),
  }
}

function clusterBinding(user: UserName, role: string): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: user },
    subjects: [subject(user)],
    roleRef: roleRef(role),
  }
}

function subject(user: UserName): object {
  return { kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io' }
}

function roleRef(name: string): object {
  return { kind: 'ClusterRole', name, apiGroup: 'rbac.authorization.k8s.io' }
}
