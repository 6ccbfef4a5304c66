/** The first and the last line of every screen. */
import { footerOf } from '../../state/commands.ts'
import { dialogKindOf } from '../../state/dialog.ts'
import { count, duration, listed, shortSha } from '../../state/format.ts'
import { ownerText } from '../../state/owner-names.ts'
import { keyOf } from '../../state/commands/keymap.ts'
import { bisectView } from '../../state/bisects/select-bisect.ts'
import { openBisects } from '../../state/bisects/select-sessions.ts'
import { syncSummary } from '../../state/select-sync.ts'
import { paneTitles } from '../../state/text/select-text.ts'
import { workloadPage } from '../../state/workload/select-workload.ts'
import { contextsShown, workloadsView } from '../../state/table/select-workloads.ts'
import { savedFilterName } from '../../state/table/wanted-query.ts'
import type { BisectScreen } from '../../state/bisects/bisect-screen.ts'
import type { Screen, State } from '../../state/state.ts'
import { currentScreen } from '../../state/state.ts'
import type { Line, Span } from '../drawing/line.ts'
import { changesTitle } from '../screens/changes-screen.ts'
import { diffTitle } from '../screens/diff-screen.ts'
import { blank, lineWidth, span, spread } from '../drawing/line.ts'

const separator = span(' › ', 'dim')

export function titleLine(state: State, width: number): Line {
  const { tone, text } = syncSummary(state.statuses, state.now)
  return spread(
    [span(' kulprit', 'accent'), ...crumbs(state), ...titleOf(state)],
    [span(`  ${text} `, tone)],
    width,
  )
}

/** The way to the screen that is shown, without it. */
function crumbs(state: State): Line {
  return state.screens.slice(0, -1).flatMap((screen) => {
    const name = crumb(state, screen)
    return name === '' ? [] : [separator, span(name, 'dim')]
  })
}

function crumb(state: State, screen: Screen): string {
  switch (screen.name) {
    case 'workloads':
      return contextsName(contextsShown(state))
    case 'workload': {
      const { namespace, name } = state.workloads.get(screen.workload) ?? {}
      return name === undefined ? '' : `${namespace}/${name}`
    }
    case 'logs':
    case 'text':
      return screen.name === 'logs' ? 'logs' : screen.form
    case 'pane':
      return paneTitles[screen.of].toLowerCase()
    case 'diff':
      return 'diff'
    case 'changes':
      return 'changes'
    case 'owners':
      return 'owners'
    case 'owner':
      return screen.owner === null ? 'unowned' : ownerText(screen.owner)
    case 'bisect':
      return 'bisect'
    case 'bisects':
      return 'open bisects'
  }
}

function contextsName(contexts: readonly string[]): string {
  return contexts.length > 3 ? count(contexts.length, 'context') : contexts.join(', ')
}

function titleOf(state: State): Line {
  const screen = currentScreen(state)
  switch (screen.name) {
    case 'workloads': {
      const { contexts, counts, failing, rows } = workloadsView(state)
      // Of a part of the fleet it must not read as if it were all that fail there.
      const whole = rows.length === state.workloads.size
      const filter = state.filter.trim()
      const bisects = openBisects(state)
      return [
        ...(contexts.length === 0 ? [] : [separator, span(contextsName(contexts), 'strong')]),
        ...(state.namespaces === null
          ? []
          : [separator, span(listed(state.namespaces, 'namespace'), 'strong')]),
        ...(state.workloads.size === 0 ? [] : [span(`  ${counts}`)]),
        ...(failing === 0 ? [] : [span(` · ${failing} failing${whole ? '' : ' in all'}`, 'bad')]),
        ...(state.marks.size === 0
          ? []
          : [span(` · ${state.marks.size} marked${state.markedOnly ? ' only' : ''}`, 'warn')]),
        ...(state.failingOnly ? [span(' · failing only', 'warn')] : []),
        ...(state.changedWithin === null
          ? []
          : [span(` · changed in the last ${duration(state.changedWithin)}`, 'warn')]),
        ...(state.groupBy === null ? [] : [span(` · by ${state.groupBy}`)]),
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
        // The way there has named the only context.
        span(contextsShown(state).length > 1 ? `  ${kind} in ${context}` : `  ${kind}`, 'dim'),
        span(owner.value === null ? '  owner unknown' : `  owner ${ownerText(owner.value)}`),
      ]
    }
    case 'logs':
    case 'text': {
      const workload = state.workloads.get(screen.workload)
      const name = workload === undefined ? 'gone' : `${workload.namespace}/${workload.name}`
      const what = screen.name === 'logs' ? 'logs' : screen.form === 'yaml' ? 'YAML' : 'described'
      // Below its page, the way there has named the workload.
      return state.screens.some((below) => below.name === 'workload')
        ? [separator, span(what, 'strong')]
        : [separator, span(name, 'strong'), separator, span(what)]
    }
    case 'pane':
      return [separator, span(paneTitles[screen.of], 'strong')]
    case 'diff':
      return [separator, ...diffTitle(state)]
    case 'changes':
      return [separator, ...changesTitle(state)]
    case 'owners':
      return [separator, span('owners', 'strong')]
    case 'owner':
      return [
        separator,
        span('owner '),
        span(screen.owner === null ? 'unknown' : ownerText(screen.owner), 'strong'),
      ]
    case 'bisect': {
      const view = bisectView(state)
      const workload = view?.session.workload ?? null
      return [
        separator,
        span(view?.session.looksFor === 'fix' ? 'bisect for the fix' : 'bisect', 'strong'),
        span(` ${view?.session.id ?? ''}`),
        // Below its workload's page, the way there has said it.
        ...(workload === null || state.screens.some(({ name }) => name === 'workload')
          ? []
          : [span(`  ${workload.namespace}/${workload.name}`, 'dim')]),
        ...(view?.inHand === undefined || view.inHand === null
          ? []
          : [span(`  testing ${testedText(view.screen, view.inHand.sha)}`, 'accent')]),
      ]
    }
    case 'bisects':
      return [separator, span('open bisects', 'strong')]
  }
}

/** The keys that matter now, as many as fit, and always where to find the others. */
export function footerLine(state: State, width: number): Line {
  // While something is being typed or asked, these keys do not work: the panel shows those that do.
  if (dialogKindOf(state) !== null) return blank
  const end = [
    ...hintSpans(keyOf(state, 'app.help'), 'help'),
    span(`${keyOf(state, 'app.palette')} `, 'accent'),
    span('commands ', 'dim'),
  ]
  const line = [span(' ')]
  const room = width - lineWidth(end)
  for (const { key, hint } of footerOf(state)) {
    const item = hintSpans(key, hint)
    if (lineWidth(line) + lineWidth(item) <= room) line.push(...item)
  }
  return spread(line, end, width)
}

function hintSpans(key: string, hint: string): Span[] {
  return [span(`${key} `, 'accent'), span(`${hint}  `, 'dim')]
}

function testedText({ probing }: BisectScreen, inHand: string): string {
  return probing.length > 1 ? count(probing.length, 'commit') : shortSha(inHand)
}
