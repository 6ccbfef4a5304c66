/** Which entity of a Backstage catalog a workload is. */
import type { Entity, Wanted } from './catalog.ts'
import type { Knowledge } from '../knowledge.ts'
import { noKnowledge } from '../knowledge.ts'
import type { Subject } from '../place.ts'
import { allPlaces, findOwnKeys } from '../place.ts'
import type { Confidence } from '../resolved.ts'
import type { RepositoryRef } from '../workload.ts'
import { refText } from './entity-ref.ts'

export interface WorkloadEntity {
  readonly entity: Entity
  /** `catalog entity component:default/cart (services/cart/catalog-info.yaml)` */
  readonly source: string
  readonly confidence: Confidence
}

/**
 * By the id or the label selector that ties an entity to Kubernetes objects; else what the catalog
 * file in the service's folder of its repository describes; else by a name that one entity has.
 */
export function entityOf(
  subject: Subject,
  repository: Pick<RepositoryRef, 'url' | 'path'>,
  knowledge: Knowledge,
): WorkloadEntity | null {
  if (knowledge === noKnowledge) return null
  const wanted = wantedOf(subject)
  const found = knowledge.catalog.find(wanted)
  if (found !== null && found.how !== 'name') return answer(found.entity, 'certain')
  const files = knowledge.repositories.get(repository.url ?? '')
  const inFolder = files?.byFolder.get(repository.path ?? '')
  const described = inFolder?.find(wanted)?.entity ?? inFolder?.only() ?? null
  if (described !== null) return answer(described, 'likely')
  return found === null ? null : answer(found.entity, 'weak')
}

function answer(entity: Entity, confidence: Confidence): WorkloadEntity {
  return { entity, source: `catalog entity ${refText(entity.ref)} (${entity.file})`, confidence }
}

function wantedOf(subject: Subject): Wanted {
  const { template, meta } = subject.workload
  const labels = { ...meta.labels, ...template.labels }
  const ids = findOwnKeys(['backstage.io/kubernetes-id'], allPlaces(subject))
  return {
    labels,
    namespace: meta.namespace,
    ids: ids.map(({ value }) => value),
    names: [labels['app.kubernetes.io/name'] ?? '', labels['app'] ?? '', meta.name].filter(
      (name) => name !== '',
    ),
  }
}
