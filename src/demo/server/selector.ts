/** Label and field selectors, as in `-l 'app=cart,tier in (web,api)'` and `--field-selector`. */
import { matchesLabels, parseLabelSelector } from '../../model/kube/label-selector.ts'
import type { KubeJson } from '../kube-json.ts'
import { at } from '../kube-json.ts'
import type { Resource } from './resources.ts'

export type Matcher = (object: KubeJson) => boolean

/** null where the text is no selector. An empty one matches everything. */
export function labelMatcher(selector: string): Matcher | null {
  if (selector.trim() === '') return () => true
  const requirements = parseLabelSelector(selector)
  if (!requirements.ok) return null
  return ({ metadata }) => matchesLabels(metadata.labels ?? {}, requirements.value)
}

/** The matcher, or the message that the API server gives for a selector it cannot serve. */
export function fieldMatcher(selector: string, resource: Resource): Matcher | string {
  const known = new Set(['metadata.name', 'metadata.namespace', ...resource.fields])
  const matchers: Matcher[] = []
  for (const part of selector.split(',').filter((text) => text !== '')) {
    const [, field, sign, value] = /^([^=!]+)(==|=|!=)(.*)$/.exec(part) ?? []
    if (field === undefined) return `invalid selector: '${selector}'; can't understand '${part}'`
    if (!known.has(field)) return `field label not supported: ${field}`
    matchers.push((object) => ((at(object, field) ?? '') === value) === (sign !== '!='))
  }
  return (object) => matchers.every((matches) => matches(object))
}
