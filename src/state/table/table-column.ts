/** How columns are told apart: the table's own by their ids, those of the user by their names. */
import type { ColumnId } from '../../model/settings/table-columns.ts'
import { isColumnId } from '../../model/settings/table-columns.ts'

export type CustomKey = `custom ${string}`

export type ColumnKey = ColumnId | CustomKey

/** `name` as the settings have it. */
export function columnKey(name: string): ColumnKey {
  return isColumnId(name) ? name : `custom ${name}`
}

export function customName(key: CustomKey): string {
  return key.slice('custom '.length)
}

/** As the settings have it. */
export function settingName(key: ColumnKey): string {
  return isCustom(key) ? customName(key) : key
}

export function isCustom(key: string): key is CustomKey {
  return key.startsWith('custom ')
}

/** A line of the list that columns are chosen from. */
export interface ColumnChoice {
  readonly id: ColumnKey
  readonly shown: boolean
  readonly width: number | null
}
