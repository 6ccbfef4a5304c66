/** Collects a program's output: cleaned lines in batches, and the last of them, in bounded memory. */
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { cleanOutput } from '../model/text.ts'

const tailLines = 200
/** Fast enough to look live, slow enough that a program that floods cannot freeze the screen. */
const flushMs = 50
const mostPerFlush = 65_536

export interface Output {
  /** The last lines of both streams. */
  tail(): string[]
  /** Hands out what is left, a last line without its newline included. */
  end(): void
}

/** Of a flood, more than 64 KB of a stream in 50 ms, only the end is kept; a line says so. */
export function readOutput(
  streams: readonly Readable[],
  onLines: (lines: string[]) => void,
): Output {
  let tail: string[] = []
  let timer: NodeJS.Timeout | null = null
  const hand = (lines: string[]): void => {
    if (lines.length === 0) return
    tail = [...tail, ...lines].slice(-tailLines)
    onLines(lines)
  }
  const readers = streams.map(lineReader)
  const flush = (): void => {
    timer = null
    for (const reader of readers) hand(reader.take())
  }
  for (const [i, stream] of streams.entries())
    stream.on('data', (chunk: Buffer) => {
      readers[i]?.add(chunk)
      timer ??= setTimeout(flush, flushMs)
    })
  return {
    tail: () => tail,
    end: () => {
      if (timer !== null) clearTimeout(timer)
      flush()
      for (const reader of readers) hand(reader.takeRest())
    },
  }
}

/** Streams are decoded apart: a character or line of one must not be broken by a chunk of the other. */
function lineReader() {
  const decoder = new StringDecoder('utf8')
  let text = ''
  let dropped = false
  const cleaned = (part: string): string[] => {
    const lines = cleanOutput(part)
    if (dropped) lines[0] = '… output too fast, some of it is left out …'
    dropped = false
    return lines
  }
  return {
    add(chunk: Buffer): void {
      text += decoder.write(chunk)
      if (text.length <= mostPerFlush) return
      text = text.slice(-mostPerFlush)
      dropped = true
    },
    /** The whole lines so far. A last `\r` waits, since `\n` may follow. */
    take(): string[] {
      const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r', text.length - 2)) + 1
      if (end === 0) return []
      const part = text.slice(0, end)
      text = text.slice(end)
      return cleaned(part)
    },
    takeRest(): string[] {
      const rest = text + decoder.end()
      text = ''
      return rest === '' ? [] : cleaned(rest)
    },
  }
}
