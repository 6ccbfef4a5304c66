/**
 * Kubernetes label selectors, as `kubectl -l` takes them: `a=b`, `a==b`, `a!=b`, `a`, `!a`,
 * `a in (b,c)`, `a notin (b,c)`, `a>1`, `a<1`, joined by commas (kubernetes.io, "Labels and
 * Selectors"; comparisons: apimachinery's `pkg/labels`).
 */
import type { Result } from '../failure.ts'
import { failed, ok } from '../failure.ts'

export type LabelRequirement = Membership | Comparison

/** `values` null asks only whether the label is there. */
interface Membership {
  readonly key: string
  readonly values: readonly string[] | null
  readonly negated: boolean
}

/** Holds for labels that are whole numbers alone. */
interface Comparison {
  readonly key: string
  readonly order: '>' | '<'
  readonly than: number
}

type Labels = Readonly<Record<string, string>>

const key = String.raw`([A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?)`
const value = String.raw`([A-Za-z0-9._-]*)`
const equality = new RegExp(`^${key}\\s*(==?|!=)\\s*${value}$`)
const existence = new RegExp(`^(!?)\\s*${key}$`)
const comparison = new RegExp(`^${key}\\s*([<>])\\s*([+-]?\\d{1,15})$`)
const membership = new RegExp(`^${key}\\s+(in|notin)\\s*\\(([^()]*)\\)$`)

export function parseLabelSelector(text: string): Result<readonly LabelRequirement[]> {
  const requirements: LabelRequirement[] = []
  for (const part of text.split(/,(?![^(]*\))/)) {
    const requirement = parseRequirement(part.trim())
    if (requirement === null)
      return failed('usage', `"${part.trim()}" is no label selector`, {
        next: 'write -l app=cart, -l app!=cart, -l app or -l "app in (cart,pay)"',
      })
    requirements.push(requirement)
  }
  return ok(requirements)
}

/** As in Kubernetes, `a!=b` and `a notin (…)` also hold where the label is missing. */
export function matchesLabels(labels: Labels, requirements: readonly LabelRequirement[]): boolean {
  return requirements.every((requirement) => {
    const { key } = requirement
    const actual = Object.hasOwn(labels, key) ? labels[key] : undefined
    if ('order' in requirement) return compares(actual, requirement)
    const { values, negated } = requirement
    const holds = actual !== undefined && (values === null || values.includes(actual))
    return holds !== negated
  })
}

function compares(actual: string | undefined, { order, than }: Comparison): boolean {
  if (actual === undefined || !/^-?\d{1,15}$/.test(actual)) return false
  return order === '>' ? Number(actual) > than : Number(actual) < than
}

function parseRequirement(text: string): LabelRequirement | null {
  const equal = equality.exec(text)
  if (equal?.[1] !== undefined)
    return { key: equal[1], values: [equal[3] ?? ''], negated: equal[2] === '!=' }
  const exists = existence.exec(text)
  if (exists?.[2] !== undefined) return { key: exists[2], values: null, negated: exists[1] === '!' }
  const compared = comparison.exec(text)
  if (compared?.[1] !== undefined)
    return {
      key: compared[1],
      order: compared[2] === '>' ? '>' : '<',
      than: Number(compared[3]),
    }
  const member = membership.exec(text)
  if (member?.[1] === undefined) return null
  const values = (member[3] ?? '').split(',').map((item) => item.trim())
  return { key: member[1], values, negated: member[2] === 'notin' }
}
