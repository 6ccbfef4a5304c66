/** Columns of the user's own: what the settings say of one, and what it shows of a workload. */
import type { JsonPath } from '../json-path/json-path.ts'
import { parseJsonPath } from '../json-path/parse-json-path.ts'
import type { WorkloadFacts } from '../workload-facts.ts'
import type { Check, SettingProblem } from './settings-check.ts'
import { check, isRecord, object, optional, pathText, text } from './settings-check.ts'
import { isColumnId, tableColumns } from './table-columns.ts'

/** The key of a label or of an annotation, or a JSONPath in kubectl's dialect. */
export type CustomColumn =
  | { readonly label: string; readonly annotation?: never; readonly path?: never }
  | { readonly annotation: string; readonly label?: never; readonly path?: never }
  | { readonly path: string; readonly label?: never; readonly annotation?: never }

export type CustomColumns = Readonly<Record<string, CustomColumn>>

const longestName = 40

/** As Kubernetes checks keys (apimachinery, `validation.IsQualifiedName`), lengths apart. */
const qualifiedName = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]*[A-Za-z0-9])?$/

const aKey = text((key) =>
  qualifiedName.test(key) ? null : 'a key such as example.com/tier, as it stands in the object',
)

const aText = text()

const aPath = check(aText.schema, (value, path) => {
  const problems = aText(value, path)
  if (typeof value !== 'string' || problems.length > 0) return problems
  const read = parseJsonPath(value)
  if (read.ok) return []
  const message = `${pathText(path)}: ${value} is no JSONPath at character ${read.at}: ${read.reason}`
  return [{ path, message, next: 'the column is left out until it is one', harmless: true }]
})

export const customColumnFields: Check = object(
  { label: optional(aKey), annotation: optional(aKey), path: optional(aPath) },
  (column) =>
    Object.keys(column).length === 1 ? null : 'a column with either label, annotation or path',
)

/** The paths of all columns that have one which can be read. */
export function columnPaths(columns: CustomColumns): Readonly<Record<string, JsonPath>> {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([name, { path }]) => {
      const read = path === undefined ? null : parseJsonPath(path)
      return read?.ok === true ? [[name, read.path] as const] : []
    }),
  )
}

/** A column whose path cannot be read is not shown. */
export function isReadable({ path }: CustomColumn): boolean {
  return path === undefined || parseJsonPath(path).ok
}

/** What is wrong with a column's name, where the rest of it is right. */
export function columnProblem(name: string, column: unknown): SettingProblem[] {
  const path = ['customColumns', name]
  if (!isRecord(column)) return []
  const taken = tableColumns.find(
    ({ id, title }) => title.toLowerCase() === name.toLowerCase() || id === name,
  )
  if (taken !== undefined || isColumnId(name))
    return [
      { path, message: `the table has a column "${name}" already`, next: 'give it another name' },
    ]
  if (name.trim() !== name || name === '' || name.length > longestName || /\p{C}/u.test(name))
    return [
      {
        path,
        message: `"${name.slice(0, longestName)}" cannot be the title of a column`,
        next: `up to ${longestName} characters, without spaces at its ends`,
      },
    ]
  return []
}

/** By name; a column of which the workload has nothing is left out. Absent where there is none. */
export function customValues(
  facts: ShownFacts,
  columns: CustomColumns,
): { readonly custom?: Readonly<Record<string, string>> } {
  const values = Object.entries(columns).flatMap(([name, column]) => {
    const value = valueOf(facts, name, column)
    return value === undefined ? [] : [[name, value] as const]
  })
  return values.length === 0 ? {} : { custom: Object.fromEntries(values) }
}

type ShownFacts = Pick<WorkloadFacts, 'workload' | 'fields'>

function valueOf(
  { workload: { meta, template }, fields }: ShownFacts,
  name: string,
  { label, annotation }: CustomColumn,
): string | undefined {
  if (label !== undefined) return meta.labels[label] ?? template.labels[label]
  if (annotation !== undefined)
    return meta.annotations[annotation] ?? template.annotations[annotation]
  return fields?.values[name]
}
