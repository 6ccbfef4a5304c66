/** The namespaces and contexts that can be switched to, as their list shows them. */
import type { Workload } from '../../model/workload.ts'
import { count } from '../format.ts'
import { remembered } from '../memo.ts'
import type { Rows } from './rows.ts'
import { contextsShown } from './select-workloads.ts'
import type { State } from '../state.ts'
import { textOf } from '../commands/text-input.ts'

export type PlaceKind = 'namespaces' | 'contexts'

export interface Place {
  /** null for all namespaces. */
  readonly name: string | null
  readonly label: string
  readonly detail: string
  /** Among those that are shown once the list is closed. */
  readonly chosen: boolean
}

interface Size {
  workloads: number
  failing: number
}

/** Those that what is typed is part of, those that begin with it first; by name. */
export function places(state: State): readonly Place[] {
  const { dialog } = state
  if (dialog?.kind !== 'places') return []
  const typed = textOf(state.input).trim()
  const all = dialog.of === 'namespaces' ? namespaces(state, typed) : contexts(state)
  const text = typed.toLowerCase()
  const found = all.filter(({ label }) => label.toLowerCase().includes(text))
  const begins = (place: Place): boolean => place.label.toLowerCase().startsWith(text)
  const chosen = new Set(dialog.chosen)
  return [...found.filter(begins), ...found.filter((place) => !begins(place))].map((place) => ({
    ...place,
    chosen: place.name === null ? chosen.size === 0 : chosen.has(place.name),
  }))
}

/** A namespace that nothing is known of can be typed: it may not be readable from where one looks. */
function namespaces(state: State, typed: string): Place[] {
  const sizes = sizesOf(state.workloads)
  const names = new Set([...sizes.keys(), ...(state.namespaces ?? [])])
  const known = [...names].toSorted().map((name) => place(name, sizeText(sizes.get(name))))
  if (typed === '') return [{ ...place(null, ''), label: 'all namespaces' }, ...known]
  return names.has(typed) ? known : [...known, place(typed, 'as typed')]
}

function contexts(state: State): Place[] {
  const open = contextsShown(state)
  const named = state.contexts ?? []
  const others = open.filter((name) => named.every((context) => context.name !== name))
  return [
    ...named.map(({ name, server }) =>
      place(name, open.includes(name) ? `open  ${server}` : server),
    ),
    ...others.map((name) => place(name, 'open')),
  ]
}

function place(name: string | null, detail: string): Place {
  return { name, label: name ?? '', detail, chosen: false }
}

const sizesOf = remembered((rows: Rows): ReadonlyMap<string, Size> => {
  const sizes = new Map<string, Size>()
  for (const { namespace, health } of rows.values() as Iterable<Workload>) {
    const size = sizes.get(namespace) ?? { workloads: 0, failing: 0 }
    size.workloads += 1
    if (health.status === 'degraded') size.failing += 1
    sizes.set(namespace, size)
  }
  return sizes
})

function sizeText(size: Size | undefined): string {
  if (size === undefined) return 'no workload'
  const failing = size.failing === 0 ? '' : `, ${size.failing} failing`
  return `${count(size.workloads, 'workload')}${failing}`
}
