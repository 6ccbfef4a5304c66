/** Follows a JSONPath through an object. Rules: client-go, util/jsonpath/jsonpath.go. */
import type { JsonPath, Literal, Operand, Operator, Step } from './json-path.ts'

/**
 * What kubectl prints of it, several results joined by commas, lists and objects as JSON; '' where there
 * is nothing. Where kubectl fails (an index past the end, a field of a text), nothing is found here.
 */
export function textAt(path: JsonPath, object: unknown): string {
  return valuesAt(path, object)
    .flatMap((value) => (value === null || value === undefined ? [] : [textOf(value)]))
    .join(',')
}

/** In the order of the object. */
export function valuesAt(path: JsonPath, object: unknown): readonly unknown[] {
  return path.reduce<readonly unknown[]>((values, step) => taken(step, values), [object])
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function taken(step: Step, values: readonly unknown[]): readonly unknown[] {
  switch (step.kind) {
    case 'field':
      return values.flatMap((value) => fieldOf(value, step.name))
    case 'key':
      return values.flatMap((value) => {
        const whole = fieldOf(value, step.name)
        if (whole.length > 0) return whole
        return step.fields.reduce<unknown[]>(
          (inner, name) => inner.flatMap((one) => fieldOf(one, name)),
          [value],
        )
      })
    case 'each':
      return values.flatMap(childrenOf)
    case 'descend':
      return values.flatMap(withDescendants)
    case 'index':
      return values.flatMap((value) => (Array.isArray(value) ? itemAt(value, step.index) : []))
    case 'slice':
      return values.flatMap((value) => (Array.isArray(value) ? sliced(value, step) : []))
    case 'union':
      return step.choices.flatMap((choice) => taken(choice, values))
    case 'filter':
      return values.flatMap((value) =>
        Array.isArray(value) ? value.filter((item: unknown) => passes(step, item)) : [],
      )
  }
}

function fieldOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.hasOwn(value, name) ? [Reflect.get(value, name)] : []
}

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}

/** Lists and objects only, each before what it holds. A stack of its own: an object may be deep. */
function withDescendants(value: unknown): unknown[] {
  const found: unknown[] = []
  const rest = [value]
  while (rest.length > 0) {
    const next = rest.pop()
    const children = childrenOf(next)
    if (children.length === 0) continue
    found.push(next)
    for (let i = children.length - 1; i >= 0; i--) rest.push(children[i])
  }
  return found
}

function itemAt(list: readonly unknown[], index: number): readonly unknown[] {
  const at = index < 0 ? index + list.length : index
  return at in list ? [list[at]] : []
}

function sliced(
  list: readonly unknown[],
  { from, to, step }: Extract<Step, { kind: 'slice' }>,
): readonly unknown[] {
  return list.slice(from ?? 0, to ?? list.length).filter((_, i) => i % step === 0)
}

function passes(filter: Extract<Step, { kind: 'filter' }>, item: unknown): boolean {
  const left = operandOf(filter.left, item)
  if (filter.comparison === null) return left.length > 0
  const right = operandOf(filter.comparison.right, item)
  const [a, b] = [left[0], right[0]]
  if (left.length !== 1 || right.length !== 1 || !isLiteral(a) || !isLiteral(b)) return false
  return compares(a, filter.comparison.operator, b)
}

function operandOf(operand: Operand, item: unknown): readonly unknown[] {
  return operand.kind === 'literal' ? [operand.value] : valuesAt(operand.path, item)
}

function isLiteral(value: unknown): value is Literal {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** Values of two types differ, and neither is the greater. */
function compares(a: Literal, operator: Operator, b: Literal): boolean {
  if (operator === '==') return a === b
  if (operator === '!=') return a !== b
  if (typeof a !== typeof b || typeof a === 'boolean') return false
  switch (operator) {
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
  }
}
