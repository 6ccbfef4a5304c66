/** Which columns the table shows, from left to right. */
import type { ColumnId } from '../model/table-columns.ts'
import { spareColumns, tableColumns, usualColumns } from '../model/table-columns.ts'
import { remembered } from './memo.ts'
import { contextsShown } from './select-workloads.ts'
import type { State } from './state.ts'

export interface ShownColumn {
  readonly id: ColumnId
  readonly title: string
  /** Only where there is room to spare. */
  readonly spare: boolean
}

export function shownColumns(state: State): readonly ShownColumn[] {
  return columnsOf(state.wide, contextsShown(state).length > 1)
}

const columnsOf = remembered((wide: boolean, withContext: boolean): readonly ShownColumn[] => {
  const others = wide ? tableColumns.map(({ id }) => id) : []
  return [...new Set([...usualColumns, ...others])]
    .filter((id) => id !== 'context' || withContext)
    .map((id) => ({ id, title: titleOf(id), spare: !wide && spareColumns.includes(id) }))
})

function titleOf(id: ColumnId): string {
  return tableColumns.find((column) => column.id === id)?.title ?? id
}
