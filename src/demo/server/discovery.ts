/** Tells clients what the server serves. */
import type { Resource } from './resources.ts'
import { apiVersionOf, resources } from './resources.ts'
import { reviewGroup } from './review.ts'

const reads = ['get', 'list', 'watch']
const groups = [...new Set(resources.map((resource) => resource.group)), reviewGroup].filter(
  (group) => group !== '',
)

/** The answer for a discovery path; null for any other path. */
export function discoveryDocument(path: string): object | null {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] }
  if (path === '/apis')
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupDocument) }
  if (path === '/version')
    return {
      major: '1',
      minor: '34',
      gitVersion: 'v1.34.0+kulprit.demo',
      gitCommit: '',
      gitTreeState: 'clean',
      buildDate: '2026-01-01T00:00:00Z',
      goVersion: '',
      compiler: '',
      platform: 'demo',
    }
  if (path === '/openapi/v2')
    return { swagger: '2.0', info: { title: 'kulprit demo', version: 'v1' }, paths: {} }
  if (path === '/openapi/v3') return { paths: {} }
  const group = groups.find((name) => path === `/apis/${name}`)
  if (group !== undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(group) }
  if (path === `/apis/${reviewGroup}/v1`) return reviewList
  const served = resources.filter((resource) => path === rootOf(resource))
  return served.length === 0 ? null : resourceList(served)
}

const reviewList = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: `${reviewGroup}/v1`,
  resources: [
    {
      name: 'selfsubjectaccessreviews',
      singularName: 'selfsubjectaccessreview',
      namespaced: false,
      kind: 'SelfSubjectAccessReview',
      verbs: ['create'],
    },
  ],
}

/** Whether the path is inside a group and version of which something is served. */
export function isServedGroup(path: string): boolean {
  return resources.some((resource) => path.startsWith(`${rootOf(resource)}/`))
}

/** `/api/v1`, `/apis/apps/v1`. */
function rootOf(resource: Resource): string {
  return `${resource.group === '' ? '/api' : '/apis'}/${apiVersionOf(resource)}`
}

function groupDocument(name: string): object {
  const version = { groupVersion: `${name}/v1`, version: 'v1' }
  return { name, versions: [version], preferredVersion: version }
}

function resourceList(served: readonly Resource[]): object {
  const first = served[0]
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: first === undefined ? '' : apiVersionOf(first),
    resources: served.flatMap((resource) => [
      {
        name: resource.plural,
        singularName: resource.singular,
        namespaced: resource.namespaced,
        kind: resource.kind,
        verbs: reads,
        shortNames: resource.shortNames,
        categories: resource.categories,
      },
      ...(resource.kind === 'Pod'
        ? [{ name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] }]
        : []),
    ]),
  }
}
