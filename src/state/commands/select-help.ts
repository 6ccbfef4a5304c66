/** What the help shows: the commands of the screen that is open, and the language of its signs. */
import type { CommitState } from '../../bisect/search.ts'
import type { Command } from './command.ts'
import { categories } from './command.ts'
import { bindingOf } from './keymap.ts'
import { queryHelpWith } from '../query/query.ts'
import type { State } from '../state.ts'
import { openBisect } from '../bisects/open-bisects.ts'
import { currentScreen } from '../state.ts'
import { textOf } from './text-input.ts'

export type HelpRow =
  | { readonly kind: 'gap' }
  | { readonly kind: 'section'; readonly title: string }
  | {
      readonly kind: 'command'
      readonly keys: string
      readonly title: string
      readonly help: string
    }
  | { readonly kind: 'example'; readonly text: string; readonly meaning: string }
  | { readonly kind: 'commit'; readonly state: CommitState; readonly meaning: string }

/** One line each; those that have every word that was searched for. `commands` are the screen's. */
export function helpRows(state: State, commands: readonly Command[]): readonly HelpRow[] {
  const words = textOf(state.input).toLowerCase().split(' ').filter(Boolean)
  const sections: [string, HelpRow[]][] = [
    ...categories.map((category): [string, HelpRow[]] => [
      category,
      commands
        .filter((command) => command.category === category)
        .map((command) => ({
          kind: 'command',
          keys: bindingOf(state.keymap, command).shown.join(' '),
          title: command.title,
          help: command.help,
        })),
    ]),
    ...legends(state),
  ]
  return sections.flatMap(([title, rows]): HelpRow[] => {
    const found = rows.filter((row) => matches(row, words))
    return found.length === 0 ? [] : [{ kind: 'gap' }, { kind: 'section', title }, ...found]
  })
}

function matches(row: HelpRow, words: readonly string[]): boolean {
  const text = Object.values(row).join(' ').toLowerCase()
  return words.every((word) => text.includes(word))
}

function legends(state: State): [string, HelpRow[]][] {
  const { name } = currentScreen(state)
  if (name === 'workloads')
    return [
      [
        'What the filter understands',
        queryHelpWith(Object.keys(state.table.customColumns)).map(([text, meaning]) => ({
          kind: 'example',
          text,
          meaning,
        })),
      ],
    ]
  if (name !== 'bisect') return []
  const fix = openBisect(state)?.progress.session.looksFor === 'fix'
  const meanings = { ...meaningOf, ...(fix ? fixMeaningOf : {}) }
  return [
    [
      'Commits',
      Object.entries(meanings).map(([commit, meaning]) => ({
        kind: 'commit',
        state: commit as CommitState,
        meaning,
      })),
    ],
  ]
}

const meaningOf: Readonly<Record<CommitState, string>> = {
  'in-hand': 'To be tested now: the next verdict is about it.',
  candidate: 'Can still be the culprit.',
  good: 'Tested: free of the failure.',
  bad: 'Tested: shows the failure.',
  'implied-good': 'Follows from a good commit after it.',
  'implied-bad': 'Follows from a bad commit before it.',
  skipped: 'Could not be tested.',
  'no-build': 'Can be the culprit, but has no build to test.',
  excluded: 'Ruled out: beside a bad commit’s line, or off the path.',
}

/** Where a fix is looked for, what comes later is good. */
const fixMeaningOf: Partial<typeof meaningOf> = {
  candidate: 'Can still be the one that fixed it.',
  'implied-good': 'Follows from a good commit before it.',
  'implied-bad': 'Follows from a bad commit after it.',
}
