/** Reads the logs that are on the screen, and stops when they no longer are. */
import { parts } from '../parts.ts'
import type { Connection } from '../../cluster/request/connection.ts'
import type { LogPod, LogSources } from '../../model/logs/log-sources.ts'
import type { LogSource, LogsWanted } from '../../model/logs/log-reading.ts'
import { sameData } from '../../model/same-data.ts'
import { logRefusal, mostLogs, tailLines } from '../../model/logs/log-reading.ts'
import type { TextLine } from '../../state/text/line-buffer.ts'
import { linesKept } from '../../state/text/line-buffer.ts'
import type { State } from '../../state/state.ts'
import type { LogsScreen } from '../../state/text/text-screens.ts'
import { currentScreen } from '../../state/state.ts'
import type { Reach } from './reach.ts'
import type { Store } from '../ui/store.ts'

export interface Logs {
  /** Rows that changed: new pods are read too, and containers that started again. */
  changed(workloads: readonly string[]): void
  close(): void
}

/** How long lines gather before the screen shows them. */
const gatherMs = 100
/** A container that restarts in a loop changes several times a second; its log need not be asked for as often. */
const leastGapMs = 2_000
/** How soon a log is asked for again whose reading failed. */
const retryMs = 5_000
/** Logs of several pods come in any order: those that come in this time are put in that of their times. */
const firstGatherMs = 300

export function followLogs(find: Reach['find'], store: Store): Logs {
  let shown: { readonly workload: string; readonly wanted: LogsWanted } | null = null
  let reading: Reading | null = null
  let known: LogSources | null = null
  let lookedAt = 0

  /** Not every pod that comes or goes changes a row: with each tick of the clock they are compared. */
  function look(): void {
    const state = store.getState()
    const screen = logsOn(state)
    if (screen?.workload === shown?.workload && screen?.wanted === shown?.wanted) {
      const ticked = state.now !== lookedAt
      lookedAt = state.now
      if (ticked && shown !== null && !sameData(sourcesOf(shown.workload), known)) update()
      return
    }
    reading?.stop()
    reading = null
    shown = screen
    const place = screen === null ? null : find(screen.workload)
    known = screen === null ? null : sourcesOf(screen.workload)
    if (screen === null || place === null || known === null) return
    reading = startReading(place.connection, screen.workload, screen.wanted, known, store)
  }
  function sourcesOf(workload: string): LogSources | null {
    return find(workload)?.fleet.logSources(workload) ?? null
  }
  function update(): void {
    known = shown === null ? null : sourcesOf(shown.workload)
    if (known !== null) reading?.update(known)
  }
  const unsubscribe = store.subscribe(look)
  return {
    changed(workloads) {
      if (shown !== null && workloads.includes(shown.workload)) update()
    },
    close() {
      unsubscribe()
      reading?.stop()
    },
  }
}

function logsOn(state: State): { readonly workload: string; readonly wanted: LogsWanted } | null {
  const screen = currentScreen(state)
  return screen.name === 'logs' ? { workload: screen.workload, wanted: screen.wanted } : null
}

interface Reading {
  update(sources: LogSources): void
  stop(): void
}

/** Of one log, what tells where to go on. */
interface Progress {
  readonly pod: string
  readonly container: string
  lastAt: string | null
}

function startReading(
  connection: Connection,
  workload: string,
  wanted: LogsWanted,
  first: LogSources,
  { dispatch }: Store,
): Reading {
  const controller = new AbortController()
  const { signal } = controller
  let sources: LogSource[] = []
  let unread = 0
  const progress: Progress[] = []
  let pending: TextLine[] = []
  let gone = 0
  let timer: NodeJS.Timeout | null = null
  let latest = first
  let retry: NodeJS.Timeout | null = null
  let reopenedAt = 0

  function tell(): void {
    timer = null
    if (signal.aborted) return
    keepNewest()
    dispatch({ type: 'logsRead', workload, lines: inOrder(pending), gone, sources, unread })
    pending = []
    gone = 0
  }
  function keepNewest(): void {
    gone += Math.max(0, pending.length - linesKept)
    pending = pending.slice(-linesKept)
  }
  function soon(): void {
    timer ??= setTimeout(tell, gatherMs)
  }
  function mark(i: number, change: Pick<LogSource, 'state' | 'message'>): void {
    sources = sources.map((source, at) => (at === i ? { ...source, ...change } : source))
    soon()
  }

  async function read(i: number): Promise<void> {
    const one = progress[i]
    if (one === undefined) return
    const { pod, container } = one
    const since = one.lastAt
    const { followLog } = await parts.logs()
    const failure = await followLog(
      connection,
      {
        ...{ namespace: first.namespace, pod, container, previous: wanted.previous },
        tailLines: wanted.since === null && since === null ? tailLines : null,
        sinceSeconds: wanted.since === 0 ? null : wanted.since,
        sinceTime: since,
      },
      (lines) => {
        if (sources[i]?.state === 'asking') mark(i, { state: 'reading', message: null })
        for (const { at, text } of lines) {
          // Times are asked for in whole seconds: what was read before comes again.
          if (since !== null && at !== null && at <= since) continue
          one.lastAt = at ?? one.lastAt
          pending.push({ text, at, source: i })
        }
        if (pending.length > 2 * linesKept) keepNewest()
        if (lines.length > 0) soon()
      },
      signal,
    )
    if (signal.aborted) return
    if (failure === null) mark(i, { state: 'ended', message: null })
    else mark(i, logRefusal(failure.status, failure.message, container))
    if (sources[i]?.state === 'failed') reopenIn(retryMs)
  }

  function open(pods: readonly LogPod[], container: string | undefined): void {
    unread = 0
    for (const pod of pods)
      for (const name of containersOf(pod, container)) {
        if (progress.some((one) => one.pod === pod.name && one.container === name)) continue
        if (sources.length >= mostLogs) {
          unread += 1
          continue
        }
        progress.push({ pod: pod.name, container: name, lastAt: null })
        sources = [
          ...sources,
          { pod: pod.name, short: pod.short, container: name, state: 'asking', message: null },
        ]
        void read(sources.length - 1)
      }
  }
  function containersOf({ containers }: LogPod, container: string | undefined): readonly string[] {
    if (wanted.container === '*') return containers
    return container === undefined ? [] : [container]
  }
  const podsOf = ({ pods }: LogSources): readonly LogPod[] =>
    wanted.pod === null ? pods : pods.filter(({ name }) => name === wanted.pod)
  const containerOf = ({ containers }: LogSources): string | undefined =>
    wanted.container ?? containers[0]

  function reopenIn(ms: number): void {
    retry ??= setTimeout(reopen, ms)
  }
  /** New pods, containers that started again or at last, and what could not be read before. */
  function reopen(): void {
    retry = null
    reopenedAt = Date.now()
    open(podsOf(latest), containerOf(latest))
    if (wanted.previous) return
    const there = new Set(latest.pods.map(({ name }) => name))
    sources.forEach(({ state, pod }, i) => {
      if (!['ended', 'none', 'failed'].includes(state) || !there.has(pod)) return
      mark(i, { state: 'asking', message: null })
      void read(i)
    })
  }

  open(podsOf(first), containerOf(first))
  dispatch({ type: 'logsStarted', workload, sources, unread, ...choicesOf(first) })
  timer = setTimeout(tell, firstGatherMs)

  return {
    update(found) {
      latest = found
      dispatch({ type: 'logSourcesChanged', workload, ...choicesOf(found) })
      reopenIn(Math.max(0, reopenedAt + leastGapMs - Date.now()))
    },
    stop() {
      controller.abort()
      if (timer !== null) clearTimeout(timer)
      if (retry !== null) clearTimeout(retry)
    },
  }
}

function choicesOf({ containers, pods }: LogSources): Pick<LogsScreen, 'containers' | 'pods'> {
  return { containers, pods: pods.map(({ name }) => name) }
}

/** By time; those without one stay behind the line before them. */
function inOrder(lines: readonly TextLine[]): readonly TextLine[] {
  let last = ''
  let sorted = true
  const keyed = lines.map((line) => {
    const at = line.at ?? last
    sorted &&= at >= last
    last = at
    return { line, at }
  })
  if (sorted) return lines
  return keyed.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ line }) => line)
}
