/** Commands that switch namespaces and contexts, from a list, any number at once. */
import type { Command, Outcome } from './command.ts'
import { acts, always } from './command.ts'
import type { Effect } from '../effect.ts'
import type { PlaceKind } from '../table/select-places.ts'
import { places } from '../table/select-places.ts'
import { contextsShown } from '../table/select-workloads.ts'
import type { State } from '../state.ts'

export const placeCommands: readonly Command[] = [
  {
    id: 'namespace.choose',
    title: 'Namespaces',
    help: 'Chooses the namespaces that are shown, one or several, from a list.',
    category: 'Table',
    keys: ['i'],
    screens: ['workloads'],
    words: ['ns', 'namespace', 'namespaces'],
    available: always,
    run: (state) => opened('namespaces', state.namespaces ?? [], []),
  },
  {
    id: 'namespace.all',
    title: 'All namespaces',
    help: 'Shows the workloads of every namespace again.',
    category: 'Table',
    keys: ['0'],
    screens: ['workloads'],
    available: always,
    run: () => chosenNamespaces(null),
  },
  {
    id: 'context.choose',
    title: 'Contexts',
    help: 'Chooses the contexts that are open, one or several, also such as were not so far.',
    category: 'Table',
    keys: ['x'],
    screens: ['workloads'],
    words: ['ctx', 'context', 'contexts', 'cluster'],
    available: always,
    run: (state) => opened('contexts', contextsShown(state), [{ type: 'listContexts' }]),
  },
  {
    id: 'places.toggle',
    title: 'This one too',
    help: 'Adds the namespace or the context to those that are shown, or takes it out.',
    category: 'Dialogs',
    keys: ['space'],
    screens: [],
    dialogs: ['places'],
    available: always,
    run: (state) => {
      const place = highlighted(state)
      return place === null ? acts() : acts({ type: 'placeToggled', name: place.name })
    },
  },
]

/** What was ticked, or, where nothing was, what is highlighted, alone. */
export function acceptPlaces(state: State): Outcome {
  const { dialog } = state
  const place = highlighted(state)
  if (dialog?.kind !== 'places' || (place === null && !dialog.changed)) return acts()
  const alone = place?.name === null || place === null ? [] : [place.name]
  const names = dialog.changed ? dialog.chosen : alone
  if (dialog.of === 'namespaces') return chosenNamespaces(names.length === 0 ? null : names)
  if (names.length === 0)
    return acts({ type: 'noticed', text: 'choose at least one context; q on the table quits' })
  return {
    actions: [{ type: 'dialogClosed' }],
    effects: [{ type: 'showContexts', contexts: names }],
  }
}

function chosenNamespaces(namespaces: readonly string[] | null): Outcome {
  return {
    actions: [{ type: 'namespacesChosen', namespaces }, { type: 'dialogClosed' }],
    effects: [{ type: 'readNamespaces', namespaces }],
  }
}

function opened(of: PlaceKind, chosen: readonly string[], effects: readonly Effect[]): Outcome {
  return {
    actions: [{ type: 'dialogOpened', dialog: { kind: 'places', of, chosen, changed: false } }],
    effects,
  }
}

function highlighted(state: State) {
  const all = places(state)
  return all[Math.min(state.choice, all.length - 1)] ?? null
}
