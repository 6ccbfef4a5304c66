/** Two pod templates line by line: what only one of them has is marked. */
import { templateFields } from '../../model/kube/template-fields.ts'
import type { PodTemplate } from '../../model/kube/kube.ts'

export interface TemplateLine {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

/** In the order of a unified diff: what went before what came. */
export function templateDiff(older: PodTemplate, newer: PodTemplate): TemplateLine[] {
  const [before, after] = [yamlLines(templateFields(older)), yamlLines(templateFields(newer))]
  const common = commonLengths(before, after)
  const lines: TemplateLine[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    const [a, b] = [before[i], after[j]]
    if (a !== undefined && a === b) {
      lines.push({ mark: ' ', text: a })
      i += 1
      j += 1
    } else if (
      a !== undefined &&
      (b === undefined || lengthAt(common, i + 1, j) >= lengthAt(common, i, j + 1))
    ) {
      lines.push({ mark: '-', text: a })
      i += 1
    } else {
      lines.push({ mark: '+', text: b ?? '' })
      j += 1
    }
  }
  return lines
}

/** The longest common subsequence of what follows each pair of places. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly Uint32Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = rows[i]
      if (row === undefined) continue
      row[j] =
        a[i] === b[j]
          ? lengthAt(rows, i + 1, j + 1) + 1
          : Math.max(lengthAt(rows, i + 1, j), lengthAt(rows, i, j + 1))
    }
  return rows
}

function lengthAt(rows: readonly Uint32Array[], i: number, j: number): number {
  return rows[i]?.[j] ?? 0
}

/** YAML as far as templates need it: texts, lists and maps. */
function yamlLines(value: unknown, indent = ''): string[] {
  if (Array.isArray(value))
    return value.flatMap((item: unknown) => {
      const lines = isLeaf(item) ? [leaf(item)] : yamlLines(item, '')
      return lines.map((line, i) => `${indent}${i === 0 ? '- ' : '  '}${line}`)
    })
  return Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) =>
    isLeaf(inner)
      ? [`${indent}${key}: ${leaf(inner)}`]
      : [`${indent}${key}:`, ...yamlLines(inner, `${indent}  `)],
  )
}

function isLeaf(value: unknown): value is string | boolean {
  return typeof value !== 'object' || value === null
}

/** Quoted where YAML would read something else. */
function leaf(value: string | boolean): string {
  if (typeof value === 'boolean') return String(value)
  return /^[\w./@(][^#:]*$|^[\w./@(]\S*$/.test(value) &&
    !/^(?:true|false|null|yes|no|on|off|[\d.]+)$/i.test(value)
    ? value
    : JSON.stringify(value)
}
