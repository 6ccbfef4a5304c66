/** Changes to the files of the demo's repository, each a step from one commit to the next. */

/** File contents by path. */
export type Files = ReadonlyMap<string, string>

/** A new content for the file at `path`; `before` is empty where there is none yet. */
export interface Edit {
  readonly path: string
  readonly apply: (before: string) => string
}

export function write(path: string, content: string): Edit {
  return { path, apply: () => content }
}

export function append(path: string, line: string): Edit {
  return { path, apply: (before) => `${before}${line}\n` }
}

/** Throws where `from` is not there: the history would not be what it says. */
export function replace(path: string, from: string, to: string): Edit {
  return {
    path,
    apply: (before) => {
      if (!before.includes(from)) throw new Error(`${path} has no ${JSON.stringify(from)}`)
      return before.replace(from, () => to)
    },
  }
}

export function applyEdits(files: Files, edits: readonly Edit[]): Map<string, string> {
  const after = new Map(files)
  for (const { path, apply } of edits) after.set(path, apply(after.get(path) ?? ''))
  return after
}
