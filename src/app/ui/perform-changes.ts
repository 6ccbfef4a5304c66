/** Carries out what the screens ask about changes: reads them, compares, offers commands, reports. */
import type { DiffContext } from '../../model/release/release-diff.ts'
import { ok } from '../../model/failure.ts'
import { releaseDiff } from '../../model/release/release-diff.ts'
import type { Action } from '../../state/action.ts'
import type { Effect } from '../../state/effect.ts'
import { rightWords, stepsFor } from '../../state/workload/next-steps.ts'
import { choiceKey } from '../../state/question.ts'
import type { State } from '../../state/state.ts'
import { workloadReport } from '../../state/report/workload-report.ts'
import { writeUnder } from '../../storage/given-file.ts'
import type { Asker } from '../ask.ts'
import { browse } from '../terminal/browse.ts'
import { copy } from '../terminal/clipboard.ts'
import type { Clusters } from '../fleet/clusters.ts'
import { readDiffContext } from '../fleet/compare-releases.ts'
import type { Environment } from '../environment.ts'
import { cancelled } from '../environment.ts'
import { gatherReport } from '../fleet/gather-report.ts'
import { readAround, waitForAround } from '../fleet/read-around.ts'
import { rightsFor } from '../fleet/rights.ts'
import type { Tasks } from './tasks.ts'

type ChangesEffect = Extract<
  Effect,
  { type: 'openChanges' | 'closeChanges' | 'loadDiff' | 'offerSteps' | 'reportWorkload' | 'browse' }
>

export interface ChangesPerformer {
  readonly perform: (effect: ChangesEffect) => Promise<void>
  readonly close: () => void
}

/** Events and ConfigMaps are asked for again so often while somebody looks at what changed. */
const everyMs = 15_000

/** `connected` is null until the kubeconfig is read. */
export function changesPerformer(
  environment: Environment,
  screen: { readonly dispatch: (action: Action) => void; readonly getState: () => State },
  asker: Asker,
  tasks: Tasks,
  connected: () => Clusters | null,
): ChangesPerformer {
  const { dispatch, getState } = screen
  let following: AbortController | null = null

  function close(): void {
    following?.abort()
    following = null
  }

  async function follow(): Promise<void> {
    close()
    const controller = new AbortController()
    following = controller
    const clusters = connected()
    if (clusters === null) return
    const { signal } = controller
    const open = new Set(clusters.connections.map(({ context }) => context))
    const before = (getState().around ?? []).filter(({ context }) => open.has(context))
    const read = new Map(before.map((one) => [one.context, one]))
    while (!signal.aborted) {
      // A context that is slow to answer keeps nothing of the others back.
      await readAround(clusters, workloads(), signal, (one) => {
        read.set(one.context, one)
        if (!signal.aborted) dispatch({ type: 'aroundRead', around: [...read.values()] })
      })
      await pause(everyMs, signal)
    }
  }

  function workloads() {
    return [...getState().workloads.values()]
  }

  function connectionOf(context: string) {
    return connected()?.connections.find((connection) => connection.context === context)
  }

  async function loadDiff(effect: Extract<ChangesEffect, { type: 'loadDiff' }>): Promise<void> {
    const { from, to } = effect
    const workload = getState().workloads.get(effect.workload)
    const [older, newer] = [from, to].map((number) =>
      workload?.particulars.releases().find(({ release }) => release === number),
    )
    if (workload === undefined || older === undefined || newer === undefined) return
    const context: DiffContext = await tasks.run('comparing the releases', (transfer) =>
      readDiffContext(
        workload,
        releaseDiff(older, newer),
        { repository: null, path: null },
        connectionOf(workload.context),
        environment,
        transfer,
      ),
    )
    dispatch({ type: 'diffRead', workload: workload.id, from, to, context })
  }

  async function offerSteps(effect: Extract<ChangesEffect, { type: 'offerSteps' }>): Promise<void> {
    const workload = getState().workloads.get(effect.workload)
    if (workload === undefined) return
    const release =
      workload.particulars.releases().find((one) => one.release === effect.release) ?? null
    const steps = stepsFor(workload, release)
    if (steps.length === 0)
      return dispatch({ type: 'noticed', text: `nothing can be done about a ${workload.kind}` })
    const rights = await tasks.run('asking what you may do', (transfer) =>
      rightsFor(steps, connectionOf(workload.context), transfer),
    )
    const reply = await asker.ask(
      {
        title: `Next steps for ${workload.name}: kulprit copies the command, and runs none`,
        lines: [],
        input: {
          kind: 'choice',
          choices: steps.map((step, i) => ({
            value: step.command,
            label: `${step.title}  ${rightWords(step, rights[i] ?? null)}  ${step.command}`,
            key: choiceKey(i),
          })),
        },
      },
      null,
    )
    if (reply === null) return
    await copy(reply, `copied ${reply}`, dispatch)
  }

  async function open(url: string): Promise<void> {
    const opened = await browse(url, environment.env)
    if (opened.ok) return dispatch({ type: 'noticed', text: `opened ${url}` })
    return copy(url, `${opened.failure.message}; copied ${url}`, dispatch)
  }

  async function report(effect: Extract<ChangesEffect, { type: 'reportWorkload' }>): Promise<void> {
    const workload = getState().workloads.get(effect.workload)
    const clusters = connected()
    if (workload === undefined || clusters === null) return
    const written = await tasks.attempt('writing the report', async (transfer) => {
      const rows = workloads()
      const { connections } = clusters
      const known = getState().around ?? []
      const around =
        known.length < connections.length ? await waitForAround(clusters, rows, transfer) : known
      const fleet = { workloads: rows, around, connections }
      const facts = await gatherReport(workload, fleet, environment, transfer)
      // Half a report looks like a whole one.
      return transfer.signal.aborted ? cancelled('writing the report') : ok(workloadReport(facts))
    })
    if (!written.ok) return dispatch({ type: 'noticed', text: written.failure.message })
    const text = written.value
    if (effect.to === 'clipboard')
      return copy(text, `copied the report on ${workload.name}`, dispatch)
    const file = await writeUnder(process.cwd(), `${workload.name}-incident`, 'md', text)
    return dispatch(
      file.ok
        ? { type: 'noticed', text: `saved the report as ${file.value}` }
        : { type: 'failed', failure: file.failure },
    )
  }

  async function perform(effect: ChangesEffect): Promise<void> {
    switch (effect.type) {
      case 'openChanges':
        return follow()
      case 'closeChanges':
        return close()
      case 'loadDiff':
        return loadDiff(effect)
      case 'browse':
        return open(effect.url)
      case 'offerSteps':
        return offerSteps(effect)
      case 'reportWorkload':
        return report(effect)
    }
  }
  return { perform, close }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
