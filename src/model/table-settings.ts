/** What the user's settings say about the table: filters kept under a number. */
import { check, named, object, optional, required, text } from './settings-check.ts'

/** The keys that saved filters are on. */
export const filterNumbers = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

export type FilterNumber = (typeof filterNumbers)[number]

export interface SavedFilter {
  readonly query: string
  /** What it is called on the screen; its query where it has none. */
  readonly name?: string
}

export interface TableSettings {
  readonly filters: Readonly<Partial<Record<FilterNumber, SavedFilter>>>
}

export const defaultTable: TableSettings = { filters: {} }

export const tableReference = [
  {
    key: 'filters',
    type: '{number: {query, name?}}',
    fallback: '{}',
    help: 'Filters of the table by the key that shows them, `1` to `9`: `{"1": {"name": "mine", "query": "owner:payments"}}`. `s` in the table saves the present one.',
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

export const tableFields = { filters: optional(filters) }

export function isFilterNumber(text: string): text is FilterNumber {
  return filterNumbers.some((number) => number === text)
}

export function tableOf({ filters }: TableSettings): TableSettings {
  return { filters }
}
