/** Reads one release of Helm's from the Secret that keeps it. Only where the user's settings allow it. */
import { gunzipSync } from 'node:zlib'
import { parseAllDocuments } from 'yaml'
import type { DeliveredContainer, DeliveryObject } from '../../model/kube/kube-delivery.ts'
import { isRecord, items, type Json, line, record } from './json.ts'
import { trimMeta } from './trim-meta.ts'
import { helmSucceeded } from './trim-flux.ts'

/** A release may hold a whole chart; a Secret is at most 1 MiB, and this much is no chart any more. */
const longestRelease = 64 * 1024 * 1024

const workload = /^kind:\s*["']?(Deployment|StatefulSet|DaemonSet|Rollout|CronJob|Job)\b/m

/**
 * null where uid or name is missing. `data.release` is base64 of base64 of gzipped JSON
 * (helm.sh/helm, pkg/storage/driver, `encodeRelease`). Of the values, notes and hooks nothing is kept.
 */
export function trimHelmSecret(secret: Json): DeliveryObject | null {
  const meta = trimMeta(secret)
  if (meta === null) return null
  const name = meta.labels['name'] ?? ''
  const plain = { type: 'delivery', tool: 'Helm', meta: { ...meta, annotations: {} } } as const
  const key = `${meta.namespace}/${name}`
  const release = decode(record(secret['data'])['release'])
  const at = line(record(release['info'])['last_deployed'])
  if (at === null || !Number.isFinite(Date.parse(at))) return { ...plain, key, history: [] }
  const chart = record(record(release['chart'])['metadata'])
  const named = [line(chart['name']), line(chart['version'])].filter((part) => part !== null)
  const number = meta.labels['version']
  return {
    ...plain,
    key,
    history: [
      {
        at: new Date(at).toISOString(),
        by: null,
        cause: [
          ...(named.length === 0 ? [] : [`chart ${named.join(' ')}`]),
          ...(number === undefined ? [] : [`release ${number}`]),
        ].join(', '),
        succeeded: helmSucceeded(line(record(release['info'])['status'])),
        containers: containersOf(release['manifest'], meta.namespace),
      },
    ],
  }
}

/** Empty for what is no release. */
function decode(text: unknown): Json {
  if (typeof text !== 'string') return {}
  try {
    const inner = Buffer.from(Buffer.from(text, 'base64').toString('latin1'), 'base64')
    const zipped = inner[0] === 0x1f && inner[1] === 0x8b
    const json = zipped ? gunzipSync(inner, { maxOutputLength: longestRelease }) : inner
    return record(JSON.parse(json.toString('utf8')))
  } catch {
    return {}
  }
}

/** By `Kind/namespace/name`; a template that Helm rendered may leave the namespace to the release. */
function containersOf(
  manifest: unknown,
  namespace: string,
): Record<string, readonly DeliveredContainer[]> {
  if (typeof manifest !== 'string') return {}
  const found: Record<string, readonly DeliveredContainer[]> = {}
  for (const text of manifest.split(/^---.*$/m)) {
    if (!workload.test(text)) continue
    const object = parseObject(text)
    const kind = line(object['kind'])
    const meta = record(object['metadata'])
    const spec = record(object['spec'])
    const holder = kind === 'CronJob' ? record(record(spec['jobTemplate'])['spec']) : spec
    const containers = items(record(record(holder['template'])['spec'])['containers'])
    found[`${kind}/${line(meta['namespace']) ?? namespace}/${line(meta['name']) ?? ''}`] =
      containers.map(record).map((container) => ({
        name: line(container['name']) ?? '',
        image: line(container['image']) ?? '',
      }))
  }
  return found
}

function parseObject(text: string): Json {
  try {
    const [document] = parseAllDocuments(text)
    const value: unknown = document && 'toJS' in document ? document.toJS() : null
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}
