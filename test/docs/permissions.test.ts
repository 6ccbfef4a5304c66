/** Writes the page of permissions and the manifests that grant them from the table in the code. */
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { Permission } from '../../src/cluster/permissions.ts'
import { permissions } from '../../src/cluster/permissions.ts'

/** One rule for each group and set of verbs. */
function rulesOf(wanted: readonly Permission[]): object[] {
  const rules = new Map<string, { group: string; verbs: readonly string[]; resources: string[] }>()
  for (const { group, resource, verbs } of wanted) {
    const key = `${group} ${verbs.join()}`
    const rule = rules.get(key) ?? { group, verbs, resources: [] }
    rules.set(key, { ...rule, resources: [...rule.resources, resource] })
  }
  return [...rules.values()].map(({ group, resources, verbs }) => ({
    apiGroups: [group],
    resources,
    verbs: [...verbs],
  }))
}

function binding(kind: 'ClusterRoleBinding' | 'RoleBinding', roleKind: string): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name: 'kulprit', ...(kind === 'RoleBinding' ? { namespace: 'shop' } : {}) },
    subjects: [{ kind: 'Group', name: 'support', apiGroup: 'rbac.authorization.k8s.io' }],
    roleRef: { kind: roleKind, name: 'kulprit', apiGroup: 'rbac.authorization.k8s.io' },
  }
}

function manifest(intro: string, ...objects: object[]): string {
  return `${intro}\n${objects.map((object) => stringify(object, { flowCollectionPadding: false })).join('---\n')}`
}

const apiVersion = 'rbac.authorization.k8s.io/v1'

test('docs/reference/kulprit-clusterrole.yaml', async () => {
  const role = {
    apiVersion,
    kind: 'ClusterRole',
    metadata: { name: 'kulprit' },
    rules: rulesOf(permissions),
  }
  await expect(
    manifest(
      '# All that kulprit reads, in every namespace. Put your own group into the binding.',
      role,
      binding('ClusterRoleBinding', 'ClusterRole'),
    ),
  ).toMatchFileSnapshot('../../docs/reference/kulprit-clusterrole.yaml')
})

test('docs/reference/kulprit-role.yaml', async () => {
  const inNamespace = permissions.filter(({ resource }) => resource !== 'namespaces')
  const role = {
    apiVersion,
    kind: 'Role',
    metadata: { name: 'kulprit', namespace: 'shop' },
    rules: [
      ...rulesOf(inNamespace),
      { apiGroups: [''], resources: ['namespaces'], resourceNames: ['shop'], verbs: ['get'] },
    ],
  }
  await expect(
    manifest(
      '# All that kulprit reads, in one namespace: put its name in place of shop, and your own group into the binding.',
      role,
      binding('RoleBinding', 'Role'),
    ),
  ).toMatchFileSnapshot('../../docs/reference/kulprit-role.yaml')
})

test('docs/reference/permissions.md', async () => {
  const rows = permissions.map(
    ({ group, resource, verbs, purpose, inView }) =>
      `| ${group === '' ? 'core' : `\`${group}\``} | \`${resource}\` | ${verbs.join(', ')} | ${purpose} | ${inView ? 'yes' : 'no'} |`,
  )
  const text = [
    '# Permissions',
    'kulprit only reads. The ClusterRole `view` is enough for all but the custom resources of delivery tools; what may not be read is left out, said on the screen and in `errors`, and takes nothing else with it.',
    [
      '| group | resource | verbs | what for | in `view` |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
    'Nothing is created, changed or deleted. `kulprit doctor` and the suggested commands ask the server what you may do (`selfsubjectaccessreviews`), which every user may and which changes nothing.',
    'Secrets are not in the list: kulprit reads none, unless the setting `helmSecrets` lets it read those with the label `owner=helm`.',
    'Manifests that grant exactly this: [for the whole cluster](kulprit-clusterrole.yaml), [for one namespace](kulprit-role.yaml).',
  ].join('\n\n')
  await expect(`${text}\n`).toMatchFileSnapshot('../../docs/reference/permissions.md')
})

test('no right is a wildcard, none is for Secrets, none changes anything', () => {
  for (const { group, resource, verbs } of permissions) {
    expect([group, resource]).not.toContain('*')
    expect(resource).not.toBe('secrets')
    expect(['get', 'list', 'watch']).toEqual(expect.arrayContaining([...verbs]))
  }
})

test('each right says what it is for', () => {
  for (const { resource, purpose } of permissions) expect(purpose).not.toBe(resource)
})
