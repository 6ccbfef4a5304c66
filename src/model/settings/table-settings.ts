/** What the user's settings say about the table: its columns, and filters kept under a number. */
import type { CustomColumns } from './custom-columns.ts'
import { columnProblem, customColumnFields } from './custom-columns.ts'
import type { SettingProblem } from './settings-check.ts'
import { check, isRecord, list, named, object, optional, required, text } from './settings-check.ts'
import { isColumnId, tableColumns } from './table-columns.ts'

/** The keys that saved filters are on. */
export const filterNumbers = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

export type FilterNumber = (typeof filterNumbers)[number]

export interface SavedFilter {
  readonly query: string
  /** What it is called on the screen; its query where it has none. */
  readonly name?: string
}

/** A column that is shown: of the table's own by its id, of the user's by its name. */
export interface ChosenColumn {
  readonly column: string
  /** Cells; without one it is as wide as what it shows. */
  readonly width?: number
}

export interface TableSettings {
  readonly filters: Readonly<Partial<Record<FilterNumber, SavedFilter>>>
  /** From left to right; none for the usual ones. */
  readonly columns: readonly (string | ChosenColumn)[]
  /** By name, which is the title too. */
  readonly customColumns: CustomColumns
}

export const defaultTable: TableSettings = { filters: {}, columns: [], customColumns: {} }

export const narrowestColumn = 4
export const widestColumn = 200

export const tableReference = [
  {
    key: 'filters',
    type: '{number: {query, name?}}',
    fallback: '{}',
    help: 'Filters of the table by the key that shows them, `1` to `9`: `{"1": {"name": "mine", "query": "owner:payments"}}`. `s` in the table saves the present one.',
  },
  {
    key: 'columns',
    type: 'list of names, or of {column, width}',
    fallback: '[]',
    help: `The columns of the table from left to right, each by its name or with a width in cells: \`["name", {"column": "health", "width": 40}]\`. Known: ${tableColumns.map(({ id }) => id).join(', ')}, and your own. \`v\` in the table chooses them.`,
  },
  {
    key: 'customColumns',
    type: '{name: {label, annotation or path}}',
    fallback: '{}',
    help: 'Columns of your own, by name: `{"TIER": {"label": "example.com/tier"}}` shows a label, `annotation` an annotation; of the workload, or of its pod template where the workload has none. `path` is a JSONPath as kubectl takes it, over the workload: `{"IMAGES": {"path": ".spec.template.spec.containers[*].image"}}`. They stand after the usual columns unless `columns` says where.',
  },
] as const

const eachFilter = named(object({ query: required(text()), name: optional(text()) }))

const schema = { ...eachFilter.schema, propertyNames: { enum: filterNumbers } }

const filters = check(schema, (value, path) => {
  const problems = eachFilter(value, path)
  if (problems.length > 0) return problems
  return Object.keys(value as object)
    .filter((key) => !isFilterNumber(key))
    .map((key) => ({
      path: [...path, key],
      message: `"${key}" is no key for a filter`,
      next: 'saved filters are on the keys 1 to 9',
    }))
})

const width = check(
  { type: 'integer', minimum: narrowestColumn, maximum: widestColumn },
  (value, path) =>
    Number.isInteger(value) && Number(value) >= narrowestColumn && Number(value) <= widestColumn
      ? []
      : [
          {
            path,
            message: `a column's width must be a whole number from ${narrowestColumn} to ${widestColumn}`,
            next: 'leave it out for a column as wide as what it shows',
          },
        ],
)

const name = text()
const withWidth = object({ column: required(name), width: optional(width) })

const column = check({ anyOf: [name.schema, withWidth.schema] }, (value, path) =>
  typeof value === 'string' ? name(value, path) : withWidth(value, path),
)

export const tableFields = {
  filters: optional(filters),
  columns: optional(list(column)),
  customColumns: optional(named(customColumnFields)),
}

/** What only the settings as a whole show: names that mean nothing, or two things. */
export function tableProblems(settings: unknown): readonly SettingProblem[] {
  if (!isRecord(settings)) return []
  const own = isRecord(settings['customColumns']) ? settings['customColumns'] : {}
  const names = Object.entries(own).flatMap(([name, one]) => columnProblem(name, one))
  const shown = Array.isArray(settings['columns']) ? (settings['columns'] as unknown[]) : []
  const seen = new Set<string>()
  const unknown = shown.flatMap((one, i): SettingProblem[] => {
    const id = typeof one === 'string' ? one : isRecord(one) ? one['column'] : undefined
    if (typeof id !== 'string') return []
    const path = ['columns', i]
    if (seen.has(id)) return [{ path, message: `column "${id}" is there twice`, next: null }]
    seen.add(id)
    if (isColumnId(id) || Object.hasOwn(own, id)) return []
    const known = [...tableColumns.map((known) => known.id), ...Object.keys(own)]
    return [{ path, message: `unknown column "${id}"`, next: `known: ${known.join(', ')}` }]
  })
  return [...names, ...unknown]
}

export function isFilterNumber(text: string): text is FilterNumber {
  return filterNumbers.some((number) => number === text)
}

export function tableOf({ filters, columns, customColumns }: TableSettings): TableSettings {
  return { filters, columns, customColumns }
}
