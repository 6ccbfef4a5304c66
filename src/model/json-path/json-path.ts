/** What a JSONPath says, in kubectl's dialect (kubernetes.io/docs/reference/kubectl/jsonpath). */

/** Steps from an object inwards, each from all values that the one before has found. */
export type JsonPath = readonly Step[]

export type Step =
  | { readonly kind: 'field'; readonly name: string }
  /** `['a.b']`: a key as it stands, else, as in kubectl, the fields that it names one after another. */
  | { readonly kind: 'key'; readonly name: string; readonly fields: readonly string[] }
  | { readonly kind: 'each' }
  | { readonly kind: 'descend' }
  /** From the end where it is negative. */
  | { readonly kind: 'index'; readonly index: number }
  /** As in Python; `step` is at least 1. */
  | {
      readonly kind: 'slice'
      readonly from: number | null
      readonly to: number | null
      readonly step: number
    }
  | { readonly kind: 'union'; readonly choices: readonly Step[] }
  /** Items of a list: of which `left` finds something, or compares with `right` as it should. */
  | {
      readonly kind: 'filter'
      readonly left: Operand
      readonly comparison: { readonly operator: Operator; readonly right: Operand } | null
    }

export const operators = ['==', '!=', '<', '<=', '>', '>='] as const

export type Operator = (typeof operators)[number]

export type Literal = string | number | boolean

export type Operand =
  | { readonly kind: 'path'; readonly path: JsonPath }
  | { readonly kind: 'literal'; readonly value: Literal }
