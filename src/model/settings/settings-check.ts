/**
 * Small checks that a settings file is put together from: each lists what is wrong, and where, and says
 * as JSON Schema what is right, for editors.
 */

/** `['repositories', 0, 'workload']` */
export type SettingPath = readonly (string | number)[]

export interface SettingProblem {
  readonly path: SettingPath
  /** Without the place: `must be a text, found nothing`. */
  readonly message: string
  readonly next: string | null
  /** kulprit starts all the same, and does without what stands there. */
  readonly harmless?: true
}

type Find = (value: unknown, path: SettingPath) => readonly SettingProblem[]

/** JSON Schema, draft 2020-12. */
export type Schema = Readonly<Record<string, unknown>>

/** What `schema` accepts may still be wrong: not everything can be said in it. */
export type Check = Find & { readonly schema: Schema }

export function check(schema: Schema, find: Find): Check {
  return Object.assign(find, { schema })
}

interface Field {
  readonly check: Check
  readonly optional: boolean
}

export function required(check: Check): Field {
  return { check, optional: false }
}

export function optional(check: Check): Field {
  return { check, optional: true }
}

/** A text that is not empty and that `accepts` has nothing against; it answers what it must be instead. */
export function text(accepts: (value: string) => string | null = () => null): Check {
  return check({ type: 'string', minLength: 1 }, (value, path) => {
    if (typeof value !== 'string' || value === '') return wrong(path, 'a text', value)
    const wanted = accepts(value)
    return wanted === null ? [] : wrong(path, wanted, value)
  })
}

export function oneOf(words: readonly string[]): Check {
  return check({ enum: words }, (value, path) =>
    words.some((word) => word === value) ? [] : wrong(path, `one of ${words.join(', ')}`, value),
  )
}

export const onOrOff: Check = check({ type: 'boolean' }, (value, path) =>
  typeof value === 'boolean' ? [] : wrong(path, 'true or false', value),
)

export function list(item: Check): Check {
  return check({ type: 'array', items: item.schema }, (value, path) =>
    Array.isArray(value)
      ? value.flatMap((one: unknown, i) => item(one, [...path, i]))
      : wrong(path, 'a list [ … ]', value),
  )
}

/** An object whose names are the user's own. */
export function named(item: Check): Check {
  return check({ type: 'object', additionalProperties: item.schema }, (value, path) =>
    isRecord(value)
      ? Object.entries(value).flatMap(([key, one]) => item(one, [...path, key]))
      : wrong(path, 'an object { … }', value),
  )
}

/** An object with these fields and no others; `also` looks at the whole of it. */
export function object(
  fields: Readonly<Record<string, Field>>,
  also: (value: Readonly<Record<string, unknown>>) => string | null = () => null,
): Check {
  const entries = Object.entries(fields)
  const schema = {
    type: 'object',
    properties: Object.fromEntries(entries.map(([key, { check }]) => [key, check.schema])),
    required: entries.filter(([, { optional }]) => !optional).map(([key]) => key),
    additionalProperties: false,
  }
  return check(schema, (value, path) => {
    if (!isRecord(value)) return wrong(path, 'an object { … }', value)
    const unknown = Object.keys(value)
      .filter((key) => !Object.hasOwn(fields, key))
      .map((key) => ({
        path: [...path, key],
        message: `unknown setting "${pathText([...path, key])}"`,
        next: `known ${path.length === 0 ? 'settings' : `in ${pathText(path)}`}: ${Object.keys(fields).join(', ')}`,
      }))
    const problems = entries.flatMap(([key, field]) =>
      field.optional && value[key] === undefined ? [] : field.check(value[key], [...path, key]),
    )
    const wanted = unknown.length + problems.length === 0 ? also(value) : null
    return [...unknown, ...problems, ...(wanted === null ? [] : wrong(path, wanted, value))]
  })
}

/** `repositories[0].workload`; names that are no plain words stand in quotes. */
export function pathText(path: SettingPath): string {
  if (path.length === 0) return 'the file'
  return path
    .map((part, i) => {
      if (typeof part === 'number') return `[${part}]`
      if (/^[\w-]+$/.test(part)) return i === 0 ? part : `.${part}`
      return `[${JSON.stringify(part)}]`
    })
    .join('')
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(path: SettingPath, wanted: string, found: unknown): readonly SettingProblem[] {
  return [
    { path, message: `${pathText(path)} must be ${wanted}, found ${kindOf(found)}`, next: null },
  ]
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${JSON.stringify(value)}`
}
