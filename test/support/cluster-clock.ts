/** Sets this process's clock forward or back, as a laptop's is after a sleep or by a wrong hand. */

/** Timers go on as they are, as on a real machine. Answers what puts the clock right again. */
export function skewClock(skewMs: () => number): () => void {
  const RealDate = globalThis.Date
  class SkewedDate extends RealDate {
    constructor(...given: [] | [string | number]) {
      super(given[0] ?? RealDate.now() + skewMs())
    }
    static override now(): number {
      return RealDate.now() + skewMs()
    }
  }
  globalThis.Date = SkewedDate as DateConstructor
  return () => {
    globalThis.Date = RealDate
  }
}
