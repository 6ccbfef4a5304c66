/** What tab can put into a line of the query language, and where. */
import type { TextField } from './query.ts'

export interface Candidate {
  /** What is typed so far gives way to it. */
  readonly text: string
  /** As a list shows it. */
  readonly label: string
  /** Whether more is typed right behind it, as behind `owner:`. */
  readonly open: boolean
}

export interface Completions extends Place {
  /** Where in the line the candidates begin. */
  readonly from: number
  readonly candidates: readonly Candidate[]
}

/** What stands at the end of a line, in which something is typed. */
export interface Place {
  readonly typed: string
  /** What it is typed behind, as it is written: `owner:`, `-l app=`; null for a field or a word. */
  readonly behind: string | null
  /** The line without the term, or the part of a selector, that is typed. */
  readonly rest: string
  /** Whether only a whole value finds anything, as of labels. */
  readonly exact: boolean
}

/** What is known of the rows: each value once, in order. */
export interface KnownValues {
  readonly of: (field: TextField) => readonly string[]
  /** The user's own columns, and what they show. */
  readonly columns: readonly string[]
  readonly ofColumn: (name: string) => readonly string[]
  readonly labels: () => readonly string[]
  readonly ofLabel: (key: string) => readonly string[]
}

/** Whatever the case of its letters. */
export function beginning(all: readonly string[], typed: string): readonly string[] {
  const wanted = typed.toLowerCase()
  return all.filter((one) => one.toLowerCase().startsWith(wanted))
}
