/** What `kulprit changes` prints. */
import type { ResourceStatus } from '../../model/change.ts'
import type { LikelyChange } from '../../model/timeline/likely-changes.ts'
import type { Release } from '../../model/workload.ts'

import { ownerText } from '../../state/owner-names.ts'
import { table, unknownCell } from './columns.ts'
import { ageText } from './get.ts'
import type { Output } from '../grammar/output.ts'
import { readErrors } from './read-errors.ts'
import { structured } from './structured.ts'
import { readErrorJson, resolvedJson } from './workload-json.ts'

export interface ChangeList {
  /** In the order to print, each with the reasons why it may be to blame. */
  readonly items: readonly Pick<LikelyChange, 'happening' | 'reasons'>[]
  readonly statuses: readonly ResourceStatus[]
  /** Milliseconds since the epoch, for ages. */
  readonly now: number
}

export function printChanges(list: ChangeList, output: Output, noHeaders: boolean): string {
  const { items, statuses } = list
  if (output === 'json' || output === 'yaml')
    return structured(
      { items: items.map(changeJson), errors: readErrors(statuses).map(readErrorJson) },
      output,
    )
  return changeTable(list, noHeaders)
}

/** For stderr, where nothing is to be printed on stdout. */
export function nothingChangedText(since: string, query: string): string {
  const where = query === '' ? '' : ` in what matches ${query}`
  return `nothing changed${where} ${since}\n`
}

function changeTable({ items, statuses, now }: ChangeList, noHeaders: boolean): string {
  const contexts = new Set([
    ...items.map(({ happening }) => happening.context),
    ...statuses.map(({ context }) => context),
  ])
  const explained = items.some(({ reasons }) => reasons.length > 0)
  const header = ['AGE', 'WHAT', 'NAMESPACE', 'NAME', 'OWNER', 'CHANGED', 'BY', 'DETAILS']
  const rows = items.map(({ happening, reasons }) => [
    ...(contexts.size > 1 ? [happening.context] : []),
    ageText(happening.at, now),
    happening.type,
    happening.namespace === '' ? '-' : happening.namespace,
    `${happening.kind.toLowerCase()}/${happening.name}`,
    happening.owner === null ? unknownCell : ownerText(happening.owner),
    happening.changes.join(',') || '-',
    happening.by ?? '-',
    happening.words,
    ...(explained ? [reasons.join('; ')] : []),
  ])
  const columns = [
    ...(contexts.size > 1 ? ['CONTEXT'] : []),
    ...header,
    ...(explained ? ['BECAUSE'] : []),
  ]
  return table(columns, rows, noHeaders)
}

export function changeJson({ happening, reasons }: ChangeList['items'][number]) {
  const { at, context, namespace, kind, name, owner, from, to, by, changes } = happening
  return {
    ...{ at, context, namespace, kind, name, owner },
    from: endJson(from),
    to: endJson(to),
    ...{ by, changes, type: happening.type, words: happening.words, reasons },
  }
}

function endJson(release: Release | null) {
  return release === null
    ? null
    : {
        release: release.release,
        version: resolvedJson(release.version),
        commit: resolvedJson(release.commit),
      }
}
