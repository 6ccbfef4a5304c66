/** Renders objects as `meta.k8s.io/v1` Tables, which `kubectl get` asks for. */
import type { KubeJson } from '../kube-json.ts'
import type { Column } from './column.ts'
import { columnsOf } from './columns.ts'
import type { Resource } from './resources.ts'

export type IncludeObject = 'None' | 'Metadata' | 'Object'

export function table(
  resource: Resource,
  objects: readonly KubeJson[],
  metadata: object,
  include: IncludeObject,
  now: number,
): object {
  const columns = columnsOf(resource.kind)
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(definition),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object, now)),
      ...included(object, include),
    })),
  }
}

function definition({ name, type, priority }: Column): object {
  return { name, type, format: name === 'Name' ? 'name' : '', description: '', priority }
}

function included(object: KubeJson, include: IncludeObject): object {
  if (include === 'None') return {}
  if (include === 'Object') return { object }
  const { metadata } = object
  return {
    object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata },
  }
}
