/** What tab puts into a label selector behind `-l`: the keys that rows have, and the values of one. */
import type { Candidate, KnownValues, Place } from './completions.ts'
import { beginning } from './completions.ts'

const selectorTerm = /(?:^|\s)(!?-l\s+)("[^"]*|'[^']*|\S*)$/u
const start = String.raw`(?:^["']?|,)\s*`
const name = String.raw`[A-Za-z0-9][A-Za-z0-9._/-]*`
/** The requirement that a selector ends with: the key, and what is typed. */
const membership = new RegExp(
  `${start}(${name})\\s+(?:not)?in\\s*\\((?:[^()]*,)?\\s*([^(),\\s]*)$`,
  'u',
)
const equality = new RegExp(`${start}(${name})\\s*(?:==?|!=)\\s*([^,\\s"']*)$`, 'u')
const existence = new RegExp(`${start}(!?)([A-Za-z0-9._/-]*)$`, 'u')

/** null where `line` does not end in a selector. */
export function labelPlace(
  line: string,
  known: KnownValues,
): (Place & { readonly candidates: readonly Candidate[] }) | null {
  const term = selectorTerm.exec(line)
  if (term === null) return null
  const [, flag = '', selector = ''] = term
  const quote = /^["']/.exec(selector)?.[0] ?? ''
  const member = membership.exec(selector)
  const value = member ?? equality.exec(selector)
  const found = value ?? existence.exec(selector)
  if (found === null) return null
  const [, before = '', typed = ''] = found
  const goesOn = quote !== '' || member !== null
  // The requirements before the one that is typed; of a lone one nothing is left.
  const earlier = selector.slice(0, found.index)
  const beforeTerm = line.slice(0, line.length - flag.length - selector.length)
  return {
    typed,
    behind: `${flag}${selector.slice(0, selector.length - typed.length)}`,
    rest: earlier === '' ? beforeTerm : `${beforeTerm}${flag}${earlier}${quote}`,
    exact: true,
    candidates:
      value === null
        ? keys(beginning(known.labels(), typed), before === '!')
        : beginning(known.ofLabel(before), typed).map((text) => ({
            text,
            label: text,
            open: goesOn,
          })),
  }
}

function keys(all: readonly string[], isAbsent: boolean): readonly Candidate[] {
  return all.map((key) => ({ text: isAbsent ? key : `${key}=`, label: key, open: !isAbsent }))
}
