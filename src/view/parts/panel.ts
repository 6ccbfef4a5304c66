/** What stands above the footer: the filter, the palette, questions, tasks, messages. */
import type { Failure } from '../../model/failure.ts'
import { filterNumbers } from '../../model/settings/table-settings.ts'
import type { Question } from '../../state/question.ts'
import { menuCommands } from '../../state/commands.ts'
import type { CommandId, Menu } from '../../state/dialog.ts'
import { dialogKindOf } from '../../state/dialog.ts'
import { bindingOf, keyOf } from '../../state/commands/keymap.ts'
import { bisectView } from '../../state/bisects/select-bisect.ts'
import type { FilterCompletions } from '../../state/query/complete-filter.ts'
import { filterCompletions } from '../../state/query/complete-filter.ts'
import { visibleWorkloads } from '../../state/table/select-workloads.ts'
import type { State } from '../../state/state.ts'
import { shortSha } from '../../state/format.ts'
import type { Line, Span } from '../drawing/line.ts'
import {
  blank,
  fitLine,
  hanging,
  lineWidth,
  paragraph,
  selectLine,
  span,
  spread,
} from '../drawing/line.ts'
import { selectionGlyph } from '../drawing/theme.ts'
import { tourSteps } from '../../state/commands/tour.ts'
import { cells, fit, truncate, wrap } from '../drawing/width.ts'
import { columnLines, paletteLines, placeLines } from './panel-lists.ts'
import { answerHints, fieldLine, keyHints, rule } from './panel-pieces.ts'

const leastChoiceRows = 3
/** Cells before a choice, for the mark of the highlighted one and its key. */
const choiceMargin = 6

/** From top to bottom; never more than about half of the screen, but for a menu, which is shown whole. */
export function panelLines(state: State, width: number): Line[] {
  const isMenu = state.dialog?.kind === 'menu'
  const most = isMenu ? mostMenuRows(state) : Math.max(4, Math.floor(state.rows / 2))
  return [
    ...tourLines(state, width),
    ...taskLines(state, width),
    ...failureLines(state, width),
    ...noticeLines(state, width),
    ...hintLines(state, width),
    ...dialogLines(state, width),
  ].slice(-most)
}

function dialogLines(state: State, width: number): Line[] {
  const [question] = state.questions
  if (question !== undefined) return questionLines(state, question, width)
  switch (state.dialog?.kind) {
    case 'filter':
      return filterLines(state, width)
    case 'palette':
      return paletteLines(state, width)
    case 'menu':
      return menuLines(state, state.dialog.menu, width)
    case 'places':
      return placeLines(state, state.dialog.of, width)
    case 'columns':
      return columnLines(state, state.dialog.choices, width)
    case 'ask':
      return questionLines(state, state.dialog.question, width)
    default:
      return []
  }
}

function filterLines(state: State, width: number): Line[] {
  const visible = visibleWorkloads(state)
  const number = (n: number): string => n.toLocaleString('en-US')
  const count = visible.ok
    ? `${number(visible.value.length)} of ${number(state.workloads.size)}`
    : 'no valid query'
  const right = [
    span(` ${count}  `, visible.ok ? 'dim' : 'bad'),
    ...(state.earlierFilters.length === 0
      ? []
      : keyHints(keyOf(state, 'filter.earlier'), 'earlier ')),
    ...answerHints(state, 'keep', 'undo'),
  ]
  const completions = filterCompletions(state)
  const placeholder = 'pay chk  owner:payments  !ns:kube'
  const ghost = completions?.ghost ?? ''
  const field = fieldLine('/', state.input, placeholder, right, width, ghost)
  const below = visible.ok
    ? (savedFilterLine(state, width) ?? completionLine(state, completions, width))
    : queryProblem(visible.failure)
  // A line of its own even where there is nothing to say: the table must not jump while one types.
  return [rule('Filter', width), field, below]
}

/** What the number keys show, while nothing is typed yet. */
function savedFilterLine({ input, table }: State, width: number): Line | null {
  const saved = filterNumbers.flatMap((number) => {
    const filter = table.filters[number]
    return filter === undefined ? [] : [number, `${filter.name ?? filter.query} `]
  })
  if (saved.length === 0 || input.characters.length > 0) return null
  return fitLine([span('   saved, for the table: ', 'dim'), ...keyHints(...saved)], width)
}

/** What tab can put in, as much as there is room for, and always the one that stands in the line. */
function completionLine(state: State, found: FilterCompletions | null, width: number): Line {
  if (found === null) return blank
  const { candidates, typed, behind, at } = found
  const [first] = candidates
  if (first === undefined)
    return behind === null ? blank : [span(`   none here begins with ${behind}${typed}`, 'dim')]
  if (candidates.length === 1 && first.text === typed) return blank
  const start: Line = [span('   '), ...keyHints(keyOf(state, 'filter.complete'), ' ')]
  const shown = inRoom(candidates, at, width - lineWidth(start))
  const line = [...start]
  for (const [i, { label }] of candidates.slice(shown.from, shown.to).entries())
    line.push(span(label, shown.from + i === at ? 'cursor' : 'plain'), span('  '))
  const others = candidates.length - (shown.to - shown.from)
  if (others > 0) line.push(span(`… ${others.toLocaleString('en-US')} more`, 'dim'))
  return fitLine(line, width)
}

const roomForMore = 12

/** The first stretch of a list that fits in one line and has the one at `at`. */
function inRoom(
  candidates: FilterCompletions['candidates'],
  at: number,
  width: number,
): { readonly from: number; readonly to: number } {
  for (let from = 0; ; from += 1) {
    const to = endInRoom(candidates, from, width - roomForMore)
    if (to > at || from >= at) return { from, to: Math.max(to, from + 1) }
  }
}

function endInRoom(
  candidates: FilterCompletions['candidates'],
  from: number,
  width: number,
): number {
  let used = 0
  for (let to = from; to < candidates.length; to += 1) {
    used += cells(candidates[to]?.label ?? '') + 2
    if (used > width) return to
  }
  return candidates.length
}

/** What is wrong with the query, right where it is typed. */
function queryProblem({ message, next }: Failure): Line {
  return [span(`   ✗ ${message.replace(/^query: /, '')}`, 'bad'), span(` → ${next ?? ''}`, 'dim')]
}

function menuLines(state: State, menu: Menu, width: number): Line[] {
  const items = menuCommands(menu)
  const widest = Math.max(...items.map(({ title }) => cells(title)))
  const entries = items.map((command) => {
    const available = command.available(state)
    const title = [
      span(`   ${bindingOf(state.keymap, command).letter ?? ''}  `, 'accent'),
      span(`${fit(command.title, widest)}  `, available === true ? 'strong' : 'dim'),
    ]
    return { title, text: available === true ? command.help : available }
  })
  const whole = entries.flatMap(({ title, text }) => hanging(title, text, width, 'dim'))
  // Every entry is seen even where not every sentence can be.
  const cut = entries.map(({ title, text }): Line => [...title, span(text, 'dim')])
  return [
    rule(truncate(menuTitle(state, menu), width - 8), width),
    ...(whole.length + 2 <= mostMenuRows(state) ? whole : cut),
    [span('   '), ...keyHints(keyOf(state, 'dialog.cancel'), 'close')],
  ]
}

/** All but the title, the footer and a line of the screen. */
function mostMenuRows({ rows }: State): number {
  return rows - 4
}

/** It names the commit that the verdict is about: never the one under the cursor. */
function menuTitle(state: State, menu: Menu): string {
  if (menu === 'copy') return 'Copy'
  if (menu === 'search') return 'How to search'
  const hand = bisectView(state)?.inHand ?? null
  return hand === null ? 'Verdict' : `Verdict for ${shortSha(hand.sha)} ${hand.subject}`
}

function questionLines(state: State, question: Question, width: number): Line[] {
  const { title, lines, input, error } = question
  const body = lines.flatMap((line) => paragraph(line, width - 2, { indent: 2, most: 4 }))
  const wrong: Line[] =
    error === null ? [] : paragraph(`✗ ${error}`, width - 2, { tone: 'bad', indent: 2, most: 3 })
  const head = [rule(title, width), ...body, ...wrong]
  if (input.kind === 'text')
    return [
      ...head,
      fieldLine('>', state.input, input.placeholder, answerHints(state, 'ok', 'never mind'), width),
    ]
  const { choices } = input
  const at = Math.min(state.choice, choices.length - 1)
  // The one that is highlighted is shown whole.
  const selected = wrap(choices[at]?.label ?? '', width - choiceMargin - 1)
  const free = Math.floor(state.rows / 2) - head.length - selected.length
  const room = Math.max(leastChoiceRows, free)
  const top = Math.max(0, Math.min(at - Math.floor(room / 2), choices.length - room))
  const shown = choices.slice(top, top + room).flatMap(({ label, key }, i): Line[] => {
    const pick = span(`${fit(key, 1)}  `, 'accent')
    if (top + i !== at) return [[span('   '), pick, span(label)]]
    return selected.map((text, line) =>
      selectLine(
        line === 0
          ? [span(` ${selectionGlyph} `), pick, span(text)]
          : [span(' '.repeat(choiceMargin)), span(text)],
        width,
      ),
    )
  })
  const place = choices.length > room ? `${at + 1} of ${choices.length}  ` : ''
  return [
    ...head,
    ...shown,
    [span(`   ${place}`, 'dim'), ...answerHints(state, 'choose', 'never mind')],
  ]
}

function taskLines(state: State, width: number): Line[] {
  return state.tasks.slice(-3).map(({ title, progress, cancellable }) => {
    const right = cancellable
      ? [span('  '), ...keyHints(keyOf(state, 'task.cancel'), 'cancels')]
      : []
    const counted = span(progress === '' ? ' …' : `  ${progress}`, 'dim')
    // How far it has come is said even where its name has to be cut.
    const room = Math.max(10, width - 3 - cells(counted.text) - lineWidth(right))
    return spread([span(' ◌ ', 'accent'), span(truncate(title, room)), counted], right, width)
  })
}

function failureLines(state: State, width: number): Line[] {
  const { failures } = state
  const failure = failures.at(-1)
  if (failure === undefined) return []
  const others = failures.length - 1
  const dismisses = keyHints(keyOf(state, 'app.escape'), 'dismisses')
  const steps =
    failure.next === null
      ? [[]]
      : paragraph(`→ ${failure.next}`, width - lineWidth(dismisses) - 2, { indent: 3, most: 3 })
  const last = steps.pop() ?? []
  return [
    rule(others === 0 ? 'Problem' : `Problem, and ${others} more`, width),
    ...paragraph(`✗ ${failure.message}`, width - 2, { tone: 'bad', indent: 1, most: 4 }),
    ...(failure.cause === null
      ? []
      : paragraph(failure.cause, width - 2, { tone: 'dim', indent: 3, most: 3 })),
    ...steps,
    spread(last, dismisses, width),
  ]
}

function tourLines(state: State, width: number): Line[] {
  const at = state.tour?.step ?? null
  const step = at === null ? undefined : tourSteps[at]
  if (at === null || step === undefined) return []
  const title = `Tour, ${at + 1} of ${tourSteps.length}: ${step.title}`
  const leave = keyHints(keyOf(state, 'tour.leave'), 'leaves it')
  const text = step.text.replaceAll(/\{([a-z]+\.\w+)\}/gi, (_, id: string) =>
    keyOf(state, id as CommandId),
  )
  return [
    [...rule(title, width - lineWidth(leave) - 1), span(' '), ...leave],
    ...paragraph(text, width - 2, { indent: 1, tone: 'accent' }),
  ]
}

/** Three, and never again. */
function hintLines(state: State, width: number): Line[] {
  if (!state.hints || dialogKindOf(state) !== null) return []
  const key = (id: CommandId): Span => span(`  ${fit(keyOf(state, id), 6)}`, 'accent')
  return [
    rule('Your first start', width),
    [
      key('workload.open'),
      span('tells why a workload fails, its releases, and what is between them'),
    ],
    [
      key('bisect.start'),
      span('finds the commit that broke it; cluster and clone stay as they are'),
    ],
    spread(
      [key('app.help'), span('lists the keys of each screen')],
      keyHints(keyOf(state, 'app.escape'), 'dismisses'),
      width,
    ),
  ]
}

function noticeLines({ notice }: State, width: number): Line[] {
  return notice === null
    ? []
    : paragraph(notice.text, width - 2, { tone: 'warn', indent: 1, most: 3 })
}
