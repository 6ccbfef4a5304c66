/** Resources of delivery tools: Argo Rollouts, and the histories that Flux and Helm keep. */
import { trimHelmRelease, trimKustomization } from './trim/trim-flux.ts'
import { trimHelmSecret } from './trim/trim-helm.ts'
import { trimRollout } from './trim/trim-rollout.ts'

/** Few roles name these: what may not be read is left out, and `kulprit doctor` tells of it. */
export const deliveryResources = [
  {
    name: 'rollouts',
    api: '/apis/argoproj.io/v1alpha1',
    workload: true,
    optional: true,
    custom: true,
    trim: trimRollout,
  },
  {
    name: 'kustomizations',
    api: '/apis/kustomize.toolkit.fluxcd.io/v1',
    workload: false,
    optional: true,
    custom: true,
    everywhere: true,
    trim: trimKustomization,
  },
  {
    name: 'helmreleases',
    api: '/apis/helm.toolkit.fluxcd.io/v2',
    workload: false,
    optional: true,
    custom: true,
    trim: trimHelmRelease,
  },
] as const

/** The only Secrets that kulprit ever reads: where the setting `helmSecrets` asks for them. */
export const helmSecrets = {
  name: 'secrets',
  api: '/api/v1',
  workload: false,
  labels: 'owner=helm',
  trim: trimHelmSecret,
} as const
