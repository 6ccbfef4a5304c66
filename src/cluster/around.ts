/**
 * Resources that stand around workloads. They only add to what is known: where a server does not
 * serve one, or the user may not read it, that is no failure.
 */
import type { KubeObject } from '../model/kube/kube.ts'
import type { Json } from './trim/json.ts'
import type { ReadFailure } from './request/read-failure.ts'
import { trimApplication, trimService } from './trim/trim-around.ts'

interface AroundResource {
  readonly name: string
  readonly api: string
  readonly workload: false
  readonly optional: true
  readonly custom?: true
  readonly everywhere?: true
  readonly trim: (object: Json) => KubeObject | null
}

export const aroundResources: readonly AroundResource[] = [
  { name: 'services', api: '/api/v1', workload: false, optional: true, trim: trimService },
  {
    name: 'applications',
    api: '/apis/argoproj.io/v1alpha1',
    workload: false,
    optional: true,
    custom: true,
    everywhere: true,
    trim: trimApplication,
  },
]

/** What a refusal means: of an optional resource, that there is none to be had. */
export function lenient(failure: ReadFailure, optional: boolean): ReadFailure {
  return optional && failure.state === 'forbidden' ? { ...failure, state: 'absent' } : failure
}
