/** Lines of text, as many as one screen keeps: the oldest go once there are more, and are counted. */

export interface TextLine {
  readonly text: string
  /** Which of the logs it is from, by its place in their list; null in a text that is no log. */
  readonly source: number | null
  /** RFC 3339; null where nothing tells. */
  readonly at: string | null
}

/**
 * Lines keep their number, from the first that ever came, while older ones go. Adding copies no more
 * than the last chunk and the list of chunks.
 */
export interface LineBuffer {
  /** Each of `chunkSize` lines, the last one of up to as many. */
  readonly chunks: readonly (readonly TextLine[])[]
  /** The number of the first line that is kept: as many have gone. */
  readonly first: number
  /** The number after the last. */
  readonly end: number
}

const chunkSize = 1024
const mostChunks = 99

/** At least so many lines are kept. */
export const linesKept = (mostChunks - 1) * chunkSize

export const noLines: LineBuffer = { chunks: [], first: 0, end: 0 }

export function bufferOf(texts: readonly string[]): LineBuffer {
  return added(
    noLines,
    texts.map((text) => ({ text, source: null, at: null })),
  )
}

/** `gone`: lines that came after those of the buffer and before `lines`, and were not kept. */
export function added(before: LineBuffer, lines: readonly TextLine[], gone = 0): LineBuffer {
  const buffer = gone === 0 ? before : emptyFrom(before.end + gone)
  if (lines.length === 0) return buffer
  const last = buffer.chunks.at(-1) ?? []
  const open = last.length < chunkSize ? last : []
  const chunks = open === last ? buffer.chunks.slice(0, -1) : [...buffer.chunks]
  const rest = [...open, ...lines]
  for (let at = 0; at < rest.length; at += chunkSize) chunks.push(rest.slice(at, at + chunkSize))
  const tooMany = Math.max(0, chunks.length - mostChunks)
  return {
    chunks: tooMany === 0 ? chunks : chunks.slice(tooMany),
    first: buffer.first + tooMany * chunkSize,
    end: buffer.end + lines.length,
  }
}

/** What was kept is older than what has gone. */
function emptyFrom(n: number): LineBuffer {
  return { chunks: [], first: n, end: n }
}

/** undefined for a line that has gone or has not come. */
export function lineAt({ chunks, first }: LineBuffer, n: number): TextLine | undefined {
  const at = n - first
  return at < 0 ? undefined : chunks[Math.floor(at / chunkSize)]?.[at % chunkSize]
}

export function linesFrom(buffer: LineBuffer, from: number, to: number): readonly TextLine[] {
  const found: TextLine[] = []
  for (let n = Math.max(from, buffer.first); n < Math.min(to, buffer.end); n++) {
    const line = lineAt(buffer, n)
    if (line !== undefined) found.push(line)
  }
  return found
}

const counted = new WeakMap<readonly TextLine[], { readonly pattern: string; readonly n: number }>()

/** How many lines match; chunks that were counted before are not read again. */
export function countMatches({ chunks }: LineBuffer, pattern: RegExp): number {
  let sum = 0
  for (const chunk of chunks) {
    const known = counted.get(chunk)
    const n =
      known?.pattern === pattern.source
        ? known.n
        : chunk.filter(({ text }) => pattern.test(text)).length
    if (known?.pattern !== pattern.source) counted.set(chunk, { pattern: pattern.source, n })
    sum += n
  }
  return sum
}

/** How many lines match, up to line `n` and with it. */
export function matchesUpTo({ chunks, first }: LineBuffer, pattern: RegExp, n: number): number {
  if (n < first) return 0
  const before = Math.floor((n - first) / chunkSize)
  const rest = chunks[before]?.slice(0, ((n - first) % chunkSize) + 1) ?? []
  const whole = { chunks: chunks.slice(0, before), first, end: first + before * chunkSize }
  return countMatches(whole, pattern) + rest.filter(({ text }) => pattern.test(text)).length
}

/** The nearest matching line after `from`, or before it; it goes on at the other end. null: none. */
export function findLine(
  buffer: LineBuffer,
  pattern: RegExp,
  from: number,
  direction: 1 | -1,
): number | null {
  const { first, end } = buffer
  const length = end - first
  for (let step = 1; step <= length; step++) {
    const n = first + ((((from - first + direction * step) % length) + length) % length)
    if (pattern.test(lineAt(buffer, n)?.text ?? '')) return n
  }
  return null
}
