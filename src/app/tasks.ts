/** Long work on the screen: shown with its progress, cancelled by the user or by the end of kulprit. */
import type { Action } from '../state/action.ts'
import type { Transfer } from './find-source.ts'

export interface Tasks {
  /** Runs `work` as a task; its signal aborts on cancel. */
  run<T>(title: string, work: (transfer: Transfer) => Promise<T>): Promise<T>
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
    async run(title, work) {
      started += 1
      const id = `task-${started}`
      const controller = new AbortController()
      let progress = ''
      let shown = false
      const show = () => {
        shown = true
        dispatch({ type: 'taskChanged', task: { id, title, progress, cancellable: true } })
      }
      const timer = setTimeout(show, showAfterMs)
      const done = work({
        signal: controller.signal,
        onProgress(text) {
          progress = text
          if (shown) show()
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
