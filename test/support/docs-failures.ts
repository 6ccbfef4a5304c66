/** The failures that the source can end with, as they are written there: kind, message and next step. */
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

export interface WrittenFailure {
  readonly file: string
  readonly kind: string
  /** Every wording there is, with `…` for what is put in; none where it is made elsewhere. */
  readonly messages: readonly string[]
  readonly next: readonly string[]
}

/**
 * Reads the calls of `failed` of model/failure.ts, the one way to make a failure, of those that make theirs with
 * what the other side said (`gitFailed` of git/run.ts, `unread` and `verdict` of cluster/request/read-failure.ts), and
 * the `message` of problems with a setting.
 */
export function writtenFailures(): WrittenFailure[] {
  return globSync('src/**/*.{ts,tsx}', { cwd: root })
    .toSorted()
    .flatMap((file) => {
      const text = readFileSync(resolve(root, file), 'utf8')
      return [...calls(file, text), ...problems(file, text)]
    })
}

function calls(file: string, text: string): WrittenFailure[] {
  return [...text.matchAll(/(?<!function )\b(failed|gitFailed|unread|verdict)\(/g)].map(
    ({ 0: call, 1: name, index }) => {
      const [first = '', second = '', third = ''] = argumentsAt(text, index + call.length)
      const kinds = { failed: first.replaceAll("'", ''), gitFailed: 'git' }
      const messages = { gitFailed: first, verdict: third }
      return {
        file,
        kind: own(kinds, name) ?? 'cluster',
        messages: textsIn(named(text, own(messages, name) ?? second)),
        next: own(kinds, name) === null ? [] : nextIn(third),
      }
    },
  )
}

function own(record: Readonly<Record<string, string>>, key = ''): string | null {
  return record[key] ?? null
}

/** What stands under a name, where an argument is nothing but one. */
function named(text: string, source: string): string {
  if (!/^\w+$/.test(source)) return source
  return new RegExp(`const ${source} =([^]*?)\\n *(?:const |return |\\n)`).exec(text)?.[1] ?? ''
}

/** Problems that are found in a settings file say where, and become the cause of a `config` failure. */
const settingsCheckers =
  /^src\/(model\/settings\/.*|storage\/settings|app\/fleet\/missing-folders|state\/commands\/(bind-keys|key-names))\.ts$/

function problems(file: string, text: string): WrittenFailure[] {
  if (!settingsCheckers.test(file)) return []
  return [...text.matchAll(/\bmessage: /g)].map(({ 0: name, index }) => {
    const from = index + name.length
    const [message = '', ...others] = argumentsAt(text, from)
    return { file, kind: 'settings', messages: textsIn(message), next: nextIn(others.join(',')) }
  })
}

function nextIn(properties: string): string[] {
  const value = /\bnext:(.*)/s.exec(properties)?.[1] ?? ''
  return textsIn(argumentsAt(`${value})`, 0)[0] ?? '')
}

/** The source of each argument, up to the bracket that ends the call. */
function argumentsAt(text: string, from: number): string[] {
  const found = ['']
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    const end = endOfText(text, at)
    const piece = text.slice(at, end)
    if (end === at + 1) {
      if ('([{'.includes(piece)) depth += 1
      if (')]}'.includes(piece)) depth -= 1
      if (depth < 0) return found.map((one) => one.trim())
      if (piece === ',' && depth === 0) {
        found.push('')
        continue
      }
    }
    found.push((found.pop() ?? '') + piece)
    at = end - 1
  }
  return found
}

/** Where the string or template that begins here ends; one further where none does. */
function endOfText(text: string, from: number): number {
  const quote = text[from] ?? ''
  if (!'\'"`'.includes(quote) || quote === '') return from + 1
  let at = from + 1
  while (at < text.length && text[at] !== quote) {
    if (text[at] === '\\') at += 2
    else if (quote === '`' && text.startsWith('${', at)) at = endOfHole(text, at + 2)
    else at += 1
  }
  return at + 1
}

function endOfHole(text: string, from: number): number {
  let depth = 1
  let at = from
  while (at < text.length && depth > 0) {
    const end = endOfText(text, at)
    if (end === at + 1) depth += text[at] === '{' ? 1 : text[at] === '}' ? -1 : 0
    at = end
  }
  return at
}

/** The strings and templates of an expression, without those inside their holes. */
function textsIn(source: string): string[] {
  const texts: string[] = []
  for (let at = 0; at < source.length; at += 1) {
    const end = endOfText(source, at)
    if (end === at + 1) continue
    texts.push(withoutHoles(source.slice(at + 1, end - 1)))
    at = end - 1
  }
  return texts.filter((text) => / /.test(text))
}

function withoutHoles(template: string): string {
  let text = ''
  for (let at = 0; at < template.length;) {
    const isHole = template.startsWith('${', at)
    text += isHole ? '…' : template[at] === '\\' ? '' : template[at]
    at = isHole ? endOfHole(template, at + 2) : at + 1
  }
  return text.replaceAll(/…+/g, '…')
}
