/** Waits for a condition, with a deadline: tests never sleep for a guessed time. */

/** The first answer that is neither null nor false; throws `what` with the last error once `ms` are over. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | false> | T | null | false,
  ms = 240_000,
): Promise<T> {
  const deadline = Date.now() + ms
  let last: unknown = null
  for (;;) {
    try {
      const found = await look()
      if (found !== null && found !== false) return found
      last = null
    } catch (error) {
      last = error
    }
    if (Date.now() > deadline)
      throw new Error(`waited ${ms / 1000} s in vain: ${what}`, { cause: last })
    await new Promise((resolve) => {
      setTimeout(resolve, 100)
    })
  }
}
