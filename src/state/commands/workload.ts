/** Commands of a workload's page: choose the ends and start the bisect. */
import type { Command, Outcome } from './command.ts'
import type { CommandId } from '../dialog.ts'
import { acts, asks } from './command.ts'
import {
  bisectObstacle,
  isSourceUnknown,
  keptEnds,
  otherPlaces,
  pageEnds,
  releaseIds,
  workloadPage,
} from '../workload/select-workload.ts'
import { openBisectOf } from '../bisects/select-sessions.ts'
import { selectedWorkload } from '../table/select-workloads.ts'
import type { State } from '../state.ts'
import { currentScreen } from '../state.ts'
import type { Target } from '../bisects/start-questions.ts'
import { goodFromQuestion, resumeQuestion, unprovenQuestion } from '../bisects/start-questions.ts'
import { resumed } from './bisect-list.ts'
import { loadRange, openPage } from './open-page.ts'

export const workloadCommands: readonly Command[] = [
  end('release.good', 'good', ['enter', 'space'], 'good end'),
  end('release.bad', 'bad', ['x']),
  {
    id: 'release.goodFrom',
    title: 'Take the good end from another context',
    help: 'Good in staging, bad in production: what runs there is the good end.',
    category: 'Workload',
    keys: ['f'],
    screens: ['workload'],
    available: (state) => {
      const page = workloadPage(state)
      if (page === null) return 'no workload is open'
      return (
        otherPlaces(state, page.workload).length > 0 ||
        `no other context has a workload called ${page.workload.name}`
      )
    },
    ask: (state) => {
      const page = workloadPage(state)
      return page === null ? null : goodFromQuestion(state, page)
    },
    run: (state, reply) => {
      const page = workloadPage(state)
      if (page === null || reply === null) return acts()
      const other = otherPlaces(state, page.workload).find(({ id }) => id === reply)
      const release = other?.particulars.releases().find(({ current }) => current)?.release ?? null
      const chosen = { good: release, bad: page.screen.bad, goodFrom: other?.id ?? null }
      return {
        actions: [{ type: 'goodFromChosen', workload: chosen.goodFrom, release }],
        effects: loadRange(page.workload, pageEnds(state, page.workload, chosen)),
      }
    },
  },
  {
    id: 'range.load',
    title: 'Load the commits',
    help: 'Reads the commits between the two ends, also again; asks where the repository is if that is not known.',
    category: 'Workload',
    keys: ['r'],
    screens: ['workload'],
    hint: (state) => {
      const range = workloadPage(state)?.range?.range
      return range?.ok === false && isSourceUnknown(range.failure) ? 'commits' : null
    },
    available: (state) => workloadPage(state)?.obstacle ?? true,
    run: (state) => {
      const page = workloadPage(state)
      if (page === null) return acts()
      return asks(
        ...loadRange(page.workload, page).map((effect) => ({ ...effect, asks: true as const })),
      )
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
    ask: (state) => {
      const target = bisectTarget(state)
      return target === null ? null : (resumeQuestion(state, target) ?? unprovenQuestion(target))
    },
    run: (state, reply) => {
      const target = bisectTarget(state)
      if (target === null || reply === 'no') return acts()
      const open = reply === 'resume' ? openBisectOf(state, target.workload) : null
      return open === null ? start(state, target) : resumed(open)
    },
  },
]

/** The row of the table or the open page. */
function bisectTarget(state: State): Target | null {
  const screen = currentScreen(state)
  if (screen.name === 'workload') {
    const page = workloadPage(state)
    return page === null ? null : { workload: page.workload, ends: page }
  }
  const workload = selectedWorkload(state)
  return workload === null ? null : { workload, ends: keptEnds(state, workload) }
}

function start(state: State, { workload, ends: { good, bad, goodFrom } }: Target): Outcome {
  const page = currentScreen(state).name === 'workload' ? acts() : openPage(state, workload)
  return {
    actions: page.actions,
    effects: [
      ...page.effects,
      {
        type: 'startBisect',
        workload: workload.id,
        good: good?.release ?? null,
        bad: bad?.release ?? null,
        goodWorkload: goodFrom?.id ?? null,
      },
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
      const goodFrom = which === 'good' ? null : page.screen.goodFrom
      const chosen = { ...page.screen, [which]: release, goodFrom }
      const ends = pageEnds(state, page.workload, chosen)
      return {
        actions: [{ type: 'endChosen', end: which, release }],
        effects: loadRange(page.workload, ends),
      }
    },
  }
}
