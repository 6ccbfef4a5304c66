/** The query that says which rows are wanted: the filter, what keys add to it, and what was chosen from lists. */
import type { Result } from '../../model/failure.ts'
import { ok } from '../../model/failure.ts'
import { filterNumbers } from '../../model/settings/table-settings.ts'
import { duration } from '../format.ts'
import { remembered } from '../memo.ts'
import type { Query, Term } from '../query/query.ts'
import { parseQuery } from '../query/query.ts'
import { askedFilter } from '../query/unfinished.ts'
import type { State } from '../state.ts'

type Limits = Pick<State, 'failingOnly' | 'changedWithin'>

/** The limits are added to what was understood, so that no open quote takes them in. */
const queryOf = remembered(
  (
    filter: string,
    limits: string,
    namespaces: State['namespaces'],
    marked: State['marks'] | null,
    { customColumns }: State['table'],
  ): Result<Query> => {
    const query = parseQuery(filter, Object.keys(customColumns))
    const added = parseQuery(limits)
    if (!query.ok || !added.ok) return query
    const chosen: Term[] = []
    if (namespaces !== null) chosen.push({ kind: 'namespaces', names: namespaces, negated: false })
    if (marked !== null) chosen.push({ kind: 'marked', ids: marked, negated: false })
    return ok({ terms: [...query.value.terms, ...added.value.terms, ...chosen] })
  },
)

/** All that is wanted, as terms; otherwise why the filter cannot be read. */
export function wholeQuery(state: State): Result<Query> {
  const { namespaces, marks, markedOnly, table } = state
  return queryOf(askedFilter(state), limitsOf(state), namespaces, markedOnly ? marks : null, table)
}

/** The filter with what the keys for failing and changed rows add to it, as one query. */
export function wantedQuery(state: Limits & Pick<State, 'filter'>): string {
  return `${state.filter.trim()} ${limitsOf(state)}`.trim()
}

function limitsOf({ failingOnly, changedWithin }: Limits): string {
  const failing = failingOnly ? 'status:failing' : ''
  return changedWithin === null ? failing : `${failing} changed:<${duration(changedWithin)}`.trim()
}

/** The saved filter that is in force, as it is called; null for none. */
export function savedFilterName({ filter, table }: Pick<State, 'filter' | 'table'>): string | null {
  for (const number of filterNumbers) {
    const saved = table.filters[number]
    if (saved !== undefined && saved.query === filter.trim())
      return `${number} ${saved.name ?? saved.query}`
  }
  return null
}
