/** Which columns the table shows, from left to right, and which there are besides. */
import { isReadable } from '../../model/settings/custom-columns.ts'
import type { ChosenColumn, TableSettings } from '../../model/settings/table-settings.ts'
import { spareColumns, tableColumns, usualColumns } from '../../model/settings/table-columns.ts'
import { remembered } from '../memo.ts'
import type { Grouping } from './group.ts'
import { contextsShown } from './select-workloads.ts'
import type { State } from '../state.ts'
import type { ColumnChoice, ColumnKey } from './table-column.ts'
import { columnKey, isCustom, settingName } from './table-column.ts'

export interface ShownColumn {
  readonly id: ColumnKey
  readonly title: string
  /** Not one of those that were asked for besides the usual ones. */
  readonly usual: boolean
  /** Only where there is room to spare. */
  readonly spare: boolean
  /** Cells; null for as wide as what it shows. */
  readonly width: number | null
}

export function shownColumns(state: State): readonly ShownColumn[] {
  const { table, columnsPart, groupBy, sort } = state
  const said = groupBy === sort.column ? null : groupBy
  return columnsOf(table, columnsPart > 0, contextsShown(state).length > 1, said)
}

const columnsOf = remembered(
  (
    table: TableSettings,
    wide: boolean,
    severalContexts: boolean,
    saidByGroups: Grouping | null,
  ): readonly ShownColumn[] => {
    const isOwnChoice = table.columns.length > 0
    const chosen = chosenColumns(table)
    const others = wide
      ? allColumns(table).filter((id) => chosen.every((one) => one.id !== id))
      : []
    return [...chosen, ...others.map((id) => ({ id, width: null }))]
      .filter(({ id }) => id !== 'context' || severalContexts)
      .filter(({ id }) => wide || id !== saidByGroups)
      .filter(({ id }) => canBeShown(id, table))
      .map(({ id, width }) => ({
        id,
        width,
        title: columnTitle(id),
        usual: chosen.some((one) => one.id === id),
        spare: !wide && !isOwnChoice && spareColumns.some((spare) => spare === id),
      }))
  },
)

/** The shown ones in their order, then all others. */
export function columnChoices(table: TableSettings): readonly ColumnChoice[] {
  const chosen = chosenColumns(table)
  const others = allColumns(table).filter((id) => chosen.every((one) => one.id !== id))
  return [
    ...chosen.map((one) => ({ ...one, shown: true })),
    ...others.map((id) => ({ id, shown: false, width: null })),
  ]
}

/** As the settings keep them; nothing where they are the usual ones. */
export function columnSettings(
  choices: readonly ColumnChoice[],
  table: TableSettings,
): readonly (string | ChosenColumn)[] {
  const shown = choices.filter((choice) => choice.shown)
  const usual = usualKeys(table)
  const isUsual =
    shown.length === usual.length &&
    shown.every(({ id, width }, i) => id === usual[i] && width === null)
  if (isUsual) return []
  return shown.map(({ id, width }) => {
    const column = settingName(id)
    return width === null ? column : { column, width }
  })
}

export function columnTitle(id: ColumnKey): string {
  if (isCustom(id)) return settingName(id)
  return tableColumns.find((column) => column.id === id)?.title ?? id
}

function chosenColumns(table: TableSettings): { id: ColumnKey; width: number | null }[] {
  if (table.columns.length === 0) return usualKeys(table).map((id) => ({ id, width: null }))
  return table.columns.map((one) =>
    typeof one === 'string'
      ? { id: columnKey(one), width: null }
      : { id: columnKey(one.column), width: one.width ?? null },
  )
}

/** A column without a path that can be read is kept in the settings, but not shown. */
function canBeShown(id: ColumnKey, { customColumns }: TableSettings): boolean {
  const own = isCustom(id) ? customColumns[settingName(id)] : undefined
  return own === undefined || isReadable(own)
}

/** The user's own columns stand before the last, which takes what room is left. */
function usualKeys({ customColumns }: TableSettings): ColumnKey[] {
  const own = Object.keys(customColumns).map(columnKey)
  return [...usualColumns.slice(0, -1), ...own, ...usualColumns.slice(-1)]
}

function allColumns({ customColumns }: TableSettings): ColumnKey[] {
  return [...tableColumns.map(({ id }) => id), ...Object.keys(customColumns).map(columnKey)]
}
