/** The filter that holds while one types: what tab can still complete is no term yet. */
import { remembered } from '../memo.ts'
import type { State } from '../state.ts'
import { typedCompletions } from './complete-filter.ts'
import { parseQuery } from './query.ts'

/** Without the term that is being typed, for as long as it is none: the rows stay as they were before it. */
export function askedFilter(state: State): string {
  const { filter, dialog, input } = state
  if (dialog?.kind !== 'filter') return filter
  const behind = input.characters.slice(input.cursor).join('')
  // Within a word nothing is being completed.
  if (/^\S/.test(behind)) return filter
  const { typed, behind: field, candidates, exact, rest } = typedCompletions(state)
  if (field === null || candidates.length === 0) return filter
  const isWhole = exact
    ? candidates.some(({ label }) => label === typed)
    : isQuery(filter, state.table.customColumns)
  return typed !== '' && isWhole ? filter : rest + behind
}

const isQuery = remembered(
  (filter: string, columns: State['table']['customColumns']): boolean =>
    parseQuery(filter, Object.keys(columns)).ok,
)
