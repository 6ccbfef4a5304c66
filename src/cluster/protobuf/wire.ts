/**
 * Walks protobuf messages in place, without a copy and without an object for what is skipped.
 * The encoding: https://protobuf.dev/programming-guides/encoding/
 */
import { cleanLine } from '../../model/text.ts'

/** The bytes are no such message; caught where a stream is read. */
export class Malformed extends Error {}

const varintType = 0
const lengthType = 2
const longestShared = 128
const slots = 8192

/** Reads one message after another; texts that come often are made once. */
export class Wire {
  bytes: Buffer = Buffer.alloc(0)
  /** Of the same bytes, to look at four of them at a time. */
  view = viewOf(this.bytes)
  /** The next byte to be read. */
  at = 0
  #type = 0
  /** Texts, the bytes that they were made of, and how many those are; 0 for none. */
  readonly #texts: string[] = Array.from({ length: slots }, () => '')
  readonly #textBytes = Buffer.alloc(slots * longestShared)
  readonly #textView = viewOf(this.#textBytes)
  readonly #lengths = new Uint8Array(slots)

  /** From here on these bytes are read. */
  read(bytes: Buffer, at: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes
      this.view = viewOf(bytes)
    }
    this.at = at
  }

  /** The number of the next field, 0 at the end of the message. */
  field(end: number): number {
    if (this.at >= end) {
      if (this.at > end) throw new Malformed('a field reaches beyond its message')
      return 0
    }
    const tag = this.#varint()
    this.#type = tag & 7
    const number = tag >>> 3
    if (number === 0) throw new Malformed('a field without a number')
    return number
  }

  skip(): void {
    switch (this.#type) {
      case varintType:
        while (this.#byte() > 0x7f);
        break
      case lengthType:
        this.at = this.enter()
        break
      case 1:
        this.at += 8
        break
      case 5:
        this.at += 4
        break
      default:
        throw new Malformed(`wire type ${this.#type}`)
    }
  }

  /** Where the message, text or bytes of this field end; they begin at `at`. */
  enter(): number {
    if (this.#type !== lengthType) throw new Malformed('no length')
    const length = this.#varint()
    const end = this.at + length
    if (end > this.bytes.length) throw new Malformed('a length beyond the end')
    return end
  }

  /** A number of up to 53 bits, negative ones included. */
  int(): number {
    if (this.#type !== varintType) throw new Malformed('no number')
    const start = this.at
    let value = 0
    let scale = 1
    for (let i = 0; i < 7; i++) {
      const byte = this.#byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 128
    }
    this.at = start
    return this.#longInt()
  }

  /** Negative numbers take ten bytes. */
  #longInt(): number {
    let value = 0n
    for (let shift = 0n; shift <= 63n; shift += 7n) {
      const byte = this.#byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return Number(BigInt.asIntN(64, value))
    }
    throw new Malformed('a number without an end')
  }

  /** Whether the field that has just begun is a number. */
  isNumber(): boolean {
    return this.#type === varintType
  }

  bool(): boolean {
    return this.int() !== 0
  }

  /** Clean text that comes but once, such as a uid. */
  rare(): string {
    const end = this.enter()
    const start = this.at
    this.at = end
    return this.#clean(start, end)
  }

  /** Text as it is, for sending back. */
  exact(): string {
    const end = this.enter()
    const start = this.at
    this.at = end
    return this.bytes.toString('utf8', start, end)
  }

  /** Clean text that other objects have, too: one string for all of them. */
  text(): string {
    const end = this.enter()
    const start = this.at
    this.at = end
    return this.textBetween(start, end)
  }

  /** Which of these texts it is; null for none, which its length mostly tells. */
  oneOf(texts: readonly string[]): string | null {
    const end = this.enter()
    const start = this.at
    this.at = end
    for (const text of texts)
      if (text.length === end - start && this.textBetween(start, end) === text) return text
    return null
  }

  textBetween(start: number, end: number): string {
    const length = end - start
    if (length === 0) return ''
    if (length > longestShared) return this.#clean(start, end)
    const slot = hashOf(this.view, start, end) & (slots - 1)
    const kept = slot * longestShared
    if (this.#lengths[slot] === length && sameBytes(this.#textView, kept, this.view, start, length))
      return this.#texts[slot] ?? ''
    const text = this.#clean(start, end)
    this.#texts[slot] = text
    this.#lengths[slot] = length
    this.bytes.copy(this.#textBytes, kept, start, end)
    return text
  }

  #clean(start: number, end: number): string {
    const { bytes } = this
    for (let i = start; i < end; i++) {
      const byte = bytes[i] ?? 0
      if (byte < 0x20 || byte > 0x7e) return cleanLine(bytes.toString('utf8', start, end))
    }
    const text = bytes.toString('latin1', start, end)
    return text.length > 4096 ? cleanLine(text) : text
  }

  /** Of up to 32 bits, which all tags and lengths have. */
  #varint(): number {
    const first = this.#byte()
    if (first < 0x80) return first
    let value = first & 0x7f
    for (let shift = 7; shift < 35; shift += 7) {
      const byte = this.#byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw new Malformed('a length without an end')
  }

  #byte(): number {
    const byte = this.bytes[this.at++]
    if (byte === undefined) throw new Malformed('cut off')
    return byte
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

function hashOf(view: DataView, start: number, end: number): number {
  let hash = end - start
  let i = start
  for (; i + 4 <= end; i += 4) hash = Math.imul(hash ^ view.getInt32(i, true), 0x9e3779b1)
  for (; i < end; i++) hash = Math.imul(hash ^ view.getUint8(i), 0x9e3779b1)
  return hash ^ (hash >>> 15)
}

function sameBytes(a: DataView, atA: number, b: DataView, atB: number, length: number): boolean {
  let i = 0
  for (; i + 4 <= length; i += 4)
    if (a.getInt32(atA + i, true) !== b.getInt32(atB + i, true)) return false
  for (; i < length; i++) if (a.getUint8(atA + i) !== b.getUint8(atB + i)) return false
  return true
}

/** Remembers what was made of the bytes that came last. */
export class LastBytes<Value> {
  readonly #bytes = Buffer.alloc(1024)
  readonly #view = viewOf(this.#bytes)
  #length = 0
  #value: Value

  constructor(value: Value) {
    this.#value = value
  }

  /** undefined where other bytes came last. */
  get({ view }: Wire, start: number, end: number): Value | undefined {
    const length = end - start
    if (length !== this.#length || !sameBytes(this.#view, 0, view, start, length)) return undefined
    return this.#value
  }

  keep({ bytes }: Wire, start: number, end: number, value: Value): Value {
    const length = end - start
    if (length > this.#bytes.length) return value
    bytes.copy(this.#bytes, 0, start, end)
    this.#length = length
    this.#value = value
    return value
  }
}

/** Remembers what was made of bytes that have come before. */
export class SeenBytes<Value> {
  readonly #hashes: Int32Array
  readonly #slots: ({ readonly view: DataView; readonly value: Value } | undefined)[]
  readonly #longest: number

  /** `count` is a power of two; longer runs of bytes than `longest` are not remembered. */
  constructor(count: number, longest: number) {
    this.#hashes = new Int32Array(count)
    this.#slots = Array.from({ length: count })
    this.#longest = longest
  }

  get({ bytes, view }: Wire, start: number, end: number, make: () => Value): Value {
    if (end - start > this.#longest) return make()
    const hash = hashOf(view, start, end)
    const slot = hash & (this.#slots.length - 1)
    const seen = this.#slots[slot]
    if (seen?.view.byteLength === end - start && sameBytes(seen.view, 0, view, start, end - start))
      return seen.value
    const value = make()
    // Most bytes come but once: only the second time are they kept.
    if (this.#hashes[slot] === hash)
      this.#slots[slot] = { view: viewOf(Buffer.from(bytes.subarray(start, end))), value }
    this.#hashes[slot] = hash
    return value
  }
}
