/** Tab in the filter line: what it would put in, and what it does. */
import type { Action } from '../action.ts'
import type { TextInput } from '../commands/text-input.ts'
import type { State } from '../state.ts'
import { commonStart, completionsOf } from './complete-query.ts'
import type { Candidate, Completions } from './completions.ts'
import { knownValues } from './known-values.ts'

export interface FilterCompletions extends Completions {
  /** The candidate that stands in the line already, while tab goes through them; -1 for none. */
  readonly at: number
  /** What tab would add behind the cursor; nothing where it would not only add. */
  readonly ghost: string
}

/** null where no filter is typed. */
export function filterCompletions(state: State): FilterCompletions | null {
  const { dialog, input } = state
  if (dialog?.kind !== 'filter') return null
  const { completing } = dialog
  const found =
    completing === null
      ? typedCompletions(state)
      : completionsOf(completing.line, knownValues(state))
  return {
    ...found,
    at: completing?.at ?? -1,
    ghost: completing === null ? ghostOf(input, found) : '',
  }
}

/** Of what stands before the cursor. */
export function typedCompletions(state: State): Completions {
  return completionsOf(beforeCursor(state.input), knownValues(state))
}

/** Letters that many words begin with suggest nothing. */
const leastForGhost = 2

function ghostOf(input: TextInput, { typed, behind, candidates }: Completions): string {
  const [first] = candidates
  const isShort = typed.length < (behind === null ? leastForGhost : 1)
  if (first === undefined || isShort || input.cursor < input.characters.length) return ''
  const isStart = first.text.toLowerCase().startsWith(typed.toLowerCase())
  return isStart ? first.text.slice(typed.length) : ''
}

/**
 * As in a shell: what all candidates begin with, then one after the other; of a lone one all of it, and a
 * space where it is complete. `by` is 1 for the next one, -1 for the one before. null where there is none.
 */
export function completed(state: State, by: 1 | -1): Action | null {
  const { dialog, input } = state
  const found = filterCompletions(state)
  if (dialog?.kind !== 'filter' || found === null) return null
  const line = dialog.completing?.line ?? beforeCursor(input)
  const { candidates, typed, from, at } = found
  const [first] = candidates
  if (first === undefined) return null
  const start = line.slice(0, from)
  if (candidates.length === 1) return put(input, start + whole(first), null)
  const common = commonStart(candidates)
  if (at < 0 && common.length > typed.length) return put(input, start + common, null)
  const count = candidates.length
  const next = at < 0 ? (by === 1 ? 0 : count - 1) : (at + by + count) % count
  return put(input, start + (candidates[next] ?? first).text, { line, at: next })
}

function whole({ text, open }: Candidate): string {
  return open ? text : `${text} `
}

function put(
  { characters, cursor }: TextInput,
  before: string,
  completing: Extract<Action, { type: 'filterCompleted' }>['completing'],
): Action {
  const typed = Array.from(before)
  const input = { characters: [...typed, ...characters.slice(cursor)], cursor: typed.length }
  return { type: 'filterCompleted', input, completing }
}

function beforeCursor({ characters, cursor }: TextInput): string {
  return characters.slice(0, cursor).join('')
}
