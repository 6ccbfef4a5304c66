/** Carries out what the screens ask of bisects. */
import type { Progress } from '../../bisect/session.ts'
import { readCommit } from '../../git/commit.ts'
import type { WorkloadDetails } from '../../model/change.ts'
import type { Result } from '../../model/failure.ts'
import { failed } from '../../model/failure.ts'
import { exportBisect } from '../../storage/hand-over.ts'
import { writeUnder } from '../../storage/given-file.ts'
import type { Action } from '../../state/action.ts'
import type { Effect } from '../../state/effect.ts'
import { commandLine } from '../../state/report/shell.ts'
import { workloadNamed } from '../../state/bisects/select-bisect.ts'
import type { State } from '../../state/state.ts'
import { copy } from '../terminal/clipboard.ts'
import type { Asker } from '../ask.ts'
import type { Environment } from '../environment.ts'
import { checkOutOf } from '../bisects/check-out.ts'
import { askForGood } from '../bisects/choose-ends.ts'
import { findBuilds } from '../bisects/find-builds.ts'
import { linesOf } from '../bisects/find-suspects.ts'
import type { OpenBisect } from '../bisects/open-bisect.ts'
import { findSession, forgetBisect, resumeBisect, summaryOf } from '../bisects/open-session.ts'
import { readJournals } from '../bisects/read-journals.ts'
import { runProbes } from '../bisects/run-probes.ts'
import { newestOnly } from './newest-only.ts'
import { startBisect } from '../bisects/start-bisect.ts'
import type { Tasks } from './tasks.ts'
import { traceCulprit } from '../bisects/trace-culprit.ts'

export type BisectEffect = Extract<
  Effect,
  {
    type:
      | 'startBisect'
      | 'listBisects'
      | 'resumeBisect'
      | 'mark'
      | 'undo'
      | 'redo'
      | 'reset'
      | 'choose'
      | 'annotate'
      | 'verifyEnds'
      | 'firstParent'
      | 'widen'
      | 'loadCommit'
      | 'saveReport'
      | 'exportBisect'
      | 'prepareWorktree'
      | 'run'
      | 'limit'
      | 'flaky'
  }
>

export interface BisectPerformer {
  readonly perform: (effect: BisectEffect) => Promise<void>
  /** The folder of a worktree of that commit; null where there is none, which the user is told. */
  readonly checkedOut: (session: string, sha: string) => Promise<string | null>
}

export function bisectPerformer(
  environment: Environment,
  screen: { readonly dispatch: (action: Action) => void; readonly getState: () => State },
  asker: Asker,
  tasks: Tasks,
  readDetails: (workload: string) => Promise<WorkloadDetails | null>,
): BisectPerformer {
  const { dispatch } = screen
  const open = new Map<string, OpenBisect>()
  const newestCommit = newestOnly()

  function report<T>(result: Result<T>, done: (value: T) => void): void {
    if (result.ok) done(result.value)
    else if (result.failure.kind === 'cancelled')
      dispatch({ type: 'noticed', text: result.failure.message })
    else dispatch({ type: 'failed', failure: result.failure })
  }

  function advance(result: Result<Progress>): void {
    report(result, (progress) => {
      dispatch({ type: 'bisectAdvanced', progress })
      trace(progress)
    })
  }

  function trace({ session, step, commits }: Progress): void {
    const bisect = open.get(session.id)
    const culprit = step.kind === 'found' ? commits.find(({ sha }) => sha === step.sha) : undefined
    if (bisect === undefined || culprit === undefined) return
    const workloads = [...screen.getState().workloads.values()]
    void tasks
      .run(
        'looking for the releases that contain the culprit',
        ({ onProgress }) => traceCulprit(bisect, culprit, workloads, onProgress),
        { cancellable: false },
      )
      .then((found) => dispatch({ type: 'culpritTraced', session: session.id, trace: found }))
  }

  async function withBisect(
    session: string,
    work: (bisect: OpenBisect) => Promise<void>,
  ): Promise<void> {
    const bisect = open.get(session)
    if (bisect !== undefined) return work(bisect)
    report(failed('usage', `no bisect "${session}" is open`), () => undefined)
    return undefined
  }

  /** What a verdict or another way to search leads to, which a large history makes one wait for. */
  async function working(
    session: string,
    work: (bisect: OpenBisect) => Promise<Result<Progress>>,
  ): Promise<void> {
    return withBisect(session, async (bisect) =>
      advance(
        await tasks.attempt('working out what is next', () => work(bisect), { cancellable: false }),
      ),
    )
  }

  function opened(result: Result<OpenBisect>): void {
    report(result, (bisect) => {
      open.set(bisect.session.id, bisect)
      dispatch({ type: 'bisectOpened', progress: bisect.progress })
      trace(bisect.progress)
    })
  }

  async function run(bisect: OpenBisect, line: string, jobs: number): Promise<void> {
    const session = bisect.session.id
    const result = await tasks.attempt(`running ${line}`, ({ signal }) =>
      runProbes(bisect, {
        command: { kind: 'shell', text: line },
        timeoutMs: null,
        retries: 0,
        jobs,
        env: environment.env,
        signal,
        onProbe: (sha) => dispatch({ type: 'probeStarted', session, sha }),
        onEnded: (sha, how) => dispatch({ type: 'probeEnded', session, sha, how }),
        onOutput: (lines) => dispatch({ type: 'probeOutput', session, lines }),
        onProgress: (progress) => dispatch({ type: 'bisectAdvanced', progress }),
      }),
    )
    dispatch({ type: 'runEnded', session })
    advance(result)
  }

  /** Asking for builds can take long. */
  function limit(
    bisect: OpenBisect,
    { only, images, imageCommand }: Extract<Effect, { type: 'limit' }>,
  ): Promise<Result<Progress>> {
    if (only === null) return bisect.limit(null)
    return tasks.attempt('finding out what can be tested', async ({ onProgress }) => {
      const request = { only, images, imageCommand }
      const workload = workloadNamed(screen.getState(), bisect.session.workload)
      const { repository, range } = bisect
      const found = await findBuilds(request, repository, range, workload, asker, onProgress)
      return found.ok ? bisect.limit(found.value) : found
    })
  }

  async function checkOut(bisect: OpenBisect, sha: string): Promise<string | null> {
    const session = bisect.session.id
    const path = await tasks.attempt('checking out', (transfer) =>
      checkOutOf(bisect, sha, transfer),
    )
    report(path, (value) => dispatch({ type: 'worktreePrepared', session, sha, path: value }))
    return path.ok ? path.value : null
  }

  async function prepare(bisect: OpenBisect, sha: string): Promise<void> {
    const path = await checkOut(bisect, sha)
    if (path === null) return
    await copy(commandLine(['cd', path]), 'copied the cd command', dispatch)
  }

  async function reset(session: string): Promise<Result<void>> {
    const bisect = open.get(session)
    return bisect === undefined ? forgetBisect(session, environment) : bisect.reset()
  }

  function saved(file: Result<string>, what: string): void {
    report(file, (path) => dispatch({ type: 'noticed', text: `saved the ${what} as ${path}` }))
  }

  async function perform(effect: BisectEffect): Promise<void> {
    switch (effect.type) {
      case 'startBisect': {
        const { workloads } = screen.getState()
        const workload = workloads.get(effect.workload)
        const goodWorkload =
          effect.goodWorkload === null ? null : workloads.get(effect.goodWorkload)
        if (workload === undefined || goodWorkload === undefined) return
        const request = {
          workload,
          goodWorkload,
          good: effect.good?.toString() ?? null,
          bad: effect.bad?.toString() ?? null,
          given: { repository: null, path: null },
        }
        return opened(
          await tasks.attempt('starting the bisect', async (transfer) => {
            const asked = await askForGood(request, asker)
            if (!asked.ok) return asked
            const crash = linesOf(workload, await readDetails(workload.id))
            const options = { verifyEnds: false, firstParent: false, crash }
            return startBisect(asked.value, options, environment, asker, transfer)
          }),
        )
      }
      case 'listBisects': {
        const { sessions, unreadable } = await tasks.run('reading the bisects', (transfer) =>
          readJournals(environment, transfer),
        )
        for (const failure of unreadable) dispatch({ type: 'failed', failure })
        return dispatch({ type: 'bisectsListed', sessions: sessions.map(summaryOf) })
      }
      case 'resumeBisect': {
        const stored = await findSession(effect.session, environment)
        if (!stored.ok) return report(stored, () => undefined)
        return opened(
          await tasks.attempt('resuming the bisect', (transfer) =>
            resumeBisect(stored.value, environment, asker, transfer),
          ),
        )
      }
      case 'mark':
        return working(effect.session, (bisect) => {
          const { step } = bisect.progress
          const phase = step.kind === 'probe' && step.sha === effect.sha ? step.phase : 'search'
          return bisect.mark(effect.sha, effect.verdict, {
            phase,
            durationMs: null,
            exitCode: null,
            note: null,
          })
        })
      case 'undo':
        return working(effect.session, (bisect) => bisect.undo())
      case 'redo':
        return working(effect.session, (bisect) => bisect.redo())
      case 'choose':
        return working(effect.session, (bisect) => bisect.choose(effect.sha))
      case 'annotate':
        return working(effect.session, (bisect) => bisect.annotate(effect.sha, effect.note))
      case 'verifyEnds':
        return working(effect.session, (bisect) => bisect.setVerifyEnds(effect.on))
      case 'firstParent':
        return working(effect.session, (bisect) => bisect.setFirstParent(effect.on))
      case 'loadCommit':
        return withBisect(effect.session, async (bisect) => {
          const { session, sha } = effect
          const detail = await newestCommit(() => readCommit(bisect.repository, sha))
          if (detail !== null) dispatch({ type: 'commitLoaded', session, sha, detail })
        })
      case 'saveReport':
        return saved(await writeUnder(process.cwd(), effect.session, 'md', effect.text), 'report')
      case 'exportBisect': {
        const stored = await findSession(effect.session, environment)
        if (!stored.ok) return report(stored, () => undefined)
        const text = exportBisect(stored.value)
        return saved(await writeUnder(process.cwd(), effect.session, 'kulprit', text), 'bisect')
      }
      case 'limit':
        return withBisect(effect.session, async (bisect) => advance(await limit(bisect, effect)))
      case 'flaky':
        return working(effect.session, (bisect) => bisect.setFlaky(effect.flaky))
      case 'widen':
        return working(effect.session, (bisect) => bisect.widen())
      case 'reset':
        return report(await reset(effect.session), () => {
          open.delete(effect.session)
          dispatch({ type: 'bisectClosed', session: effect.session })
        })
      case 'prepareWorktree':
        return withBisect(effect.session, (bisect) => prepare(bisect, effect.sha))
      case 'run':
        return withBisect(effect.session, (bisect) => run(bisect, effect.command, effect.jobs))
    }
  }

  return {
    perform,
    checkedOut(session, sha) {
      const bisect = open.get(session)
      return bisect === undefined ? Promise.resolve(null) : checkOut(bisect, sha)
    },
  }
}
