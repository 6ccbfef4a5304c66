/** For work that is asked for faster than it can be done, such as a view of what the cursor is on. */

/** One piece of work at a time; of those asked for meanwhile only the newest is done, the others are null. */
export function newestOnly(): <T>(work: () => Promise<T>) => Promise<T | null> {
  let newest = 0
  let running: Promise<unknown> = Promise.resolve()
  return async (work) => {
    newest += 1
    const mine = newest
    await running
    if (mine !== newest) return null
    const done = work()
    running = done.catch(() => undefined)
    return done
  }
}
