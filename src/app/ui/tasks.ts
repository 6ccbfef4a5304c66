/** Long work on the screen: shown with its progress, cancelled by the user or by the end of kulprit. */
import type { Action } from '../../state/action.ts'
import type { Transfer } from '../bisects/find-source.ts'

export interface Tasks {
  /** Runs `work` as a task; its signal aborts on cancel, unless the user is not to cancel it. */
  run<T>(
    title: string,
    work: (transfer: Transfer) => Promise<T>,
    options?: { readonly cancellable: boolean },
  ): Promise<T>
  cancel(task: string): void
  /** Cancels everything and waits until nothing is left running. */
  end(): Promise<void>
}

/** Work that is over sooner never appears. */
const showAfterMs = 150

export function createTasks(dispatch: (action: Action) => void): Tasks {
  const running = new Map<string, { controller: AbortController; done: Promise<unknown> }>()
  let started = 0
  return {
    async run(title, work, { cancellable } = { cancellable: true }) {
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
    },
    cancel: (task) => running.get(task)?.controller.abort(),
    async end() {
      const all = [...running.values()]
      for (const { controller } of all) controller.abort()
      await Promise.allSettled(all.map(({ done }) => done))
    },
  }
}
