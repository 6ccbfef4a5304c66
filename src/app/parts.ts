/**
 * The parts of kulprit that are loaded when they are first needed, and kept: an update takes away the files of a
 * program that may have been open for days.
 */

function once<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let part: Promise<Part> | null = null
  return () => (part ??= load())
}

export const parts = {
  cluster: once(() => import('../cluster/index.ts')),
  logs: once(() => import('../cluster/logs.ts')),
  wholeObject: once(() => import('../cluster/whole-object.ts')),
  describe: once(() => import('../cli/print/describe.ts')),
  structured: once(() => import('../cli/print/structured.ts')),
  source: once(() => import('../git/source.ts')),
  clones: once(() => import('../git/find-clone.ts')),
  ownerFiles: once(() => import('../git/owner-files.ts')),
} as const

/** For screens, once nobody waits for anything. */
export async function loadAllParts(): Promise<void> {
  for (const part of Object.values(parts)) await part()
}
