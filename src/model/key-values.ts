/** Tags and attributes that Datadog and OpenTelemetry are given as one text of many pairs. */
import { appContainer } from './container.ts'
import type { Meta, PodTemplate } from './kube.ts'
import type { Found } from './place.ts'
import { cleanLine } from './text.ts'

const datadogTags = 'ad.datadoghq.com/tags'

/**
 * `DD_TAGS` (`team:shop env:prod`, by spaces or commas), the annotation `ad.datadoghq.com/tags` (JSON)
 * and `OTEL_RESOURCE_ATTRIBUTES` (`team=shop,service.version=1.2`, values percent-encoded): those of
 * the pairs whose key is wanted (Datadog, "Unified Service Tagging"; OpenTelemetry, "Resource SDK").
 */
export function* keyValues(
  { template, meta }: { readonly template: PodTemplate; readonly meta: Meta },
  wanted: readonly string[],
): Generator<Found> {
  for (const { key, value, where } of pairsOf(template, meta)) {
    const text = cleanLine(value).trim()
    if (wanted.includes(key) && text !== '') yield { value: text, source: `${key} in ${where}` }
  }
}

interface Pair {
  readonly key: string
  readonly value: string
  readonly where: string
}

function* pairsOf(template: PodTemplate, meta: Meta): Generator<Pair> {
  const annotation = template.annotations[datadogTags]
  if (annotation !== undefined)
    for (const [key, value] of Object.entries(parsed(annotation)))
      if (typeof value === 'string')
        yield { key, value, where: `annotation ${datadogTags} on the pod template` }
  const container = appContainer(template, meta)
  const where = (name: string) =>
    `environment variable ${name} of container ${container?.name ?? ''}`
  for (const pair of literal(container?.env['DD_TAGS'], /[\s,]+/, ':'))
    yield { ...pair, where: where('DD_TAGS') }
  for (const pair of literal(container?.env['OTEL_RESOURCE_ATTRIBUTES'], /,/, '='))
    yield { key: pair.key, value: decoded(pair.value), where: where('OTEL_RESOURCE_ATTRIBUTES') }
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
