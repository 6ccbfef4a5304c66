/** Columns of the user's own: what the settings say of one, and what it shows of a workload. */
import type { WorkloadObject } from '../kube/kube.ts'
import type { Check, SettingProblem } from './settings-check.ts'
import { isRecord, object, optional, text } from './settings-check.ts'
import { isColumnId, tableColumns } from './table-columns.ts'

/** The key of a label or of an annotation. */
export type CustomColumn =
  | { readonly label: string; readonly annotation?: never }
  | { readonly annotation: string; readonly label?: never }

const longestName = 40

/** As Kubernetes checks keys (apimachinery, `validation.IsQualifiedName`), lengths apart. */
const qualifiedName = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]*[A-Za-z0-9])?$/

const aKey = text((key) =>
  qualifiedName.test(key) ? null : 'a key such as example.com/tier, as it stands in the object',
)

export const customColumnFields: Check = object(
  { label: optional(aKey), annotation: optional(aKey) },
  ({ label, annotation }) =>
    (label === undefined) === (annotation === undefined)
      ? 'a column with either label or annotation'
      : null,
)

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
  { meta, template }: Pick<WorkloadObject, 'meta' | 'template'>,
  columns: Readonly<Record<string, CustomColumn>>,
): { readonly custom?: Readonly<Record<string, string>> } {
  const values = Object.entries(columns).flatMap(([name, { label, annotation }]) => {
    const value =
      label === undefined
        ? (meta.annotations[annotation ?? ''] ?? template.annotations[annotation ?? ''])
        : (meta.labels[label] ?? template.labels[label])
    return value === undefined ? [] : [[name, value] as const]
  })
  return values.length === 0 ? {} : { custom: Object.fromEntries(values) }
}
