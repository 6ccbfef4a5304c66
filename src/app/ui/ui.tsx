/** The terminal UI: draws first, then connects; joins the store, the screens and the outside world. */
import type { SuspendTerminal } from 'ink'
import { render, useApp } from 'ink'
import { useEffect } from 'react'
import type { ClusterScope } from '../../cli/grammar/invocation.ts'
import type { WorkloadDetails } from '../../model/change.ts'
import type { Failure, Result } from '../../model/failure.ts'
import { ok } from '../../model/failure.ts'
import type { Workload } from '../../model/workload.ts'
import { findWorkload } from '../../model/workload-name.ts'
import { keymapOf } from '../../state/commands/bind-keys.ts'
import type { Effect } from '../../state/effect.ts'
import { openPage } from '../../state/commands/open-page.ts'
import { stillReading } from '../../state/select-sync.ts'
import { asksBackground, lookOf } from '../../state/look.ts'
import { initialState } from '../../state/initial-state.ts'
import { isFirstStart } from '../../storage/first-start.ts'
import { filterHistory } from '../../storage/filter-history.ts'
import { App } from '../../view/App.tsx'
import type { Question } from '../terminal/ask-background.ts'
import { askBackground } from '../terminal/ask-background.ts'
import { copy } from '../terminal/clipboard.ts'
import { followLogs } from '../fleet/logs.ts'
import { followDetails } from '../fleet/details.ts'
import type { Environment } from '../environment.ts'
import { clearFirst } from '../first-paint.ts'
import { collectOften } from '../memory.ts'
import { followWindow } from '../terminal/follow-window.ts'
import { screenTerminal } from '../terminal/lend-terminal.ts'
import type { BisectEffect } from './perform-bisect.ts'
import { keepingPerformer } from './perform-keeping.ts'
import { placePerformer } from './perform-places.ts'
import { textPerformer } from './perform-texts.ts'
import { loadAllParts } from '../parts.ts'
import { searchPreparer } from './prepare-search.ts'
import { changesPerformer } from './perform-changes.ts'
import { bisectPerformer } from './perform-bisect.ts'
import { rangePerformer } from './perform-range.ts'
import { openReach } from '../fleet/reach.ts'
import { screenAsker } from './questions.ts'
import { showSettings } from './show-settings.ts'
import { handOver } from '../terminal/hand-over-terminal.ts'
import type { Store } from './store.ts'
import { createStore } from './store.ts'
import { openScreen } from '../terminal/screen.ts'
import type { Lend } from '../terminal/suspend.ts'
import { followStops, suspend } from '../terminal/suspend.ts'
import { createTasks } from './tasks.ts'

export interface UiRequest {
  readonly scope: ClusterScope
  /** Open at this workload's page once it is known. */
  readonly workload: string | null
  /** On the demo's cluster only. */
  readonly tour: boolean
}

const clockMs = 1000

/** Resolves when the user quits, or with what keeps the UI from starting. */
export async function runUi(request: UiRequest, environment: Environment): Promise<Result<void>> {
  const look = lookOf(environment.settings(), environment.env)
  const store = createStore(
    initialState({
      now: Date.now(),
      columns: process.stdout.columns,
      rows: process.stdout.rows,
      keymap: keymapOf(environment.settings().keys),
      look,
    }),
  )
  const { dispatch } = store
  if (environment.env['KULPRIT_DEMO_WORKLOAD'] !== undefined)
    dispatch({ type: 'tourSet', step: request.tour ? 0 : null })
  const asker = screenAsker(store)
  const tasks = createTasks(dispatch)
  const readDetails = (workload: string): Promise<WorkloadDetails | null> => details.once(workload)
  const bisects = bisectPerformer(environment, store, asker, tasks, readDetails)
  const ranges = rangePerformer(environment, store, asker, tasks)
  const filters = filterHistory(environment.folders.state)
  const programs = handOver(() => lend, {
    environment,
    store,
    bisects,
    kubeconfig: request.scope.kubeconfig,
  })
  const opening = openOnceKnown(request.workload, store, perform)
  const terminal = screenTerminal(() => lend)
  const reach = openReach(request.scope, environment, terminal, {
    onWorkloads(put, gone) {
      const before = store.getState().workloads
      dispatch({ type: 'workloadsChanged', put, gone })
      const changed = put.map(({ id }) => id)
      details.changed(changed)
      logs.changed(changed)
      for (const { before: old, after } of store.getState().workloads.since(before) ?? [])
        if (old !== null && after !== null && isFromElsewhere(old, after))
          ranges.sourceChanged(after.id)
    },
    onStatuses(statuses) {
      dispatch({ type: 'statusesChanged', statuses })
      if (!stillReading(statuses)) collectOften()
      opening()
    },
  })
  const details = followDetails((workload) => reach.find(workload), dispatch)
  const logs = followLogs((workload) => reach.find(workload), store)
  const changes = changesPerformer(environment, store, asker, tasks, () => reach.clusters())
  const keep = keepingPerformer(environment, filters, dispatch)
  const go = placePerformer(environment, request.scope, reach, dispatch)
  const texts = textPerformer(environment, store, reach)
  let lend: Lend | null = null
  let question: Question | null = null
  let failure: Failure | null = null

  function perform(effect: Effect): void {
    switch (effect.type) {
      case 'quit':
        return void leave()
      case 'suspend':
        if (lend !== null) void suspend(lend)
        return undefined
      case 'copy':
        return void copy(effect.text, `copied ${effect.what}`, dispatch)
      case 'saveFilter':
      case 'saveColumns':
      case 'rememberFilter':
        return void keep(effect)
      case 'reconnect':
        return reach.reconnect()
      case 'openK9s':
      case 'editSettings':
      case 'editReport':
      case 'openShell':
      case 'page':
        return void programs.run(effect)
      case 'listContexts':
      case 'showContexts':
      case 'readNamespaces':
        return void go(effect)
      case 'openDetails':
        return details.open(effect.workload)
      case 'closeDetails':
        return details.close()
      case 'readText':
      case 'saveText':
        return void texts(effect)
      case 'loadRange':
        return void ranges.perform(effect)
      case 'startBisect':
        return void bisects.perform(effect).then(() => ranges.sourceAsked(effect.workload))
      case 'openChanges':
      case 'closeChanges':
      case 'loadDiff':
      case 'offerSteps':
      case 'reportWorkload':
      case 'browse':
        return void changes.perform(effect)
      case 'cancel':
        return tasks.cancel(effect.task)
      case 'answer':
        return asker.answered(effect.question, effect.value)
      default:
        return void bisects.perform(effect satisfies BisectEffect)
    }
  }

  clearFirst()
  // What a screen reader has read stays where it was.
  const onAlternate = process.env['TERM'] !== 'dumb' && !look.linear
  const screen = onAlternate ? openScreen((bytes) => process.stdout.write(bytes)) : null
  const ink = render(
    <>
      <App store={store} perform={perform} {...(screen === null ? {} : { show: screen.show })} />
      <TerminalHandle
        onReady={(handle) => {
          const free = screen === null ? handle : screen.lending(handle)
          lend = (use) => settled().then(() => free(use))
        }}
      />
    </>,
    {
      alternateScreen: screen !== null,
      // Whatever variables say: it was started on a terminal.
      interactive: true,
      isScreenReaderEnabled: look.linear,
      exitOnCtrlC: false,
      patchConsole: false,
      incrementalRendering: true,
      maxFps: 120,
    },
  )
  const unfollowWindow = followWindow(process.stdout, screen, store)
  const unfollowStops = followStops(() => lend)
  const prepareSearch = searchPreparer(store.getState)
  const clock = setInterval(() => {
    dispatch({ type: 'clockTicked', now: Date.now() })
    if (stillReading(store.getState().statuses)) return
    prepareSearch()
    // What cannot be loaded now is missed by whoever needs it.
    loadAllParts().catch(() => undefined)
  }, clockMs)
  environment.signal.addEventListener('abort', () => void leave())
  process.stdin.on('error', (error: NodeJS.ErrnoException) => {
    // The terminal is gone, and hears of nothing that is set back.
    if (error.code !== 'EIO') throw error
    void leave()
  })

  async function connect(): Promise<void> {
    if (request.scope.namespaces.length > 0)
      dispatch({ type: 'namespacesChosen', namespaces: request.scope.namespaces })
    const opened = await reach.show(request.scope.contexts)
    if (opened.ok) return
    failure = opened.failure
    await leave()
  }

  const settings = showSettings(environment, store)

  /** The terminal's answer is for kulprit, not for what has the terminal next. */
  async function settled(): Promise<void> {
    await question?.settled()
  }
  async function leave(): Promise<void> {
    await settled()
    ink.unmount()
  }

  await ink.waitUntilRenderFlush()
  if (screen !== null && asksBackground(environment.settings(), environment.env))
    question = askBackground(
      process.stdin,
      (bytes) => process.stdout.write(bytes),
      settings.heardBackground,
    )
  const connecting = connect()
  perform({ type: 'listBisects' })
  if (!request.tour && (await isFirstStart(environment.folders.state)))
    dispatch({ type: 'firstStarted' })
  dispatch({ type: 'filtersRecalled', filters: await filters.read() })
  await ink.waitUntilExit()
  clearInterval(clock)
  settings.stop()
  unfollowWindow()
  unfollowStops()
  await connecting
  reach.stop()
  details.close()
  logs.close()
  changes.close()
  await tasks.end()
  return failure === null ? ok(undefined) : { ok: false, failure }
}

/** Most changes are of what a workload's pods do, and leave the rest as the very same objects. */
function isFromElsewhere({ repository: old }: Workload, { repository }: Workload): boolean {
  return old !== repository && old.url !== repository.url
}

/** `kulprit WORKLOAD`: its page opens as soon as every kind has been read once. */
function openOnceKnown(
  text: string | null,
  store: Store,
  perform: (effect: Effect) => void,
): () => void {
  let opened = text === null
  return () => {
    const { statuses, workloads } = store.getState()
    if (opened || text === null || statuses.length === 0) return
    if (statuses.some(({ state }) => state === 'syncing')) return
    opened = true
    const found = findWorkload(text, [...workloads.values()])
    if (!found.ok) return store.dispatch({ type: 'failed', failure: found.failure })
    const { actions, effects } = openPage(store.getState(), found.value)
    for (const action of actions) store.dispatch(action)
    for (const effect of effects) perform(effect)
  }
}

/** Hands out what only a component inside Ink can reach. */
function TerminalHandle(props: { readonly onReady: (suspend: SuspendTerminal) => void }): null {
  const { suspendTerminal } = useApp()
  const { onReady } = props
  // What an effect returns is called at the end, and the handle is a function.
  useEffect(() => {
    onReady(suspendTerminal)
  }, [onReady, suspendTerminal])
  return null
}
