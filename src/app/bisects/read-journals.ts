/** Reads the journals of all bisects, and tells whoever waits how far it is. */
import { count } from '../../state/format.ts'
import { listJournals } from '../../storage/journal.ts'
import type { Environment } from '../environment.ts'
import type { Transfer } from './find-source.ts'

export function readJournals(
  { folders }: Environment,
  { onProgress }: Pick<Transfer, 'onProgress'>,
): ReturnType<typeof listJournals> {
  return listJournals(folders.state, (read, of) =>
    onProgress(`${read} of ${count(of, 'bisect')} read`),
  )
}
