/** Commands of the bisect's screen: verdicts, undo, probes, report. */
import type { Verdict } from '../../bisect/search.ts'
import type { Command } from '../command.ts'
import type { CommandId } from '../dialog.ts'
import { acts, asks, choiceQuestion } from '../command.ts'
import { incidentReport, nextSteps } from '../report.ts'
import { bisectWorkload, selectedSha, sessionIds } from '../select-bisect.ts'
import { locate } from '../cursor.ts'
import type { BisectScreen, State } from '../state.ts'
import { currentScreen } from '../state.ts'

const noBisect = 'no bisect is open'
const busy = 'a command is judging commits: c stops it'

export const bisectCommands: readonly Command[] = [
  {
    ...onBisect('bisect.verdict', 'Give a verdict', ['b']),
    help: 'Opens the menu: bad, good, skip, reset.',
    hint: 'verdict',
    available: (state) => whenIdle(state, () => true),
    run: () => acts({ type: 'dialogOpened', dialog: { kind: 'verdicts' } }),
  },
  mark('bisect.markBad', 'bad', 'b', 'Bad', 'The commit in hand shows the failure.'),
  mark('bisect.markGood', 'good', 'g', 'Good', 'The commit in hand is free of the failure.'),
  mark('bisect.skip', 'skip', 's', 'Skip', 'The commit in hand cannot be tested.'),
  {
    ...onBisect('bisect.skipSelected', 'Skip the selected commit', []),
    category: 'Verdict',
    menuKey: 'S',
    help: 'The commit under the cursor, which need not be the one in hand, cannot be tested.',
    available: (state) =>
      whenIdle(state, (screen) => {
        const standing = screen.progress.states.get(selectedSha(screen) ?? '')
        return (
          standing === 'candidate' ||
          standing === 'in-hand' ||
          'the selected commit is no candidate'
        )
      }),
    run: (state) => {
      const screen = bisectOf(state)
      const sha = screen === null ? null : selectedSha(screen)
      return screen === null || sha === null
        ? acts()
        : asks({ type: 'mark', session: idOf(screen), sha, verdict: 'skip' })
    },
  },
  {
    ...onBisect('bisect.reset', 'Reset', []),
    category: 'Verdict',
    menuKey: 'r',
    help: 'Forgets this bisect and removes what it left on disk.',
    available: (state) => whenIdle(state, () => true),
    ask: (state) => {
      const screen = bisectOf(state)
      const verdicts = screen?.progress.search.marks.length ?? 0
      return choiceQuestion(
        'bisect.reset',
        `Forget the bisect ${screen === null ? '' : idOf(screen)}?`,
        [`Its ${verdicts} verdicts are gone then; your own clone is never touched.`],
        'forget it',
        'keep it',
      )
    },
    run: (state, reply) => {
      const screen = bisectOf(state)
      return screen === null || reply !== 'yes'
        ? acts()
        : asks({ type: 'reset', session: idOf(screen) })
    },
  },
  {
    ...onBisect('bisect.undo', 'Undo', ['u']),
    help: 'Takes the last verdict back.',
    hint: 'undo',
    available: (state) =>
      whenIdle(
        state,
        ({ progress }) => progress.search.marks.length > 0 || 'there is no verdict to take back',
      ),
    run: (state) => onSession(state, 'undo'),
  },
  {
    ...onBisect('bisect.redo', 'Redo', ['U']),
    help: 'Gives the verdict again that was taken back.',
    available: (state) =>
      whenIdle(
        state,
        ({ progress }) => progress.search.undone.length > 0 || 'no verdict was taken back',
      ),
    run: (state) => onSession(state, 'redo'),
  },
  {
    ...onBisect('bisect.worktree', 'Prepare a worktree', ['w']),
    help: 'Checks the commit in hand out into a folder of its own, shows where, and copies the way there.',
    hint: 'worktree',
    available: (state) => whenProbing(state),
    run: (state) => {
      const screen = bisectOf(state)
      const sha = inHand(screen)
      return screen === null || sha === null
        ? acts()
        : asks({ type: 'prepareWorktree', session: idOf(screen), sha })
    },
  },
  {
    ...onBisect('bisect.run', 'Run a command', ['R', '!']),
    help: 'Lets a shell command judge commit after commit until the culprit is known.',
    hint: 'run',
    available: (state) => whenProbing(state),
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
        effects: [{ type: 'run', session: idOf(screen), command }],
      }
    },
  },
  {
    ...onBisect('bisect.widen', 'Search all commits', ['W']),
    help: 'Drops the path limit: commits outside the path become candidates too.',
    available: (state) =>
      whenIdle(state, ({ progress }) => progress.excluded > 0 || 'no commit is left out by a path'),
    run: (state) => onSession(state, 'widen'),
  },
  {
    ...onBisect('bisect.toggleExcluded', 'Show what is left out', ['e']),
    help: 'Shows or hides the commits that the path leaves out.',
    available: (state) =>
      (bisectOf(state)?.progress.excluded ?? 0) > 0 || 'no commit is left out by a path',
    run: () => acts({ type: 'excludedToggled' }),
  },
  {
    ...onBisect('bisect.copyReport', 'Copy the report', ['y']),
    help: 'Copies the incident report as Markdown.',
    hint: 'copy report',
    available: (state) => bisectOf(state) !== null || noBisect,
    run: (state) => {
      const screen = bisectOf(state)
      if (screen === null) return acts()
      const text = incidentReport(screen.progress, bisectWorkload(state))
      return asks({ type: 'copy', text, what: 'the report' })
    },
  },
  {
    ...onBisect('bisect.copyCommands', 'Copy the commands', ['Y']),
    help: 'Copies the roll-back and, once the culprit is known, the revert; kulprit never runs them.',
    available: (state) =>
      stepsOf(state).length > 0 || 'the commands are known once the culprit is found',
    run: (state) => {
      const text = stepsOf(state).map(({ command }) => command)
      return asks({ type: 'copy', text: text.join('\n'), what: 'the commands' })
    },
  },
  {
    id: 'bisect.resume',
    title: 'Resume the bisect',
    help: 'Opens it where it was left.',
    category: 'Bisect',
    keys: ['enter'],
    screens: ['bisects'],
    hint: 'resume',
    available: (state) => selectedSession(state) !== null || 'no bisect is selected',
    run: (state) => {
      const session = selectedSession(state)
      return session === null ? acts() : asks({ type: 'resumeBisect', session })
    },
  },
]

function onBisect(
  id: CommandId,
  title: string,
  keys: readonly string[],
): Pick<Command, 'id' | 'title' | 'keys' | 'category' | 'screens'> {
  return { id, title, keys, category: 'Bisect', screens: ['bisect'] }
}

/** A verdict is always about the commit in hand, whatever the cursor is on. */
function mark(
  id: CommandId,
  verdict: Verdict,
  menuKey: string,
  title: string,
  help: string,
): Command {
  return {
    ...onBisect(id, title, []),
    category: 'Verdict',
    menuKey,
    help,
    available: whenProbing,
    run: (state) => {
      const screen = bisectOf(state)
      const sha = inHand(screen)
      return screen === null || sha === null
        ? acts()
        : asks({ type: 'mark', session: idOf(screen), sha, verdict })
    },
  }
}

function bisectOf(state: State): BisectScreen | null {
  const screen = currentScreen(state)
  return screen.name === 'bisect' ? screen : null
}

function idOf(screen: BisectScreen): string {
  return screen.progress.session.id
}

function inHand(screen: BisectScreen | null): string | null {
  const step = screen?.progress.step
  return step?.kind === 'probe' ? step.sha : null
}

function whenIdle(state: State, check: (screen: BisectScreen) => true | string): true | string {
  const screen = bisectOf(state)
  if (screen === null) return noBisect
  return screen.running ? busy : check(screen)
}

function whenProbing(state: State): true | string {
  return whenIdle(
    state,
    (screen) => inHand(screen) !== null || 'the search is over: u takes the last verdict back',
  )
}

/** The command that the settings name for the workload; empty where they name none. */
function knownProbe(state: State): string {
  const ref = bisectOf(state)?.progress.session.workload
  for (const workload of state.workloads.values())
    if (
      workload.name === ref?.name &&
      workload.kind === ref.kind &&
      workload.namespace === ref.namespace &&
      workload.context === ref.context
    )
      return workload.repository.probe ?? ''
  return ''
}

function onSession(state: State, type: 'undo' | 'redo' | 'widen'): ReturnType<Command['run']> {
  const screen = bisectOf(state)
  return screen === null ? acts() : asks({ type, session: idOf(screen) })
}

function stepsOf(state: State): ReturnType<typeof nextSteps> {
  const screen = bisectOf(state)
  return screen === null ? [] : nextSteps(screen.progress, bisectWorkload(state))
}

function selectedSession(state: State): string | null {
  const ids = sessionIds(state)
  return ids[locate(currentScreen(state).cursor, ids)] ?? null
}
