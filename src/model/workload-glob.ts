/** Matches workloads by a glob such as `shop/*`. */
import { parseKind } from './kube/kind.ts'

export interface WorkloadName {
  readonly context: string
  readonly namespace: string
  readonly kind: string
  readonly name: string
}

/**
 * The glob is `name`, `namespace/name`, `namespace/kind/name` or `context/namespace/kind/name`; `*`
 * stands for any text within one of these parts. Contexts may hold `/` themselves, so parts are
 * counted from the right.
 */
export function matchesWorkload(glob: string, workload: WorkloadName): boolean {
  const parts = glob.split('/')
  const name = parts.pop() ?? ''
  const kind = parts.length >= 2 ? (parts.pop() ?? '*') : '*'
  const namespace = parts.pop() ?? '*'
  const context = parts.length === 0 ? '*' : parts.join('/')
  return (
    matchesPart(name, workload.name) &&
    matchesPart((parseKind(kind) ?? kind).toLowerCase(), workload.kind.toLowerCase()) &&
    matchesPart(namespace, workload.namespace) &&
    matchesPart(context, workload.context)
  )
}

/** `*` stands for any text. */
export function matchesPart(glob: string, text: string): boolean {
  const pieces = glob.split('*')
  const first = pieces.shift() ?? ''
  const last = pieces.pop()
  if (last === undefined) return glob === text
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const piece of pieces) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
