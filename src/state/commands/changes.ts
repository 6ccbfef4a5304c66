/** Commands of what changed: the timeline, the difference of two releases, what may help, the report. */
import { releasesToCompare } from '../../model/release/release-diff.ts'
import type { Workload } from '../../model/workload.ts'
import type { Command, Outcome } from './command.ts'
import { acts, always, asks } from './command.ts'
import { selectedHappening } from '../changes/select-changes.ts'
import { workloadPage } from '../workload/select-workload.ts'
import type { State } from '../state.ts'
import { currentScreen } from '../state.ts'
import { openPage } from './open-page.ts'
import { noWorkload, pickedWorkload } from './picked-workload.ts'

export const changesCommands: readonly Command[] = [
  {
    id: 'changes.open',
    title: 'What changed',
    help: 'Shows releases, scalings, settings, nodes and failures, newest first; on a page what it may fail by.',
    category: 'Changes',
    keys: ['H'],
    screens: ['workloads', 'workload', 'owners', 'owner'],
    hint: 'what changed',
    words: ['changes', 'timeline', 'history', 'suspects', 'since'],
    available: always,
    run: (state) => {
      const screen = currentScreen(state)
      const workload = screen.name === 'workload' ? screen.workload : null
      return {
        actions: [{ type: 'changesOpened', workload }],
        effects: [{ type: 'openChanges' }],
      }
    },
  },
  {
    id: 'changes.go',
    title: 'Open the workload of the change',
    help: 'Opens the page of the workload that changed, or that reads the ConfigMap.',
    category: 'Changes',
    keys: ['enter'],
    screens: ['changes'],
    hint: 'open',
    available: (state) =>
      pickedWorkload(state) !== null || 'the change is about no workload that is known',
    run: (state) => {
      const workload = pickedWorkload(state)
      return workload === null ? acts() : openPage(state, workload)
    },
  },
  {
    id: 'diff.open',
    title: 'What differs',
    help: 'Compares two releases: the two ends on a page, a release with the one before it in the changes.',
    category: 'Changes',
    keys: ['D'],
    screens: ['workload', 'changes'],
    hint: (state) => (currentScreen(state).name === 'changes' ? 'diff' : null),
    words: ['diff', 'compare', 'difference'],
    available: (state) => {
      const ends = comparedEnds(state)
      return typeof ends === 'string' ? ends : true
    },
    run: (state) => {
      const ends = comparedEnds(state)
      if (typeof ends === 'string') return acts()
      return {
        actions: [{ type: 'diffOpened', ...ends }],
        effects: [{ type: 'loadDiff', ...ends }],
      }
    },
  },
  {
    id: 'diff.templates',
    title: 'Pod templates, or words',
    help: 'Shows what differs in the pod templates line by line, or in words again.',
    category: 'Changes',
    keys: ['y', 'Y'],
    screens: ['diff'],
    hint: 'YAML',
    words: ['yaml', 'template'],
    available: always,
    run: () => acts({ type: 'templatesToggled' }),
  },
  {
    id: 'steps.offer',
    title: 'Next steps',
    help: 'Offers the kubectl commands that may help, with what RBAC says, to copy; kulprit runs none.',
    category: 'Workload',
    keys: ['n'],
    screens: ['workloads', 'workload', 'changes', 'owner'],
    words: ['rollback', 'restart', 'scale', 'pause', 'undo', 'kubectl'],
    available: (state) => pickedWorkload(state) !== null || noWorkload,
    run: (state) => {
      const workload = pickedWorkload(state)
      return workload === null
        ? acts()
        : asks({ type: 'offerSteps', workload: workload.id, release: chosenRelease(state) })
    },
  },
  {
    id: 'report.make',
    title: 'Incident report',
    help: 'Writes down diagnosis, timeline, versions, owner, bisects and commands: to the clipboard or to a file.',
    category: 'Workload',
    keys: ['I'],
    screens: ['workloads', 'workload', 'changes', 'owner'],
    words: ['report', 'incident', 'summary'],
    available: (state) => pickedWorkload(state) !== null || noWorkload,
    ask: (state) => reportQuestion(pickedWorkload(state)),
    run: (state, reply) => handOver(pickedWorkload(state), reply),
  },
]

interface Compared {
  readonly workload: string
  readonly from: number
  readonly to: number
}

/** Otherwise why there is nothing to compare. */
function comparedEnds(state: State): Compared | string {
  const page = workloadPage(state)
  if (page !== null) {
    const { workload, good, bad, goodFrom } = page
    if (good !== null && bad !== null && goodFrom === null && good !== bad)
      return { workload: workload.id, from: good.release, to: bad.release }
    const ends = releasesToCompare(workload, { from: null, to: null })
    return ends.ok
      ? { workload: workload.id, from: ends.value.from.release, to: ends.value.to.release }
      : ends.failure.message
  }
  const happening = selectedHappening(state)
  const [workload] = happening?.workloads ?? []
  if (happening === null || workload === undefined) return 'no release is selected'
  const { from, to } = happening
  return from === null || to === null
    ? 'there is no release before it to compare with'
    : { workload, from: from.release, to: to.release }
}

/** On a page the release under the cursor is the one to go back to. */
function chosenRelease(state: State): number | null {
  const page = workloadPage(state)
  const release = page?.workload.particulars.releases()[page.index]
  return release === undefined || release.current ? null : release.release
}

function reportQuestion(workload: Workload | null) {
  if (workload === null) return null
  return {
    id: 'report.make',
    title: `Incident report on ${workload.name}`,
    lines: ['Commits and bisects are in it as far as they are known; no secret is.'],
    input: {
      kind: 'choice' as const,
      choices: [
        { value: 'clipboard', label: 'copy it', key: 'c' },
        { value: 'file', label: 'write it to a new file here', key: 'f' },
      ],
    },
    error: null,
  }
}

function handOver(workload: Workload | null, reply: string | null): Outcome {
  if (workload === null || (reply !== 'clipboard' && reply !== 'file')) return acts()
  return asks({ type: 'reportWorkload', workload: workload.id, to: reply })
}
