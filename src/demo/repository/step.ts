/** The words in which the demo's history is written down. */
import type { Edit } from './edit.ts'

export type Author = 'ada' | 'jonas' | 'priya' | 'tomasz' | 'mei' | 'sam' | 'bot'

/** One commit. A branch begins at main's tip with its first commit, and ends with its merge. */
export interface Step {
  readonly branch: string
  readonly author: Author
  readonly subject: string
  readonly edits: readonly Edit[]
  /** The branch that this commit merges into main. */
  readonly merges: string | null
  readonly tag: string | null
}

export const people: Readonly<Record<Author, string>> = {
  ada: 'Ada Moreno <ada@shop.example>',
  jonas: 'Jonas Weber <jonas@shop.example>',
  priya: 'Priya Nair <priya@shop.example>',
  tomasz: 'Tomasz Zieliński <tomasz@shop.example>',
  mei: 'Mei Lin <mei@shop.example>',
  sam: 'Sam Okafor <sam@shop.example>',
  bot: 'release-bot <release-bot@shop.example>',
}

export function commit(
  branch: string,
  author: Author,
  subject: string,
  ...edits: readonly Edit[]
): Step {
  return { branch, author, subject, edits, merges: null, tag: null }
}

export function merge(branch: string, author: Author, request: number): Step {
  const subject = `Merge pull request #${request} from shop/${branch}`
  return { branch: 'main', author, subject, edits: [], merges: branch, tag: null }
}

/** A commit of the release robot on main: the new version, and its tag. */
export function release(service: string, version: string, ...edits: readonly Edit[]): Step {
  const file = `services/${service}/VERSION`
  return {
    branch: 'main',
    author: 'bot',
    subject: `${service}: release ${version}`,
    edits: [{ path: file, apply: () => `${version}\n` }, ...edits],
    merges: null,
    tag: `${service}-v${version}`,
  }
}
