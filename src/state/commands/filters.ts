/** Commands of saved filters: show one, save the present one, forget one. */
import type { FilterNumber } from '../../model/settings/table-settings.ts'
import { filterNumbers, isFilterNumber } from '../../model/settings/table-settings.ts'
import type { Command } from './command.ts'
import { acts, asks } from './command.ts'
import type { CommandId } from '../dialog.ts'
import { keyOf } from './keymap.ts'
import type { Question } from '../question.ts'
import { visibleWorkloads } from '../table/select-workloads.ts'
import { wantedQuery } from '../table/wanted-query.ts'
import type { State } from '../state.ts'

const words: Readonly<Record<FilterNumber, string>> = {
  ...{ '1': 'one', '2': 'two', '3': 'three', '4': 'four', '5': 'five', '6': 'six' },
  ...{ '7': 'seven', '8': 'eight', '9': 'nine' },
}

const save: CommandId = 'filter.save'

export const filterCommands: readonly Command[] = [
  {
    id: save,
    title: 'Save the filter',
    help: 'Keeps the filter, with failing only and changed lately, under a number and a name.',
    category: 'Table',
    keys: ['s'],
    screens: ['workloads'],
    words: ['favourite', 'bookmark'],
    available: (state) => {
      if (wantedQuery(state) === '')
        return `no filter is set; ${keyOf(state, 'table.filter')} sets one`
      return visibleWorkloads(state).ok || 'the filter cannot be read'
    },
    ask: (state) => numberQuestion(state, `${freeNumber(state)} `, null),
    run: (state, reply) => {
      const [, number = '', name = ''] = /^\s*(\S)\s*(.*?)\s*$/.exec(reply ?? '') ?? []
      if (!isFilterNumber(number)) {
        const question = numberQuestion(state, reply ?? '', 'begin with a number from 1 to 9')
        return acts({ type: 'dialogOpened', dialog: { kind: 'ask', command: save, question } })
      }
      const filter = { query: wantedQuery(state), ...(name === '' ? {} : { name }) }
      return asks({ type: 'saveFilter', number, filter })
    },
  },
  {
    id: 'filter.forget',
    title: 'Forget a saved filter',
    help: 'Removes one of the saved filters from the settings.',
    category: 'Table',
    keys: ['X'],
    screens: ['workloads'],
    words: ['delete filter', 'remove filter'],
    available: ({ table }) => Object.keys(table.filters).length > 0 || 'no filter is saved',
    ask: ({ table }) => ({
      id: 'filter.forget',
      title: 'Forget which filter?',
      lines: [],
      input: {
        kind: 'choice',
        choices: filterNumbers.flatMap((number) => {
          const saved = table.filters[number]
          const label = saved?.name === undefined ? '' : `${saved.name}  `
          return saved === undefined
            ? []
            : [{ value: number, label: `${label}/${saved.query}`, key: number }]
        }),
      },
      error: null,
    }),
    run: (_, reply) =>
      reply !== null && isFilterNumber(reply)
        ? asks({ type: 'saveFilter', number: reply, filter: null })
        : acts(),
  },
]

export const numberCommands: readonly Command[] = filterNumbers.map(show)

function show(number: FilterNumber): Command {
  return {
    id: `saved.${words[number]}`,
    title: `Saved filter ${number}`,
    help: `Shows the rows of the filter that is saved under ${number}.`,
    category: 'Table',
    keys: [number],
    screens: ['workloads'],
    available: (state) =>
      state.table.filters[number] !== undefined ||
      `no filter is saved under ${number}; ${keyOf(state, save)} saves the present one`,
    run: ({ table }) => acts({ type: 'filterChanged', text: table.filters[number]?.query ?? '' }),
  }
}

function numberQuestion(state: State, initial: string, error: string | null): Question {
  const taken = filterNumbers.flatMap((number) => {
    const saved = state.table.filters[number]
    return saved === undefined ? [] : [`${number} ${saved.name ?? saved.query}`]
  })
  return {
    id: save,
    title: 'Save the filter under which number?',
    lines: [
      `/${wantedQuery(state)}`,
      ...(taken.length === 0 ? [] : [`Saved so far: ${taken.join(' · ')}`]),
    ],
    input: { kind: 'text', initial, placeholder: 'a number from 1 to 9, and a name for it' },
    error,
  }
}

function freeNumber({ table }: State): FilterNumber {
  return filterNumbers.find((number) => table.filters[number] === undefined) ?? '9'
}
