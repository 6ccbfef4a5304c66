/** The verdict menu, with lazygit's letters, and what changes a verdict afterwards. */
import type { Verdict } from '../../bisect/search.ts'
import type { Command } from './command.ts'
import { acts, choiceQuestion } from './command.ts'
import type { CommandId } from '../dialog.ts'
import { count, shortSha } from '../format.ts'
import type { Question } from '../question.ts'
import { notedMark, selectedSha } from '../bisects/select-bisect.ts'
import type { State } from '../state.ts'
import { asksFor, bisectOf, idOf, inHand, onBisect, whenIdle, whenProbing } from './on-bisect.ts'

export const verdictCommands: readonly Command[] = [
  {
    ...onBisect('bisect.verdict', 'Give a verdict', ['b']),
    help: 'Opens the menu: bad, good, skip, reset.',
    hint: (state) => (whenProbing(state) === true ? 'verdict' : null),
    available: (state) => whenIdle(state),
    run: () => acts({ type: 'dialogOpened', dialog: { kind: 'menu', menu: 'verdict' } }),
  },
  mark('bisect.markBad', 'bad', 'b', 'Bad', 'The commit in hand shows the failure.'),
  mark('bisect.markGood', 'good', 'g', 'Good', 'The commit in hand is free of the failure.'),
  mark('bisect.skip', 'skip', 's', 'Skip', 'The commit in hand cannot be tested.'),
  {
    ...onBisect('bisect.skipSelected', 'Skip the selected commit', []),
    ...inMenu('S'),
    help: 'The commit under the cursor, which need not be the one in hand, cannot be tested.',
    available: (state) =>
      whenIdle(state, (screen) => {
        const standing = screen.progress.states.get(selectedSha(screen) ?? '')
        return (
          standing === 'candidate' ||
          standing === 'no-build' ||
          standing === 'in-hand' ||
          'the selected commit is no candidate'
        )
      }),
    run: (state) =>
      asksFor(state, (session, screen) => {
        const sha = selectedSha(screen)
        return sha === null ? null : { type: 'mark', session, sha, verdict: 'skip' }
      }),
  },
  {
    ...onBisect('bisect.reset', 'Reset', []),
    ...inMenu('r'),
    help: 'Forgets this bisect and removes what it left on disk.',
    available: (state) => whenIdle(state),
    ask: (state) => {
      const screen = bisectOf(state)
      const verdicts = screen?.progress.search.marks.length ?? 0
      return resetQuestion('bisect.reset', screen === null ? '' : idOf(screen), verdicts)
    },
    run: (state, reply) =>
      asksFor(state, (session) => (reply === 'yes' ? { type: 'reset', session } : null)),
  },
  {
    ...onBisect('bisect.note', 'Note', ['n']),
    category: 'Verdict',
    help: 'Keeps a remark with the verdict under the cursor, else with the last one.',
    hint: 'note',
    available: (state) =>
      whenIdle(
        state,
        (screen) =>
          notedMark(screen) !== null || 'a note is kept with a verdict: give the verdict first',
      ),
    ask: noteQuestion,
    run: (state, reply) =>
      asksFor(state, (session, screen) => {
        const noted = notedMark(screen)
        return noted === null || reply === null
          ? null
          : { type: 'annotate', session, sha: noted.sha, note: reply }
      }),
  },
  {
    ...onBisect('bisect.undo', 'Undo', ['u']),
    category: 'Verdict',
    help: 'Takes the last verdict back.',
    hint: 'undo',
    available: (state) =>
      whenIdle(
        state,
        ({ progress }) => progress.search.marks.length > 0 || 'there is no verdict to take back',
      ),
    run: (state) => asksFor(state, (session) => ({ type: 'undo', session })),
  },
  {
    ...onBisect('bisect.redo', 'Redo', ['U']),
    category: 'Verdict',
    help: 'Gives the verdict again that was taken back.',
    available: (state) =>
      whenIdle(
        state,
        ({ progress }) => progress.search.undone.length > 0 || 'no verdict was taken back',
      ),
    run: (state) => asksFor(state, (session) => ({ type: 'redo', session })),
  },
]

/** Asked before a bisect is forgotten, on its screen and in the list. */
export function resetQuestion(id: CommandId, session: string, verdicts: number): Question {
  return choiceQuestion(
    id,
    `Forget the bisect ${session}?`,
    [`Its ${count(verdicts, 'verdict')} are gone then; your own clone is never touched.`],
    'forget it',
    'keep it',
  )
}

/** A verdict is always about the commit in hand, whatever the cursor is on. */
function mark(id: CommandId, verdict: Verdict, key: string, title: string, help: string): Command {
  return {
    ...onBisect(id, title, []),
    ...inMenu(key),
    help,
    available: whenProbing,
    run: (state) =>
      asksFor(state, (session, screen) => {
        const sha = inHand(screen)
        return sha === null ? null : { type: 'mark', session, sha, verdict }
      }),
  }
}

function inMenu(key: string): Pick<Command, 'category' | 'inMenu'> {
  return { category: 'Verdict', inMenu: { menu: 'verdict', key } }
}

function noteQuestion(state: State): Question | null {
  const screen = bisectOf(state)
  const noted = screen === null ? null : notedMark(screen)
  if (noted === null) return null
  return {
    id: 'bisect.note',
    title: `Note on ${shortSha(noted.sha)}, ${noted.verdict === 'skip' ? 'skipped' : noted.verdict}`,
    lines: ['Kept with the verdict and shown in the report; an empty note removes it.'],
    input: {
      kind: 'text',
      initial: noted.note ?? '',
      placeholder: 'for example failed once in three tries',
    },
    error: null,
  }
}
