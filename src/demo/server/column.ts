/** One column of `kubectl get`, and the simplest forms of it. */
import type { KubeJson } from '../kube-json.ts'
import { numberAt, textAt } from '../kube-json.ts'
import { age } from './age.ts'

export interface Column {
  readonly name: string
  readonly type: 'string' | 'integer'
  /** 1 for columns of `-o wide` only. */
  readonly priority: 0 | 1
  readonly cell: (object: KubeJson, now: number) => string | number
}

export function column(
  name: string,
  cell: Column['cell'],
  rest: { readonly type?: 'integer'; readonly wide?: true } = {},
): Column {
  return { name, type: rest.type ?? 'string', priority: rest.wide ? 1 : 0, cell }
}

export const nameColumn = column('Name', ({ metadata }) => metadata.name)
export const ageColumn = column('Age', ({ metadata }, now) => age(metadata.creationTimestamp, now))

export const count = (name: string, path: string): Column =>
  column(name, (object) => numberAt(object, path), { type: 'integer' })
export const text = (name: string, path: string): Column =>
  column(name, (object) => textAt(object, path) || '<none>')
export const ratio = (name: string, part: string, whole: string): Column =>
  column(name, (object) => `${numberAt(object, part)}/${numberAt(object, whole)}`)
