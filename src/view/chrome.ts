/** The first and the last line of every screen. */
import { commandsOf } from '../state/commands.ts'
import { count, duration, ownerName, shortSha } from '../state/format.ts'
import { bisectView } from '../state/select-bisect.ts'
import { openBisects } from '../state/select-sessions.ts'
import { syncSummary } from '../state/select-sync.ts'
import { workloadPage } from '../state/select-workload.ts'
import { savedFilterName, workloadsView } from '../state/select-workloads.ts'
import type { State } from '../state/state.ts'
import { currentScreen } from '../state/state.ts'
import type { Line } from './line.ts'
import { blank, lineWidth, span, spread } from './line.ts'

const separator = span(' › ', 'dim')

export function titleLine(state: State, width: number): Line {
  const { tone, text } = syncSummary(state.statuses)
  return spread([span(' kulprit', 'accent'), ...titleOf(state)], [span(`  ${text} `, tone)], width)
}

function titleOf(state: State): Line {
  const screen = currentScreen(state)
  switch (screen.name) {
    case 'workloads': {
      const { contexts, counts, failing } = workloadsView(state)
      const filter = state.filter.trim()
      const bisects = openBisects(state)
      return [
        ...(contexts.length === 0
          ? []
          : [
              separator,
              span(
                contexts.length > 3 ? count(contexts.length, 'context') : contexts.join(', '),
                'strong',
              ),
            ]),
        ...(state.workloads.size === 0 ? [] : [span(`  ${counts}`)]),
        ...(failing === 0 ? [] : [span(` · ${failing} failing`, 'bad')]),
        ...(state.failingOnly ? [span(' · failing only', 'warn')] : []),
        ...(state.changedWithin === null
          ? []
          : [span(` · changed in the last ${duration(state.changedWithin)}`, 'warn')]),
        ...(bisects === '' ? [] : [span(` · ${bisects}`, 'accent')]),
        ...(filter === '' || state.dialog?.kind === 'filter'
          ? []
          : [span(` · ${savedFilterName(state) ?? `/${filter}`}`, 'warn')]),
      ]
    }
    case 'workload': {
      const workload = workloadPage(state)?.workload
      if (workload === undefined) return [separator, span('a workload that is gone', 'dim')]
      const { context, namespace, kind, name, owner } = workload
      return [
        separator,
        span(`${namespace}/${name}`, 'strong'),
        span(`  ${kind} in ${context}`, 'dim'),
        span(owner.value === null ? '  owner unknown' : `  owner ${ownerName(owner.value)}`),
      ]
    }
    case 'bisect': {
      const view = bisectView(state)
      const workload = view?.session.workload ?? null
      return [
        separator,
        span(view?.session.looksFor === 'fix' ? 'bisect for the fix' : 'bisect', 'strong'),
        span(` ${view?.session.id ?? ''}`),
        ...(workload === null ? [] : [span(`  ${workload.namespace}/${workload.name}`, 'dim')]),
        ...(view?.inHand === undefined || view.inHand === null
          ? []
          : [span(`  testing ${shortSha(view.inHand.sha)}`, 'accent')]),
      ]
    }
    case 'bisects':
      return [separator, span('open bisects', 'strong')]
  }
}

/** As many commands as fit, and always where to find the others. */
export function footerLine(state: State, width: number): Line {
  // While something is being typed or asked, these keys do not work: the panel shows those that do.
  if (state.dialog !== null || state.questions.length > 0) return blank
  const end: Line = [
    span('? ', 'accent'),
    span('help  ', 'dim'),
    span(': ', 'accent'),
    span('commands ', 'dim'),
  ]
  const line = [span(' ')]
  const first = state.screens.length === 1
  const room = width - lineWidth(end)
  for (const command of commandsOf(currentScreen(state).name)) {
    const [key] = command.keys
    if (command.hint === undefined || key === undefined || command.available(state) !== true)
      continue
    const hint = command.id === 'app.back' && first ? 'quit' : command.hint
    const item = [span(`${key} `, 'accent'), span(`${hint}  `, 'dim')]
    if (lineWidth(line) + lineWidth(item) <= room) line.push(...item)
  }
  return spread(line, end, width)
}
