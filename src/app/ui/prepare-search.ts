/** Makes what the filter looks words up in before anybody types: in turns, between which keys are heard. */
import type { State } from '../../state/state.ts'
import { prepareIndex } from '../../state/query/word-index.ts'

const turnMs = 4

/** To be called now and then, once no more rows come: does little where the index is there. */
export function searchPreparer(getState: () => State): () => void {
  let work: ReturnType<typeof prepareIndex> | null = null
  function turn(): void {
    const until = performance.now() + turnMs
    while (work !== null) {
      if (work.next().done === true) work = null
      else if (performance.now() >= until) {
        setImmediate(turn)
        return
      }
    }
  }
  return () => {
    if (work !== null) return
    work = prepareIndex(getState().workloads)
    turn()
  }
}
