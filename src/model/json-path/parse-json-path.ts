/** Reads a JSONPath, and says where and why one cannot be read. Grammar: client-go, util/jsonpath/parser.go. */
import type { JsonPath, Literal, Operand, Step } from './json-path.ts'
import { operators } from './json-path.ts'

export type ParsedPath =
  | { readonly ok: true; readonly path: JsonPath }
  /** `at` counts characters from 1. */
  | { readonly ok: false; readonly at: number; readonly reason: string }

/**
 * `{.spec.replicas}`, and without braces or the first dot, as `kubectl -o custom-columns` takes it. Of a
 * template (text around braces, `range`) there is none: a column shows one expression.
 */
export function parseJsonPath(text: string): ParsedPath {
  try {
    return { ok: true, path: new Reader(text).whole() }
  } catch (error) {
    if (error instanceof Unreadable)
      return { ok: false, at: error.index + 1, reason: error.message }
    throw error
  }
}

/** Never leaves this module. */
class Unreadable extends Error {
  readonly index: number

  constructor(index: number, reason: string) {
    super(reason)
    this.index = index
  }
}

const name = /(?:\\.|[^\\\s.,[\]$@{}()=<>!'"])+/y
const slice = /(-?\d+)?(?:(:)(-?\d+)?(?::(-?\d+)?)?)?/y
const number = /[+-]?\d+(?:\.\d+)?/y
const word = /[\w-]+/y
const comparison = /[!<>=~]+/y
const space = /\s*/y

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  whole(): JsonPath {
    this.#match(space)
    const braced = this.#take('{')
    this.#match(space)
    if (!this.#take('$')) this.#take('@')
    const first = this.#match(name)
    const path = [...(first === null ? [] : [fieldOf(first)]), ...this.#steps()]
    this.#match(space)
    if (braced && !this.#take('}')) this.#fail(first === 'range' ? oneExpression : 'expected }')
    this.#match(space)
    if (this.#at < this.#text.length)
      this.#fail(this.#peek() === '{' ? oneExpression : 'expected ., [ or the end')
    if (path.length === 0) this.#fail('expected a field, such as .spec.replicas')
    return path
  }

  #steps(): Step[] {
    const steps: Step[] = []
    for (;;) {
      if (this.#take('..')) steps.push({ kind: 'descend' }, this.#afterDots())
      else if (this.#take('.')) {
        if (this.#peek() !== '[') steps.push(this.#field())
      } else if (this.#peek() === '[') steps.push(this.#bracket())
      else return steps
    }
  }

  #afterDots(): Step {
    return this.#peek() === '[' ? this.#bracket() : this.#field()
  }

  #field(): Step {
    const text = this.#match(name)
    return text === null ? this.#fail('expected a name or *') : fieldOf(text)
  }

  #bracket(): Step {
    if (this.#take('[?(')) return this.#filter()
    const start = this.#at
    this.#take('[')
    const choices: Step[] = []
    do {
      this.#match(space)
      choices.push(this.#choice())
      this.#match(space)
    } while (this.#take(','))
    if (!this.#take(']')) this.#fail('expected ]', this.#peek() === '' ? start : this.#at)
    const [only] = choices
    return choices.length === 1 && only !== undefined ? only : { kind: 'union', choices }
  }

  #choice(): Step {
    if (this.#take('*')) return { kind: 'each' }
    if (this.#isQuote()) return this.#key()
    const start = this.#at
    slice.lastIndex = start
    const [all = '', from, colon, to, step] = slice.exec(this.#text) ?? []
    this.#at += all.length
    if (all === '') this.#fail(this.#peek() === '?' ? 'a filter begins with [?(' : noChoice)
    if (step !== undefined && Number(step) < 1) this.#fail('a step is 1 or more', start)
    if (colon === undefined) return { kind: 'index', index: Number(from) }
    return { kind: 'slice', from: wholeOf(from), to: wholeOf(to), step: Number(step ?? 1) }
  }

  /** A dot without a backslash parts names. */
  #key(): Step {
    const start = this.#at
    const raw = this.#quoted()
    const fields = (raw.match(/(?:\\.|[^\\.])+/g) ?? []).map(unescaped)
    if (raw === '') this.#fail('expected a key between the quotes', start)
    return { kind: 'key', name: unescaped(raw), fields }
  }

  #filter(): Step {
    const left = this.#operand()
    this.#match(space)
    const start = this.#at
    const sign = this.#match(comparison)
    if (sign === null) {
      if (left.kind === 'literal') this.#fail('expected a comparison, such as ==')
      this.#endFilter()
      return { kind: 'filter', left, comparison: null }
    }
    const operator = operators.find((known) => known === sign)
    if (operator === undefined)
      return this.#fail(`${sign} is none of ${operators.join(' ')}`, start)
    const right = this.#operand()
    this.#endFilter()
    return { kind: 'filter', left, comparison: { operator, right } }
  }

  #endFilter(): void {
    this.#match(space)
    if (/^(?:&&|\|\|)/.test(this.#text.slice(this.#at))) this.#fail('a filter makes one comparison')
    if (!this.#take(')')) this.#fail('expected )')
    if (!this.#take(']')) this.#fail('expected ]')
  }

  #operand(): Operand {
    this.#match(space)
    if (this.#isQuote()) return { kind: 'literal', value: unescaped(this.#quoted()) }
    const digits = this.#match(number)
    if (digits !== null) return { kind: 'literal', value: Number(digits) }
    const start = this.#at
    const text = this.#match(word)
    if (text !== null) return { kind: 'literal', value: this.#truth(text, start) }
    // In client-go `$` within a filter is the item too.
    const isItem = this.#take('@') || this.#take('$')
    const path = this.#steps()
    if (!isItem && path.length === 0) this.#fail('expected @, a text in quotes or a number')
    return { kind: 'path', path }
  }

  #truth(text: string, start: number): Literal {
    if (text !== 'true' && text !== 'false')
      this.#fail(`a text stands in quotes: "${text}"; a field begins with @.`, start)
    return text === 'true'
  }

  #isQuote(): boolean {
    return this.#peek() === '"' || this.#peek() === "'"
  }

  /** What stands between the quotes, with its backslashes. */
  #quoted(): string {
    const start = this.#at
    const quote = this.#peek()
    for (let i = start + 1; i < this.#text.length; i++) {
      if (this.#text[i] === '\\') i += 1
      else if (this.#text[i] === quote) {
        this.#at = i + 1
        return this.#text.slice(start + 1, i)
      }
    }
    return this.#fail(`expected a closing ${quote}`, start)
  }

  #peek(): string {
    return this.#text[this.#at] ?? ''
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  /** null where nothing matches; the pattern is sticky. */
  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const text = pattern.exec(this.#text)?.[0] ?? null
    this.#at += text?.length ?? 0
    return text
  }

  #fail(reason: string, at = this.#at): never {
    throw new Unreadable(at, reason)
  }
}

const oneExpression = 'a column shows one expression, without range and text around it'
const noChoice = 'expected a number, a slice such as 0:2, * or a key in quotes'

function fieldOf(text: string): Step {
  return text === '*' ? { kind: 'each' } : { kind: 'field', name: unescaped(text) }
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, '$1')
}

function wholeOf(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits)
}
