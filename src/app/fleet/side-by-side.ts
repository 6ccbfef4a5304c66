/** Several pieces of work that go on at once: how far each is, on one line. */
import type { Transfer } from '../bisects/find-source.ts'

/** Runs a piece of work; what it tells stands beside what the others tell until it is done. */
export type Beside = <Value>(work: (transfer: Transfer) => Promise<Value>) => Promise<Value>

export function sideBySide(transfer: Transfer): Beside {
  const told = new Map<number, string>()
  let begun = 0
  const tell = (): void =>
    transfer.onProgress([...told.values()].filter((text) => text !== '').join(' · '))
  return async (work) => {
    const place = (begun += 1)
    // Whoever begins first stands first, however late it tells something.
    told.set(place, '')
    try {
      return await work({
        ...transfer,
        onProgress(text) {
          if (!told.has(place)) return
          told.set(place, text)
          tell()
        },
      })
    } finally {
      told.delete(place)
      tell()
    }
  }
}
