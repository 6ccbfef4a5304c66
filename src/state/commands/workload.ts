/** Commands of a workload's page: choose the ends and start the bisect. */
import type { Question } from '../question.ts'
import type { Command, Outcome } from '../command.ts'
import type { CommandId } from '../dialog.ts'
import { acts, always, asks, choiceQuestion } from '../command.ts'
import type { Workload } from '../../model/workload.ts'
import { bisectObstacle, chosenEnds, releaseIds, workloadPage } from '../select-workload.ts'
import type { Ends } from '../select-workload.ts'
import { selectedWorkload } from '../select-workloads.ts'
import type { State } from '../state.ts'
import { currentScreen } from '../state.ts'
import { loadRange, openPage } from './open-page.ts'

export const workloadCommands: readonly Command[] = [
  end('release.good', 'good', ['enter', 'space'], 'good end'),
  end('release.bad', 'bad', ['x']),
  {
    id: 'range.load',
    title: 'Load the commits again',
    help: 'Reads the commits between the two ends from the repository.',
    category: 'Workload',
    keys: ['r'],
    screens: ['workload'],
    available: (state) => workloadPage(state)?.obstacle ?? true,
    run: (state) => {
      const page = workloadPage(state)
      return page === null ? acts() : asks(...loadRange(page.workload, page))
    },
  },
  {
    id: 'bisect.start',
    title: 'Start a bisect',
    help: 'Searches the commits between the good and the bad end for the culprit.',
    category: 'Workload',
    keys: ['b'],
    screens: ['workloads', 'workload'],
    hint: 'bisect',
    available: (state) => {
      const target = bisectTarget(state)
      if (target === null) return 'no workload is selected'
      return bisectObstacle(target.workload, target.ends) ?? true
    },
    ask: (state) => unprovenQuestion(bisectTarget(state)),
    run: (state, reply) => (reply === 'no' ? acts() : start(state)),
  },
  {
    id: 'bisect.list',
    title: 'Open bisects',
    help: 'Lists the bisects that can be resumed.',
    category: 'Workload',
    keys: ['B'],
    screens: ['workloads', 'workload'],
    hint: 'bisects',
    words: ['resume', 'sessions'],
    available: always,
    run: () => ({
      actions: [{ type: 'bisectListOpened' }],
      effects: [{ type: 'listBisects' }],
    }),
  },
]

interface Target {
  readonly workload: Workload
  readonly ends: Ends
}

/** The row of the table or the open page. */
function bisectTarget(state: State): Target | null {
  const screen = currentScreen(state)
  if (screen.name === 'workload') {
    const page = workloadPage(state)
    return page === null ? null : { workload: page.workload, ends: page }
  }
  const workload = selectedWorkload(state)
  return workload === null
    ? null
    : { workload, ends: chosenEnds(workload, { good: null, bad: null }) }
}

function unprovenQuestion(target: Target | null): Question | null {
  const good = target?.ends.good
  if (good === undefined || good === null || good.proof === 'proven') return null
  const name = `${good.version.value ?? 'the version'} (release ${good.release})`
  const why =
    good.proof === 'bad'
      ? `${name} failed when it was released.`
      : `Nothing shows that ${name} worked.`
  return choiceQuestion(
    'bisect.start',
    `Take ${name} as the good end?`,
    [why, 'From a good end that fails too, a bisect names the wrong commit.'],
    'start from it',
    'choose another release',
  )
}

function start(state: State): Outcome {
  const target = bisectTarget(state)
  const { good = null, bad = null } = target?.ends ?? {}
  if (target === null || good === null || bad === null) return acts()
  const { workload } = target
  const page = currentScreen(state).name === 'workload' ? acts() : openPage(workload)
  return {
    actions: page.actions,
    effects: [
      ...page.effects,
      { type: 'startBisect', workload: workload.id, good: good.release, bad: bad.release },
    ],
  }
}

function end(
  id: CommandId,
  which: 'good' | 'bad',
  keys: readonly string[],
  hint?: string,
): Command {
  return {
    id,
    title: `Use the release as the ${which} end`,
    help:
      which === 'good'
        ? 'The bisect starts after this release.'
        : 'The bisect ends at this release instead of the current one.',
    category: 'Workload',
    keys,
    screens: ['workload'],
    ...(hint === undefined ? {} : { hint }),
    available: (state) => {
      const page = workloadPage(state)
      return (page !== null && page.index >= 0) || 'no release is selected'
    },
    run: (state) => {
      const page = workloadPage(state)
      const release = page === null ? Number.NaN : Number(releaseIds(page.workload)[page.index])
      if (page === null || Number.isNaN(release)) return acts()
      const ends = chosenEnds(page.workload, { ...page.screen, [which]: release })
      return {
        actions: [{ type: 'endChosen', end: which, release }],
        effects: loadRange(page.workload, ends),
      }
    },
  }
}
