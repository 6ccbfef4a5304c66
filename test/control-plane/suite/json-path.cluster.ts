/** What a JSONPath finds is what kubectl finds. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { array, nat, sample } from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { valuesAt } from '../../../src/model/json-path/follow-json-path.ts'
import { parseJsonPath } from '../../../src/model/json-path/parse-json-path.ts'
import type { Cluster } from '../cluster.ts'
import { available, openCluster } from '../cluster.ts'

// Names in the order of the alphabet, as kubectl prints them.
const container = (name: string, ports: readonly number[]) => ({
  env: [{ name: 'MODE', value: name }],
  image: `shop/${name}:1.2`,
  name,
  ports: ports.map((containerPort) => ({ containerPort, name: `p${containerPort}` })),
})
const object = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    annotations: { 'example.com/on-call': 'night', plain: 'yes' },
    labels: { app: 'cart', 'app.kubernetes.io/name': 'cart' },
    name: 'cart',
    namespace: 'shop',
  },
  spec: {
    paused: true,
    replicas: 3,
    strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 }, type: 'RollingUpdate' },
    template: {
      spec: {
        containers: [
          container('app', [80, 443]),
          container('proxy', [15001]),
          container('bare', []),
        ],
      },
    },
  },
  status: {
    conditions: [
      { status: 'True', type: 'Available', weight: 2 },
      { status: 'False', type: 'Progressing', weight: 10 },
      { status: 'True', type: 'ReplicaFailure' },
    ],
    readyReplicas: 2,
  },
}

interface Walk {
  readonly path: string
  readonly values: readonly unknown[]
}

const names = [
  ...['metadata', 'spec', 'status', 'template', 'containers', 'conditions', 'ports', 'env', 'name'],
  ...['image', 'type', 'weight', 'labels', 'strategy', 'rollingUpdate', 'containerPort', 'nope'],
]

/** Steps that can be taken from what has been found so far; kubectl refuses most others. */
function stepsFrom(values: readonly unknown[]): string[] {
  const keys = new Set(values.flatMap((value) => (isObject(value) ? Object.keys(value) : [])))
  const fields = [...keys, 'nope'].flatMap((key) => {
    const escaped = key.replaceAll('.', String.raw`\.`)
    return [`.${escaped}`, `['${escaped}']`]
  })
  const lists = values.length > 0 && values.every(Array.isArray) ? values : []
  const shortest = Math.min(...lists.map((list) => list.length), 3)
  const places =
    lists.length === 0 || shortest === 0
      ? []
      : [
          '[0]',
          '[-1]',
          '[0:1]',
          '[:1]',
          '[::2]',
          '[-1:]',
          `[0,${shortest - 1}]`,
          `[0:${shortest}:2]`,
        ]
  const all = lists.length > 0 ? ['[*]', '.*', ...filters] : []
  const nested = values.some((value) => typeof value === 'object')
    ? names.map((name) => `..${name}`)
    : []
  return [...fields, ...fields, ...places, ...all, ...nested.slice(0, 4)]
}

const filters = [
  ...['[?(@.name=="app")]', "[?(@.type!='Available')]", '[?(@.weight>2)]', '[?(@.weight<=2)]'],
  ...['[?(@.weight)]', '[?(@.ports[0].containerPort>=443)]', '[?(@.env[*].value=="proxy")]'],
  ...['[?(@.status=="True")]', '[?(@.containerPort<443)]', '[?("app"==@.name)]', '[?(@.nope==1)]'],
]

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const paths = array(nat(), { minLength: 1, maxLength: 7 })
  .map((choices) =>
    choices.reduce<Walk>(
      ({ path, values }, choice) => {
        const steps = stepsFrom(values)
        const next = `${path}${steps[choice % steps.length]}`
        return { path: next, values: found(next) }
      },
      { path: '$', values: [object] },
    ),
  )
  .map(({ path }) => path)

function found(path: string): readonly unknown[] {
  const read = parseJsonPath(path)
  if (!read.ok) throw new Error(`${path}: character ${read.at}: ${read.reason}`)
  return valuesAt(read.path, object)
}

/** As kubectl prints it; the fields of an object come to it in any order. */
function words(text: string): string[] {
  return text.split(' ').sort()
}

describe.skipIf(!available)('a JSONPath', () => {
  let cluster: Cluster
  let file: string

  beforeAll(() => {
    cluster = openCluster()
    const folder = join(cluster.address.folder, 'json-path')
    mkdirSync(folder, { recursive: true })
    file = join(folder, 'deployment.json')
    writeFileSync(file, JSON.stringify(object))
  })

  async function print(template: string): Promise<string | null> {
    try {
      return await cluster.kubectl(
        'label',
        '--local',
        '-f',
        file,
        'app=cart',
        '-o',
        `jsonpath=${template}`,
      )
    } catch {
      return null
    }
  }

  it('finds what kubectl finds, wherever kubectl does not refuse it', async () => {
    const asked = [...new Set(sample(paths, { numRuns: 1200, seed: 20261123 }))]
    let compared = 0
    const compare = async (some: readonly string[]): Promise<void> => {
      const text = await print(some.map((path) => `{${path}}{"\\n"}`).join(''))
      if (text === null) {
        // One that kubectl refuses fails all of them.
        const half = Math.ceil(some.length / 2)
        if (some.length > 1)
          await Promise.all([compare(some.slice(0, half)), compare(some.slice(half))])
        return
      }
      const printed = text.split('\n')
      for (const [i, path] of some.entries()) {
        const ours = found(path).map((value) =>
          typeof value === 'string' ? value : JSON.stringify(value),
        )
        expect({ path, words: ours.sort() }).toEqual({
          path,
          words: words(printed[i] ?? '').filter((word) => word !== ''),
        })
        compared += 1
      }
    }
    for (let i = 0; i < asked.length; i += 40) await compare(asked.slice(i, i + 40))
    expect(compared).toBeGreaterThan(asked.length * 0.8)
  })
})
