/** Asks the terminal for its background, and waits for the answer only before another program gets it. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Background } from '../../state/look.ts'
import { answerReader } from '../../view/background-answer.ts'

/** A terminal that answers does so within a moment, over a slow line within this. */
const answerMs = 300
/** How long the rest of an answer that was cut takes at most. */
const restMs = 50
/** Escape alone is the beginning of an answer while one is due, and a key afterwards. */
const [whileDue, afterwards, never] = [1, 2, Number.POSITIVE_INFINITY]

export interface Question {
  /** When the next program on the terminal would not get the answer any more; soon in any case. */
  readonly settled: () => Promise<void>
}

/** However late the answer comes, it is not heard as keys. */
export function askBackground(
  stdin: NodeJS.ReadStream,
  write: (bytes: string) => void,
  heard: (background: Background) => void,
): Question {
  const read = stdin.read.bind(stdin) as (size?: number) => unknown
  const due = performance.now() + answerMs
  const answered = new AbortController()
  let releasing = false
  const reader = answerReader((background) => {
    answered.abort()
    // It answers once: what is read from now on is what was typed.
    Reflect.deleteProperty(stdin, 'read')
    if (background !== null) heard(background)
  })

  function release(): void {
    const typed = reader.release()
    if (typed === '' || stdin.destroyed) return
    releasing = true
    stdin.unshift(typed)
  }
  stdin.read = (size) => {
    const chunk = read(size)
    if (typeof chunk !== 'string') return chunk
    const kept = reader.take(
      chunk,
      releasing ? never : performance.now() < due ? whileDue : afterwards,
    )
    releasing = false
    if (kept !== chunk) setTimeout(release, restMs)
    return kept
  }
  write('\u001B]11;?\u001B\\')
  return {
    async settled() {
      const left = due - performance.now()
      const { signal } = answered
      if (left > 0) await wait(left, null, { signal }).catch(() => undefined)
    },
  }
}
