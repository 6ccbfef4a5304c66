/** Says whether two pod templates are the same. */
import { keptList } from '../kept-list.ts'
import type { Container, PodTemplate } from './kube.ts'

/** Equal as the deployment controller sees it: the label it adds itself is left out. */
export function sameTemplate(a: PodTemplate, b: PodTemplate): boolean {
  return (
    a.fingerprint === b.fingerprint &&
    sameRecord(withoutHash(a.labels), withoutHash(b.labels)) &&
    sameRecord(a.annotations, b.annotations)
  )
}

/** Equal in all that is kept of them. */
export function equalTemplates(a: PodTemplate, b: PodTemplate): boolean {
  return (
    a.fingerprint === b.fingerprint &&
    sameRecord(a.labels, b.labels) &&
    sameRecord(a.annotations, b.annotations)
  )
}

/** Without the label that the controller of a Deployment or a Rollout adds itself. */
export function withoutHash(labels: PodTemplate['labels']): PodTemplate['labels'] {
  if (!('pod-template-hash' in labels) && !('rollouts-pod-template-hash' in labels)) return labels
  const { 'pod-template-hash': _, 'rollouts-pod-template-hash': __, ...rest } = labels
  return rest
}

/** Variables that say what was built; their values are no secrets. */
const toldVariables = new Set(['DD_VERSION', 'DD_GIT_COMMIT_SHA', 'DD_GIT_REPOSITORY_URL'])
const longestAnnotation = 1024

/**
 * What may be kept on disk: values of variables, commands and probes can hold secrets, and long
 * annotations tell nothing that the rules read.
 */
export function withoutValues(template: PodTemplate): PodTemplate {
  if (template.valueless === true) return template
  const { labels, containers, initContainers, overhead, mounts, fingerprint, podResources } =
    template
  // Written out, and so is a container: V8 keeps what is added to a copy beside it.
  const bare = {
    labels,
    annotations: shortOnes(template.annotations),
    containers: containers.map(bareContainer),
    initContainers: keptList(initContainers.map(bareContainer)),
    overhead,
    mounts,
    fingerprint,
    valueless: true,
  } as const
  return podResources === undefined ? bare : { ...bare, podResources }
}

function bareContainer(container: Container): Container {
  const { name, image, env, envFrom, requests, limits, sidecar } = container
  return {
    name,
    image,
    command: '',
    env: bareEnv(env),
    envFrom,
    requests,
    limits,
    probes: '',
    sidecar,
  }
}

const bareOf = new WeakMap<Container['env'], Container['env']>()

/** Releases share their variables where nothing differs in them, and then share them without values, too. */
function bareEnv(env: Container['env']): Container['env'] {
  const known = bareOf.get(env)
  if (known !== undefined) return known
  const bare = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      value.kind === 'reference' || toldVariables.has(name) ? value : { ...value, text: '' },
    ]),
  )
  bareOf.set(env, bare)
  return bare
}

function shortOnes(annotations: PodTemplate['annotations']): PodTemplate['annotations'] {
  const isShort = (text: string): boolean => text.length <= longestAnnotation
  return Object.values(annotations).every(isShort)
    ? annotations
    : Object.fromEntries(Object.entries(annotations).filter(([, text]) => isShort(text)))
}

function sameRecord(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): boolean {
  if (a === b) return true
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
