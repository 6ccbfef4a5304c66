/** The menu of how to search, before the first verdict: which commits, a flaky symptom, how many at once. */
import type { Tier } from '../../bisect/search.ts'
import type { Command } from './command.ts'
import { acts } from './command.ts'
import type { CommandId } from '../dialog.ts'
import { keyOf } from './keymap.ts'
import type { Question } from '../question.ts'
import type { BisectScreen } from '../bisects/bisect-screen.ts'
import type { State } from '../state.ts'
import { asksFor, bisectOf, inHand, onBisect, over, whenIdle } from './on-bisect.ts'

export const searchCommands: readonly Command[] = [
  {
    ...onBisect('search.choose', 'How to search', ['o']),
    help: 'Opens the menu: which commits are tested, a flaky symptom, several tests at once.',
    hint: 'how',
    words: ['only', 'flaky', 'parallel', 'jobs', 'images'],
    // Also where what was chosen leaves nothing to test.
    available: (state) =>
      whenIdle(state, (screen) =>
        screen.progress.search.marks.length === 0 || inHand(screen) !== null ? true : over(state),
      ),
    run: () => acts({ type: 'dialogOpened', dialog: { kind: 'menu', menu: 'search' } }),
  },
  {
    ...inMenu('search.any', 'a', 'Any commit', 'Whatever splits the candidates best is tested.'),
    available: (state) =>
      whenUntouched(
        state,
        ({ progress }) => progress.builds !== undefined || 'any commit is tested already',
      ),
    run: (state) =>
      asksFor(state, (session) => ({ type: 'limit', session, only: null, ...noImages })),
  },
  limit('deployed', 'd', 'Released versions', 'Only commits that the cluster has run.'),
  limit('tagged', 'g', 'Releases and tags', 'Only commits that were released or tagged.'),
  {
    ...inMenu(
      'search.images',
      'i',
      'Images of a list',
      'Only commits that a file of images names.',
    ),
    available: (state) => whenUntouched(state),
    ask: () =>
      textQuestion('search.images', 'File of images', 'for example images.txt', [
        'A commit, an image or a tag a line, as crane ls prints them.',
      ]),
    run: (state, reply) => limitBy(state, reply, (images) => ({ images, imageCommand: null })),
  },
  {
    ...inMenu('search.imageCommand', 'c', 'Images by a command', 'Asks a command for each commit.'),
    available: (state) => whenUntouched(state),
    ask: () =>
      textQuestion(
        'search.imageCommand',
        'Command that says whether a commit has an image',
        'for example crane manifest "$KULPRIT_IMAGE" >/dev/null 2>&1 || exit 1',
        ['Exit 0 says that $KULPRIT_SHA has one, 1 that it has none; anything else stops.'],
      ),
    run: (state, reply) =>
      limitBy(state, reply, (imageCommand) => ({ images: null, imageCommand })),
  },
  limit('any', 'p', 'All, in phases', 'Releases first, then tags, then single commits.'),
  {
    ...inMenu(
      'search.flaky',
      'f',
      'Flaky symptom',
      'Repeats tests and weighs them; again: no longer.',
    ),
    available: (state) => whenUntouched(state),
    ask: (state) =>
      bisectOf(state)?.progress.flaky === undefined
        ? textQuestion(
            'search.flaky',
            'How often does a bad commit fail?',
            'for example 0.5; enter alone learns it',
            ['From 0 to 1. Knowing it halves the number of tests.'],
          )
        : null,
    run: toggleFlaky,
  },
  {
    ...inMenu('search.jobs', 'j', 'Several at once', 'How many commits a command tests at once.'),
    available: (state) =>
      whenIdle(
        state,
        ({ progress }) =>
          progress.flaky === undefined || 'a flaky symptom is tested one commit at a time',
      ),
    ask: () => ({
      id: 'search.jobs',
      title: 'How many tests at once?',
      lines: ['Each in a folder of its own. For R, which lets a command judge.'],
      input: {
        kind: 'choice',
        choices: [
          { value: '1', label: 'one after another', key: '1' },
          ...['2', '4', '8'].map((jobs) => ({ value: jobs, label: `${jobs} at once`, key: jobs })),
        ],
      },
      error: null,
    }),
    run: (_, reply) =>
      reply === null ? acts() : acts({ type: 'jobsChosen', jobs: Number(reply) }),
  },
]

const noImages = { images: null, imageCommand: null } as const

function limit(only: Tier, key: string, title: string, help: string): Command {
  return {
    ...inMenu(`search.${only === 'any' ? 'phases' : only}`, key, title, help),
    available: (state) =>
      whenUntouched(
        state,
        ({ progress: { session } }) =>
          only !== 'deployed' ||
          session.workload !== null ||
          'the bisect is about no workload, so nothing is known to be released',
      ),
    run: (state) => asksFor(state, (session) => ({ type: 'limit', session, only, ...noImages })),
  }
}

function limitBy(
  state: State,
  reply: string | null,
  images: (text: string) => {
    readonly images: string | null
    readonly imageCommand: string | null
  },
) {
  const text = reply?.trim() ?? ''
  return text === ''
    ? acts()
    : asksFor(state, (session) => ({ type: 'limit', session, only: 'built', ...images(text) }))
}

const usualConfidence = 0.95

function toggleFlaky(state: State, reply: string | null) {
  if (bisectOf(state)?.progress.flaky !== undefined)
    return asksFor(state, (session) => ({ type: 'flaky', session, flaky: null }))
  if (reply === null) return acts()
  const text = reply.trim().replace(',', '.')
  const failRate = text === '' ? null : Number(text)
  if (failRate !== null && !(failRate > 0 && failRate < 1))
    return acts({ type: 'noticed', text: `"${text}" is not a probability between 0 and 1` })
  const flaky = { confidence: usualConfidence, failRate, falseFailRate: null }
  return asksFor(state, (session) => ({ type: 'flaky', session, flaky }))
}

function inMenu(
  id: CommandId,
  key: string,
  title: string,
  help: string,
): Pick<Command, 'id' | 'title' | 'keys' | 'category' | 'screens' | 'inMenu' | 'help'> {
  return { ...onBisect(id, title, []), help, inMenu: { menu: 'search', key } }
}

function textQuestion(
  id: CommandId,
  title: string,
  placeholder: string,
  lines: readonly string[],
): Question {
  return { id, title, lines, input: { kind: 'text', initial: '', placeholder }, error: null }
}

/** What verdicts mean has to be settled before the first one. */
function whenUntouched(
  state: State,
  check: (screen: BisectScreen) => true | string = () => true,
): true | string {
  return whenIdle(state, (screen) =>
    screen.progress.search.marks.length > 0
      ? `it is chosen before the first verdict: ${keyOf(state, 'bisect.undo')} takes verdicts back`
      : check(screen),
  )
}
