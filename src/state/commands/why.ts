/** Commands that explain a workload's cells, and that hand out what its owner can be reached by. */
import type { Command, Outcome } from './command.ts'
import { acts, asks } from './command.ts'
import type { CommandId } from '../dialog.ts'
import type { Explanation } from '../workload/explain.ts'
import { explanationsOf } from '../workload/explain.ts'
import type { Question } from '../question.ts'
import { choiceKey } from '../question.ts'
import { workloadPage } from '../workload/select-workload.ts'
import { selectedWorkload } from '../table/select-workloads.ts'
import type { State } from '../state.ts'
import { currentScreen } from '../state.ts'
import type { Workload } from '../../model/workload.ts'

const whyId: CommandId = 'workload.why'
const contactId: CommandId = 'workload.contacts'

export const whyCommands: readonly Command[] = [
  {
    id: whyId,
    title: 'Why?',
    help: 'Says where a value was found, by which rule, and what else was found but not taken.',
    category: 'Workload',
    keys: ['w'],
    screens: ['workload'],
    words: ['source', 'explain'],
    available: (state) => shownWorkload(state) !== null || 'no workload is selected',
    ask: (state) => cellQuestion(shownWorkload(state)),
    run: (state, reply) => answerWhy(state, reply),
  },
  {
    id: contactId,
    title: 'Reach the owner',
    help: 'Lists chat, e-mail, pager, runbook, dashboard and docs, and copies the one that is picked.',
    category: 'Workload',
    keys: ['o'],
    screens: ['workloads', 'workload'],
    words: ['contact', 'chat', 'runbook', 'pager'],
    available: (state) => {
      const workload = shownWorkload(state)
      if (workload === null) return 'no workload is selected'
      return workload.contacts.length > 0 || 'no contact is named for it'
    },
    ask: (state) => contactQuestion(shownWorkload(state)),
    run: (state, reply) => {
      const contact = shownWorkload(state)?.contacts[Number(reply)]
      if (reply === null || contact === undefined) return acts()
      return asks({ type: 'copy', text: contact.value, what: contact.kind })
    },
  },
]

/** The open page's, or the one under the cursor of the table. */
function shownWorkload(state: State): Workload | null {
  return currentScreen(state).name === 'workload'
    ? (workloadPage(state)?.workload ?? null)
    : selectedWorkload(state)
}

function cellQuestion(workload: Workload | null): Question | null {
  if (workload === null) return null
  const choices = explanationsOf(workload).map(({ cell, key, value }) => ({
    value: cell,
    label: `${cell}: ${value ?? 'unknown'}`,
    key,
  }))
  return question(whyId, `Why does ${workload.name} show …`, [], choices)
}

/** First the cell, then its explanation, of which the value can be copied. */
function answerWhy(state: State, reply: string | null): Outcome {
  const workload = shownWorkload(state)
  if (workload === null || reply === null || reply === 'close') return acts()
  if (reply === 'back') return opened(cellQuestion(workload))
  const copied = reply.startsWith('copy ') ? reply.slice('copy '.length) : null
  const explanation = explanationsOf(workload).find(({ cell }) => cell === (copied ?? reply))
  if (explanation === undefined) return acts()
  if (copied !== null) return asks({ type: 'copy', text: explanation.value ?? '', what: copied })
  return opened(explanationQuestion(explanation, roomFor(state)))
}

/** A dialog takes half of the screen; its title and choices, and lines that wrap, need their part. */
function roomFor({ rows }: State): number {
  return Math.max(3, Math.floor(rows / 2) - 7)
}

function explanationQuestion({ cell, value, lines }: Explanation, room: number): Question {
  const more = lines.length - room
  const shown =
    more > 0 ? [...lines.slice(0, room), `… ${more} more: kulprit describe shows them`] : lines
  const copy = value === null ? [] : [{ value: `copy ${cell}`, label: 'copy it', key: 'y' }]
  return question(whyId, `${cell}: ${value ?? 'unknown'}`, shown, [
    { value: 'back', label: 'another value', key: 'w' },
    ...copy,
    { value: 'close', label: 'close', key: 'q' },
  ])
}

function contactQuestion(workload: Workload | null): Question | null {
  if (workload === null) return null
  const choices = workload.contacts.map(({ kind, value }, i) => ({
    value: String(i),
    label: `${kind}  ${value}`,
    key: choiceKey(i),
  }))
  return question(
    contactId,
    `Copy a contact of ${workload.owner.value ?? workload.name}`,
    [],
    choices,
  )
}

function question(
  id: CommandId,
  title: string,
  lines: readonly string[],
  choices: readonly { readonly value: string; readonly label: string; readonly key: string }[],
): Question {
  return { id, title, lines, input: { kind: 'choice', choices }, error: null }
}

function opened(asked: Question | null): Outcome {
  return asked === null
    ? acts()
    : acts({ type: 'dialogOpened', dialog: { kind: 'ask', command: whyId, question: asked } })
}
