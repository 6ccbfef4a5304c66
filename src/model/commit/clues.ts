/** What a crash says that can point at a commit: the files and packages of its stack, its words, its kind. */
import type { Stack } from './stack.ts'
import { stackIn } from './stack.ts'

/** What kind of fault it looks like, which says what kind of file to look at. */
export type FaultKind = 'settings' | 'database' | 'dependency' | 'image'

export interface Clues extends Stack {
  /** Of messages and of functions, by how they compare. */
  readonly words: ReadonlyMap<string, Clue>
  readonly kinds: ReadonlySet<FaultKind>
}

interface Clue {
  /** As the log has it. */
  readonly text: string
  /** From 0 to 1. */
  readonly weight: number
}

const kindForms: Readonly<Record<FaultKind, RegExp>> = {
  settings:
    /\b(?:env(?:ironment)?(?: variable)?s?|config(?:uration|map)?|setting|property|placeholder|flag|feature|yaml|toml|unset|not set)\b|\b[A-Z][A-Z0-9]+_[A-Z0-9_]+\b|missing (?:key|field|value)|unknown field/i,
  database:
    /\b(?:sql(?:state)?|postgres\w*|mysql|sqlite|psycopg\w*|jdbc|hibernate|column|relation|table|constraint|migrat\w+|alembic|flyway|liquibase|schema)\b/i,
  dependency:
    /cannot find (?:module|package)|no module named|(?:ModuleNotFound|Import|ClassNotFound|NoClassDefFound|NoSuchMethod|AbstractMethod|UnsupportedClassVersion)(?:Error|Exception)|is not a function|err_require_esm|undefined symbol|unexpected keyword argument|has no attribute|deprecat/i,
  image:
    /exec format error|executable file not found|no such file or directory|permission denied|read-only file system|command not found|oomkilled|exit(?:s|ed)? (?:with )?(?:code )?(?:126|127|137)\b|shared librar|GLIBC/i,
}

/** A line that tells of a fault counts in full, the others around it for a part. */
const telling =
  /error|exception|panic|fatal|fail|cannot|can't|could not|undefined|missing|invalid|unexpected|unknown|denied|refused|caused by|must |no such|not (?:found|set|a )|out of|overflow|deadlock|timed? ?out|killed/i
const partly = 0.3

/** `lines` are of a log and of events, already cleaned. */
export function cluesIn(lines: readonly string[]): Clues {
  const stack = stackIn(lines)
  const words = new Map<string, Clue>()
  const kinds = new Set<FaultKind>()
  for (const line of lines) {
    const isTelling = telling.test(line)
    const isFrame = /^\s+at |^\s*File "|^\s*\d+: |^\s+\S+:\d+|^\S+\(.*\)$/.test(line)
    if (isTelling && !isFrame)
      for (const [kind, form] of Object.entries(kindForms) as [FaultKind, RegExp][])
        if (form.test(line)) kinds.add(kind)
    const weight = isTelling && !isFrame ? 1 : partly
    for (const { term, text } of spelledTerms(line))
      if ((words.get(term)?.weight ?? 0) < weight) words.set(term, { text, weight })
  }
  return { ...stack, words, kinds }
}

/** The words of a text as they compare: parts of identifiers alone, in lower case, without endings. */
export function termsOf(text: string): readonly string[] {
  return [...new Set(spelledTerms(text).map(({ term }) => term))]
}

function spelledTerms(text: string): readonly { readonly term: string; readonly text: string }[] {
  const words = text.normalize('NFKD').match(/[\p{L}][\p{L}\p{M}\p{N}_]*/gu) ?? []
  return words
    .flatMap((word) =>
      word
        .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
        .replaceAll(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
        .split(/[\s_]+/),
    )
    .map((part) => ({ term: stemOf(part.toLowerCase()), text: part }))
    .filter(({ term }) => term.length > 2 && !common.has(term))
}

/** Rough, and the same on both sides. */
function stemOf(word: string): string {
  const stem = word
    .replace(/(?:'s|ies|es|s)$/, (ending) => (ending === 'ies' ? 'y' : ''))
    .replace(/(?:ations?|ating|ated|ate|ing|ed|er|e)$/, '')
  return stem.length > 2 ? stem : word
}

/** What logs and commit messages are full of. */
const common: ReadonlySet<string> = new Set(
  [
    'a an and any are as at be but by can do does for from get had has have if in into is it its line',
    'more most new no not now of off on once one only or our out over set so such than that the their',
    'then there this to too under up use was we were when where which while will with without you your',
    'error errors exception exceptions fail failed failing failure fatal info warn warning debug trace',
    'log logs message caused cause thread main start starting started stop stopped service server app',
    'application run running http https get post put null none undefined true false java lang org com net',
    'src lib usr bin site packages local python node modules module index js ts py go rs object value type',
    'goroutine panic recovered runtime exit status code container restarting back pod kubelet unknown',
    'add added adds change changed changes fix fixed fixes update updated make made test tests remove',
    'call called calling function method class file files string int number return async await promise',
    'process internal core std traceback recent last first invoke dispatch handle handler util utils',
    'request requests response responses merge branch pull bump chore feat refactor acme example impl',
  ]
    .join(' ')
    .split(' ')
    .flatMap((word) => [word, stemOf(word)]),
)
