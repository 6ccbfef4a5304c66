/** Commands of the bisect's screen that steer the search: what is tested, how, and among which commits. */
import { choose } from '../../bisect/choose.ts'
import type { Search } from '../../bisect/search.ts'
import type { Command } from './command.ts'
import { acts, asks } from './command.ts'
import { selectedSha, shownSha, workloadOf } from '../bisects/select-bisect.ts'
import { keyOf } from './keymap.ts'
import type { BisectScreen } from '../bisects/bisect-screen.ts'
import type { State } from '../state.ts'
import {
  asksFor,
  bisectOf,
  idOf,
  inHand,
  onBisect,
  over,
  whenIdle,
  whenOpen,
  whenProbing,
} from './on-bisect.ts'

export const bisectCommands: readonly Command[] = [
  {
    ...onBisect('bisect.showCommit', 'Look at the commit', ['enter']),
    help: 'Shows message, files and diff of the commit under the cursor; again the commits.',
    hint: 'look',
    available: (state) =>
      whenOpen(state, (screen) => shownSha(screen) !== null || 'no commit is selected'),
    run: (state) => {
      const screen = bisectOf(state)
      const sha = screen === null ? null : shownSha(screen)
      if (screen === null || sha === null) return acts()
      if (screen.pane === 'commit') return acts({ type: 'paneChosen', pane: 'graph' })
      return {
        actions: [{ type: 'paneChosen', pane: 'commit' }],
        effects: [{ type: 'loadCommit', session: idOf(screen), sha }],
      }
    },
  },
  {
    ...onBisect('bisect.choose', 'Test this commit next', ['t']),
    help: 'Takes the commit under the cursor in hand, whatever splits best.',
    hint: 'test this',
    available: (state) =>
      whenIdle(state, (screen) => {
        const sha = selectedSha(screen)
        if (sha === null) return 'no commit is selected'
        if (sha === inHand(screen)) return 'the commit under the cursor is in hand already'
        const chosen = choose(screen.progress.search, sha)
        return chosen.ok || chosen.failure.message
      }),
    run: (state) =>
      asksFor(state, (session, screen) => {
        const sha = selectedSha(screen)
        return sha === null ? null : { type: 'choose', session, sha }
      }),
  },
  {
    ...onBisect('bisect.worktree', 'Prepare a worktree', ['w']),
    help: 'Checks the commit in hand out into a folder of its own, shows where, and copies the way there.',
    hint: 'worktree',
    available: whenProbing,
    run: (state) =>
      asksFor(state, (session, screen) => {
        const sha = inHand(screen)
        return sha === null ? null : { type: 'prepareWorktree', session, sha }
      }),
  },
  {
    ...onBisect('bisect.shell', 'Shell in the worktree', ['s']),
    help: 'Checks the commit in hand out and opens $SHELL there; exit comes back.',
    available: whenProbing,
    run: (state) =>
      asksFor(state, (session, screen) => {
        const sha = inHand(screen)
        return sha === null ? null : { type: 'openShell', session, sha }
      }),
  },
  {
    ...onBisect('bisect.page', 'Read the commit in the pager', ['p']),
    help: 'Opens message and diff of the commit that is looked at in $PAGER.',
    available: (state) =>
      whenOpen(
        state,
        (screen) =>
          loadedText(screen) !== null ||
          `look at the commit with ${keyOf(state, 'bisect.showCommit')} first`,
      ),
    run: (state) => {
      const screen = bisectOf(state)
      const text = screen === null ? null : loadedText(screen)
      return text === null ? acts() : asks({ type: 'page', text })
    },
  },
  {
    ...onBisect('bisect.run', 'Run a command', ['R', '!']),
    help: 'Lets a shell command judge commit after commit until the search is over.',
    hint: 'run',
    available: whenProbing,
    ask: (state) => ({
      id: 'bisect.run',
      title: 'Command that tests a commit',
      lines: [
        'It runs in a worktree of each commit, as sh -c would run it.',
        'Exit 0 says good, 1 to 124, 126 and 127 bad, 125 skip; 128 and above stops.',
      ],
      input: { kind: 'text', initial: knownProbe(state), placeholder: 'for example ./test.sh' },
      error: null,
    }),
    run: (state, reply) => {
      const screen = bisectOf(state)
      const command = reply?.trim() ?? ''
      if (screen === null) return acts()
      if (command === '') return acts({ type: 'noticed', text: 'no command given: nothing runs' })
      return {
        actions: [{ type: 'runRequested' }],
        effects: [{ type: 'run', session: idOf(screen), command, jobs: jobsOf(screen) }],
      }
    },
  },
  {
    ...onBisect('bisect.verifyEnds', 'Test both ends first, or no longer', ['v']),
    help: 'Sees first that the bad end fails and the good one does not.',
    available: (state) =>
      whenIdle(state, ({ progress: { search } }) => {
        if (search.flaky !== undefined) return flakyEnds
        if (search.verifyEnds || !endsAreTested(search)) return true
        return 'both ends have a verdict already'
      }),
    run: (state) =>
      asksFor(state, (session, { progress }) => ({
        type: 'verifyEnds',
        session,
        on: !progress.search.verifyEnds,
      })),
  },
  {
    ...onBisect('bisect.firstParent', 'Merges first, or no longer', ['m']),
    help: 'Searches the mainline first, then inside the merge found.',
    available: (state) =>
      whenIdle(state, ({ progress: { search, step } }) => {
        if (search.flaky !== undefined || search.testable !== undefined)
          return 'how it searches, o, leaves no room for that'
        if (search.firstParent) return true
        if (step.kind !== 'probe') return over(state)
        const merges = search.range.commits.some(({ parents }) => parents.length > 1)
        return merges || 'there is no merge between the two ends'
      }),
    run: (state) =>
      asksFor(state, (session, { progress }) => ({
        type: 'firstParent',
        session,
        on: !progress.search.firstParent,
      })),
  },
  {
    ...onBisect('bisect.widen', 'Search all commits', ['W']),
    help: 'Drops the path limit: the commits excluded by the path become candidates too.',
    available: (state) =>
      whenIdle(state, ({ progress }) => progress.excluded > 0 || 'no commit is excluded by a path'),
    run: (state) => asksFor(state, (session) => ({ type: 'widen', session })),
  },
  {
    ...onBisect('bisect.toggleExcluded', 'Show what is excluded', ['e']),
    help: 'Shows or hides the commits that the path excludes.',
    available: (state) =>
      whenOpen(state, ({ progress }) => progress.excluded > 0 || 'no commit is excluded by a path'),
    run: () => acts({ type: 'excludedToggled' }),
  },
  {
    id: 'bisect.export',
    title: 'Hand over',
    help: 'Writes the bisect to a file that a colleague goes on with: kulprit bisect import FILE.',
    category: 'Bisect',
    keys: ['E'],
    screens: ['bisect'],
    words: ['export'],
    available: (state) => whenOpen(state),
    run: (state) => {
      const screen = bisectOf(state)
      return screen === null ? acts() : asks({ type: 'exportBisect', session: idOf(screen) })
    },
  },
]

const flakyEnds = 'one test of an end would prove nothing about a flaky symptom'
/** Of the commit under the cursor, once it was read. */
function loadedText(screen: BisectScreen): string | null {
  const { loaded, progress } = screen
  if (loaded === null || !loaded.detail.ok || loaded.sha !== shownSha(screen)) return null
  const { message, diff } = loaded.detail.value
  const commit = progress.commits.find(({ sha }) => sha === loaded.sha)
  const head =
    commit === undefined
      ? []
      : [`Author: ${commit.author} <${commit.email}>`, `Date:   ${commit.date}`]
  return [
    `commit ${loaded.sha}`,
    ...head,
    '',
    ...message.map((line) => `    ${line}`),
    '',
    ...diff,
    '',
  ].join('\n')
}

function endsAreTested({ range, marks }: Search): boolean {
  return [range.good, range.bad].every((end) => marks.some(({ sha }) => sha === end))
}

/** A flaky symptom is tested one commit at a time. */
function jobsOf({ jobs, progress }: BisectScreen): number {
  return progress.flaky === undefined ? jobs : 1
}

/** The command that the settings name for the workload; empty where they name none. */
function knownProbe(state: State): string {
  const screen = bisectOf(state)
  return (screen && workloadOf(state, screen)?.repository.probe) ?? ''
}
