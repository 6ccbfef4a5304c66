/** What stands in front of a screen: menus, choosers, questions, the palette, the help, messages, the tour. */
import type { Failure } from '../../src/model/failure.ts'
import type { Action } from '../../src/state/action.ts'
import { keysOf } from '../../src/state/commands/key-names.ts'
import { foundProgress, progress } from './bisect-fixtures.ts'
import { failingCart, fleet, fleetShown, release } from './state-fixtures.ts'
import { detailed } from './view-states-pages.ts'
import { state } from './view-state.ts'

const page = [...fleetShown, 'enter', ...detailed] as const
const bisect = [
  ...fleetShown,
  'enter',
  { type: 'bisectOpened', progress: progress() } as Action,
] as const
const over = [
  ...fleetShown,
  'enter',
  { type: 'bisectOpened', progress: foundProgress() } as Action,
] as const

const failure: Failure = {
  kind: 'git',
  message: 'https://github.com/shop/shop cannot be fetched',
  cause: 'fatal: could not read Username for https://github.com: terminal prompts disabled',
  next: 'log in: git credential approve, or set repositories to a folder',
}

function task(title: string, progressText: string): Action {
  return {
    type: 'taskChanged',
    task: { id: title, title, progress: progressText, cancellable: true },
  }
}

const contexts: Action = {
  type: 'contextsListed',
  contexts: [
    { name: 'prod', server: 'https://10.0.0.1:6443' },
    { name: 'stage', server: 'https://10.0.1.1:6443' },
  ],
}

const unprovenCart = failingCart({
  releases: [release(7, '1.7.2', { current: true }), release(6, '1.7.1', { proof: 'unproven' })],
})

export const dialogStates = [
  state(
    'first-start',
    'the hints of the first start',
    [...fleetShown, { type: 'firstStarted' }],
    /Your first start.*esc dismisses/,
  ),
  state(
    'tour',
    'a step of the tour',
    [...fleetShown, { type: 'tourSet', step: 0 }],
    /Tour, 1 of \d/,
  ),
  state('help', 'the keys of the table', [...fleetShown, '?'], /Keys of the table/),
  state(
    'help-bisect',
    'the keys of a bisect, and its signs',
    [...bisect, '?', 'pgdn', 'pgdn'],
    /Keys of a bisect/,
  ),
  state(
    'help-searched',
    'keys that were looked for',
    [...fleetShown, '?', '/', ...keysOf('sort'), 'enter'],
    /with sort/,
  ),
  state(
    'help-none',
    'no key is found',
    [...fleetShown, '?', '/', ...keysOf('zzzz')],
    /No key matches/,
  ),
  state('palette', 'the commands', [...fleetShown, ':'], /Commands/),
  state(
    'palette-found',
    'commands that were looked for',
    [...fleetShown, ':', ...keysOf('sort')],
    /Sort by name/,
  ),
  state(
    'palette-none',
    'no command is found',
    [...fleetShown, ':', ...keysOf('zzzz')],
    /No command matches/,
  ),
  state('namespaces', 'the chooser of namespaces', [...fleetShown, 'i'], /3 workloads, 1 failing/),
  state(
    'contexts-reading',
    'the chooser of contexts, while they are read',
    ['x'],
    /Reading the kubeconfig/,
  ),
  state(
    'contexts',
    'the chooser of contexts',
    [...fleetShown, 'x', contexts],
    /https:\/\/10\.0\.1\.1:6443/,
  ),
  state(
    'contexts-none',
    'no context of that name',
    [...fleetShown, 'x', contexts, ...keysOf('zzz')],
    /None of that name/,
  ),
  state('columns', 'the chooser of columns', [...fleetShown, 'v'], /enter keep/),
  state(
    'save-filter',
    'a filter is saved',
    [...fleetShown, '/', ...keysOf('cart'), 'enter', 's'],
    /filter/,
  ),
  state('why', 'why a value is shown', [...page, 'w'], /Why does cart show/),
  state('why-owner', 'where an owner was found', [...page, 'w', 'o'], /label team/),
  state('contacts', 'how the owner is reached', [...page, 'o'], /#payments-oncall/),
  state('report', 'where the incident report goes', [...page, 'I'], /no secret is/),
  state(
    'good-from',
    'the good end of another context',
    [
      {
        type: 'workloadsChanged',
        put: [
          ...fleet,
          ...fleet.map((row) => ({ ...row, id: `stage/${row.name}`, context: 'stage' })),
        ],
        gone: [],
      },
      { type: 'workloadOpened', workload: 'prod/cart' },
      'f',
    ],
    /stage/,
  ),
  state(
    'unproven',
    'a release that nothing proves',
    [{ type: 'workloadsChanged', put: [unprovenCart], gone: [] }, 'enter', 'b'],
    /as the good end\?/,
  ),
  state(
    'resume',
    'a bisect that is open already',
    [
      ...bisect,
      'q',
      {
        type: 'bisectsListed',
        sessions: [{ session: progress().session, status: 'probing', verdicts: 3, candidates: 4 }],
      },
      'b',
    ],
    /cart-k3f9/,
  ),
  state('verdict-menu', 'the verdicts', [...bisect, 'b'], /Verdict for 0505050/),
  state('copy-menu', 'what can be copied of a bisect', [...over, 'y'], /Report to a file/),
  state('search-menu', 'how to search', [...bisect, 'o'], /How to search/),
  state('run-command', 'the command that judges', [...bisect, 'R'], /exit|command/i),
  state('note', 'a note with a verdict', [...over, 'n'], /[Nn]ote/),
  state(
    'question',
    'a question from outside, with why the last answer was refused',
    [
      ...page,
      {
        type: 'questionAsked',
        question: {
          ...{ id: 'repository', title: 'Where is the source of shop/cart?' },
          lines: ['No label or setting names it.'],
          input: { kind: 'text', initial: '~/src/shop', placeholder: 'a folder or a URL' },
          error: '~/src/shop is no git repository',
        },
      },
    ],
    /is no git repository/,
  ),
  state(
    'task',
    'work with no count',
    [...page, task('reading the commits', '')],
    /reading the commits … c cancels/,
  ),
  state(
    'task-counted',
    'work with its counts, two at once',
    [
      ...page,
      task('cloning https://github.com/shop/shop', 'receiving objects: 1,204 of 9,800'),
      task('reading the commits', '120 of 412 commits'),
    ],
    /1,204 of 9,800 .*120 of 412 commits/,
  ),
  state(
    'problem',
    'what failed',
    [...page, { type: 'failed', failure }],
    /→ log in.*esc dismisses/,
  ),
  state(
    'problems',
    'several failed',
    [
      ...page,
      { type: 'failed', failure },
      { type: 'failed', failure: { ...failure, message: 'another' } },
    ],
    /Problem, and 1 more/,
  ),
  state(
    'notice',
    'a message that passes',
    [...page, { type: 'noticed', text: 'copied the report on cart' }],
    /copied the report/,
  ),
  state(
    'notice-long',
    'a message of several lines',
    [
      ...page,
      {
        type: 'noticed',
        text: 'these 1,048,577 characters are more than terminals take: v selects lines, ctrl-s saves all to a file',
      },
    ],
    /ctrl-s saves all to a file/,
  ),
]
