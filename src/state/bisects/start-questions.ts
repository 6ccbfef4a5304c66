/** What is asked before a bisect starts: go on with one, take an unproven end, or one of another context. */
import type { Workload } from '../../model/workload.ts'
import { choiceQuestion } from '../commands/command.ts'
import { count } from '../format.ts'
import type { Question } from '../question.ts'
import { openBisectOf } from './select-sessions.ts'
import type { Ends, WorkloadPage } from '../workload/select-workload.ts'
import { otherPlaces } from '../workload/select-workload.ts'
import type { State } from '../state.ts'

/** What a bisect would be about. */
export interface Target {
  readonly workload: Workload
  readonly ends: Ends
}

/** Two bisects of one incident would only be in each other's way. */
export function resumeQuestion(state: State, target: Target): Question | null {
  const open = openBisectOf(state, target.workload)
  if (open === null) return null
  const { good, bad } = open.session
  return {
    id: 'bisect.start',
    title: `Go on with the bisect ${open.id}?`,
    lines: [
      `${good.label} → ${bad.label}, ${count(open.verdicts, 'verdict')} so far.`,
      ...(unprovenQuestion(target)?.lines ?? []),
    ],
    input: {
      kind: 'choice',
      choices: [
        { value: 'resume', label: 'go on with it', key: 'y' },
        { value: 'another', label: 'start another one', key: 'a' },
      ],
    },
    error: null,
  }
}

/** Where nothing shows that the good end worked. */
export function unprovenQuestion({ ends: { good, goodFrom } }: Target): Question | null {
  if (good === null || good.proof === 'proven') return null
  const where = goodFrom === null ? '' : ` in ${goodFrom.context}`
  const name = `${good.version.value ?? 'the version'} (release ${good.release}${where})`
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

const mostPlaces = 9

/** In which other context the workload is good. */
export function goodFromQuestion(
  state: State,
  { workload, goodFrom }: Pick<WorkloadPage, 'workload' | 'goodFrom'>,
): Question {
  const places = otherPlaces(state, workload).slice(0, mostPlaces)
  const here = { value: workload.id, label: `a release of ${workload.context} again`, key: '0' }
  return {
    id: 'release.goodFrom',
    title: `Where does ${workload.name} work?`,
    lines: ['What runs there now becomes the good end.'],
    input: {
      kind: 'choice',
      choices: [
        ...places.map(({ id, context, namespace, kind, version, health }, i) => ({
          value: id,
          label: `${context}  ${kind} ${namespace}/${workload.name}  ${version.value ?? 'version unknown'}  ${health.status}`,
          key: String(i + 1),
        })),
        ...(goodFrom === null ? [] : [here]),
      ],
    },
    error: null,
  }
}
