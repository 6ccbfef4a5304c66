/** Tells what comes quickly together: the first at once, the rest a little later. */

export interface Gathered {
  /** Tells with what else is read in this turn, but no sooner than `ms` after it told last. */
  readonly soon: (ms: number) => void
  /** Tells what is not told yet. */
  readonly now: () => void
}

export function gathered(tell: () => void): Gathered {
  let waiting = false
  let toldAt = -Infinity
  let timer: NodeJS.Timeout | undefined

  function now(): void {
    if (!waiting) return
    waiting = false
    clearTimeout(timer)
    toldAt = performance.now()
    tell()
  }

  return {
    soon: (ms) => {
      if (waiting) return
      waiting = true
      const left = toldAt + ms - performance.now()
      if (left > 0) timer = setTimeout(now, left)
      else queueMicrotask(now)
    },
    now,
  }
}
