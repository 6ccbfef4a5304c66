/** What comes from outside to be shown above a screen: questions, long work, and the list of bisects. */
import type { Session } from '../bisect/session.ts'

/** Something only the user can answer. The reply comes back as an `answer` effect. */
export interface Question {
  readonly id: string
  readonly title: string
  /** Plain lines above the input. */
  readonly lines: readonly string[]
  readonly input:
    | { readonly kind: 'text'; readonly initial: string; readonly placeholder: string }
    | {
        readonly kind: 'choice'
        /** What may be pasted instead of choosing: the pasted text is the reply. */
        readonly takes?: 'source'
        readonly choices: readonly {
          readonly value: string
          readonly label: string
          /** The letter that picks it at once; empty for none. */
          readonly key: string
        }[]
      }
  /** Why the last reply was refused. */
  readonly error: string | null
}

/** Whether a pasted line can be meant as a folder or a URL: `~/src/shop`, `https://…`, `git@host:shop`. */
export function looksLikeSource(line: string): boolean {
  return /[/:]/.test(line)
}

/** The key of a choice by its place: a digit as far as these go; the others are reached by moving. */
export function choiceKey(index: number): string {
  return index < 9 ? String(index + 1) : ''
}

/** Work that takes longer than a moment, shown with its progress. */
export interface Task {
  readonly id: string
  readonly title: string
  /** `receiving objects: 1,204 of 9,800`; empty where nothing is known yet. */
  readonly progress: string
  readonly cancellable: boolean
}

/** One line of the list of open bisects. */
export interface SessionSummary {
  readonly session: Session
  readonly status: 'probing' | 'found' | 'indeterminate' | 'aborted'
  /** How many verdicts its journal holds. */
  readonly verdicts: number
  /** null while it is probing: counting them needs the repository. */
  readonly candidates: number | null
}
