/** Reads a CODEOWNERS file, and says who owns a path by it. */

/** Where hosts look for the file, in the order in which they do; the first that exists counts. */
export const codeownersFiles: readonly string[] = [
  '.github/CODEOWNERS',
  '.gitlab/CODEOWNERS',
  'CODEOWNERS',
  'docs/CODEOWNERS',
]

interface Rule {
  readonly pattern: RegExp
  /** Empty where the rule says that nobody owns what it matches. */
  readonly owners: readonly string[]
}

/** Sections by their name in lower case; GitHub's file is one section without a name. */
export type Codeowners = ReadonlyMap<string, readonly Rule[]>

const sectionLine = /^\^?\[([^\]]+)\](?:\[\d+\])?(?:\s+(.*))?$/

/**
 * GitHub's form and GitLab's: a pattern, then its owners; `#` begins a comment. In GitLab's, a section
 * `[Name]`, `^[Name]` or `[Name][2]` may name owners of its own, for patterns that name none;
 * sections of one name are one. Both documentations: "CODEOWNERS syntax".
 */
export function parseCodeowners(text: string): Codeowners {
  const sections = new Map<string, Rule[]>([['', []]])
  let rules = sections.get('') ?? []
  let fallback: readonly string[] = []
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const section = sectionLine.exec(line)
    if (section !== null) {
      const name = (section[1] ?? '').toLowerCase()
      fallback = wordsOf(section[2] ?? '')
      rules = sections.get(name) ?? []
      sections.set(name, rules)
      continue
    }
    const [glob = '', ...owners] = wordsOf(line)
    const pattern = patternOf(glob)
    if (pattern !== null) rules.push({ pattern, owners: owners.length > 0 ? owners : fallback })
  }
  return sections
}

/** In each section the last rule that matches counts; the owners of all sections, each once. */
export function ownersOf(codeowners: Codeowners, path: string): readonly string[] {
  const owners = [...codeowners.values()].flatMap(
    (rules) => rules.findLast(({ pattern }) => pattern.test(path))?.owners ?? [],
  )
  return [...new Set(owners)]
}

/** Split at spaces that no backslash escapes; a word that begins with `#` ends the line. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:\\.|[^\s\\]|\\$)+/g) ?? []
  const comment = words.findIndex((word) => word.startsWith('#'))
  return comment < 0 ? words : words.slice(0, comment)
}

/**
 * As in gitignore: a `/` at the start or inside anchors at the root, one at the end matches what is in
 * the folder, and so does a name without one. `dir/*` stays in that folder, as both hosts document.
 * `!` negates in neither: such a line is passed over. null for what is no pattern.
 */
function patternOf(glob: string): RegExp | null {
  const path = glob.replaceAll(/\\(.)/g, '$1')
  if (path.startsWith('!') || path.replaceAll('/', '') === '') return path === '/' ? /^/ : null
  const anchored = path.replace(/\/$/, '').includes('/')
  const body = path.replace(/^\//, '').replace(/\/$/, '')
  const source = body
    .split(/(\/\*\*\/|^\*\*\/|\/\*\*$|\*+|\?)/)
    .map((part) => {
      if (part === '/**/') return '/(?:.*/)?'
      if (part === '**/') return '(?:.*/)?'
      if (part === '/**') return '/.*'
      if (/^\*+$/.test(part)) return '[^/]*'
      if (part === '?') return '[^/]'
      return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
    })
    .join('')
  const below = path.endsWith('/') ? '/' : body.endsWith('/*') ? '$' : '(?:/|$)'
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${source}${below}`)
}
