/** Makes rows whose particulars are what a test gives. */
import type { Release, Workload } from '../../src/model/workload.ts'

/** What a test says about a row: its releases as a plain list. */
export type Given = Partial<Workload> & { readonly releases?: readonly Release[] }

/** What is explained of it is what it shows, with rule and rejected where those are given. */
export function told(given: Omit<Workload, 'particulars'> & Given): Workload {
  const { particulars, releases = particulars?.releases() ?? [], ...shown } = given
  return { ...shown, particulars: { releases: () => releases, explained: () => shown } }
}
