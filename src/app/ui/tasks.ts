/** Long work on the screen: shown with its progress, cancelled by the user or by the end of kulprit. */
import type { Result } from '../../model/failure.ts'
import type { Action } from '../../state/action.ts'
import type { Transfer } from '../bisects/find-source.ts'
import { cancelled } from '../environment.ts'

export interface Tasks {
  /** Runs `work` as a task; its signal aborts on cancel, unless the user is not to cancel it. */
  run<T>(
    title: string,
    work: (transfer: Transfer) => Promise<T>,
    options?: { readonly cancellable: boolean },
  ): Promise<T>
  /**
   * The same for what can fail. What fails once it was cancelled failed by that, whatever it says itself: a
   * question to git that was not answered looks like one that was answered with no.
   */
  attempt<T>(
    title: string,
    work: (transfer: Transfer) => Promise<Result<T>>,
    options?: { readonly cancellable: boolean },
  ): Promise<Result<T>>
  cancel(task: string): void
  /** Cancels everything and waits until nothing is left running. */
  end(): Promise<void>
}

/** Work that is over sooner never appears. */
const showAfterMs = 150

export function createTasks(dispatch: (action: Action) => void): Tasks {
  const running = new Map<string, { controller: AbortController; done: Promise<unknown> }>()
  let started = 0

  async function run<T>(
    title: string,
    work: (transfer: Transfer) => Promise<T>,
    { cancellable } = { cancellable: true },
  ): Promise<T> {
    started += 1
    const id = `task-${started}`
    const controller = new AbortController()
    let progress = ''
    let shown = false
    const show = () => {
      shown = true
      dispatch({ type: 'taskChanged', task: { id, title, progress, cancellable } })
    }
    const timer = setTimeout(show, showAfterMs)
    const done = work({
      signal: controller.signal,
      onProgress(text) {
        progress = text
        // A repository that the work has opened goes on to tell how far it is.
        if (shown && running.has(id)) show()
      },
    })
    running.set(id, { controller, done })
    try {
      return await done
    } finally {
      clearTimeout(timer)
      running.delete(id)
      dispatch({ type: 'taskEnded', task: id })
    }
  }

  return {
    run,
    attempt: (title, work, options) =>
      run(
        title,
        async (transfer) => {
          const result = await work(transfer)
          return result.ok || !transfer.signal.aborted ? result : cancelled(title)
        },
        options,
      ),
    cancel: (task) => running.get(task)?.controller.abort(),
    async end() {
      const all = [...running.values()]
      for (const { controller } of all) controller.abort()
      await Promise.allSettled(all.map(({ done }) => done))
    },
  }
}
