/** The filter that holds while one types: what tab can still complete is no term yet. */
import { remembered } from '../memo.ts'
import type { State } from '../state.ts'
import { typedCompletions } from './complete-filter.ts'
import { parseQuery } from './query.ts'

/** Without the term that is being typed, for as long as it is none: the rows stay as they were before it. */
export function askedFilter(state: State): string {
  if (state.dialog?.kind !== 'filter') return state.filter
  const asked = known.get(state) ?? typedFilter(state)
  known.set(state, asked)
  return asked
}

/** It is asked for several times for each frame, and looks among tens of thousands of names. */
const known = new WeakMap<State, string>()

function typedFilter(state: State): string {
  const { filter, input, table } = state
  const after = input.characters.slice(input.cursor).join('')
  // Within a word nothing is being completed.
  if (/^\S/.test(after)) return filter
  const { typed, behind, candidates, exact, rest } = typedCompletions(state)
  if (behind === null || candidates.length === 0) return filter
  const isWhole = exact
    ? candidates.some(({ label }) => label === typed)
    : isQuery(filter, table.customColumns)
  return typed !== '' && isWhole ? filter : rest + after
}

const isQuery = remembered(
  (filter: string, columns: State['table']['customColumns']): boolean =>
    parseQuery(filter, Object.keys(columns)).ok,
)
