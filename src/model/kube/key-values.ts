/** Tags and attributes that Datadog and OpenTelemetry are given as one text of many pairs. */
import { appContainer } from './container.ts'
import type { Meta, PodTemplate } from './kube.ts'
import type { Found } from '../place.ts'
import { cleanLine } from '../text.ts'

const datadogTags = 'ad.datadoghq.com/tags'

/**
 * `DD_TAGS` (`team:shop env:prod`, by spaces or commas), the annotation `ad.datadoghq.com/tags` (JSON)
 * and `OTEL_RESOURCE_ATTRIBUTES` (`team=shop,service.version=1.2`, values percent-encoded): those of
 * the pairs whose key is wanted (Datadog, "Unified Service Tagging"; OpenTelemetry, "Resource SDK").
 */
export function keyValues(
  { template, meta }: { readonly template: PodTemplate; readonly meta: Meta },
  wanted: readonly string[],
): readonly Found[] {
  return pairsOf(template, meta).flatMap(({ key, value, where }) => {
    const text = wanted.includes(key) ? cleanLine(value).trim() : ''
    return text === '' ? [] : [{ value: text, source: `${key} in ${where}` }]
  })
}

interface Pair {
  readonly key: string
  readonly value: string
  readonly where: string
}

/** Few templates have any. */
const noPairs: readonly Pair[] = []

function pairsOf(template: PodTemplate, meta: Meta): readonly Pair[] {
  const annotation = template.annotations[datadogTags]
  const container = appContainer(template, meta)
  const { DD_TAGS: tags, OTEL_RESOURCE_ATTRIBUTES: attributes } = container?.env ?? {}
  if (annotation === undefined && tags === undefined && attributes === undefined) return noPairs
  const where = (name: string) =>
    `environment variable ${name} of container ${container?.name ?? ''}`
  return [
    ...Object.entries(annotation === undefined ? {} : parsed(annotation)).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [{ key, value, where: `annotation ${datadogTags} on the pod template` }]
        : [],
    ),
    ...literal(tags, /[\s,]+/, ':').map((pair) => ({ ...pair, where: where('DD_TAGS') })),
    ...literal(attributes, /,/, '=').map(({ key, value }) => ({
      ...{ key, value: decoded(value) },
      where: where('OTEL_RESOURCE_ATTRIBUTES'),
    })),
  ]
}

function literal(
  variable: { readonly kind: string; readonly text: string } | undefined,
  between: RegExp,
  sign: string,
): { key: string; value: string }[] {
  if (variable?.kind !== 'literal') return []
  return variable.text.split(between).flatMap((pair) => {
    const at = pair.indexOf(sign)
    const value = pair.slice(at + 1)
    // `$(NAME)` is filled in by the kubelet, out of sight.
    return at < 1 || value.includes('$(') ? [] : [{ key: pair.slice(0, at).trim(), value }]
  })
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
