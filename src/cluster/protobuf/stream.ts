/**
 * Cuts lists and watches in protobuf into their objects. The envelope: k8s.io/apimachinery/pkg/runtime,
 * generated.proto (Unknown, RawExtension) and serializer/protobuf (the magic number); the frames of a
 * watch: pkg/util/framer, a length of four bytes before each event.
 */
import type { KubeObject } from '../../model/kube/kube.ts'
import { cleanLine } from '../../model/text.ts'
import type { Resource } from '../resource.ts'
import {
  type EventReader,
  initialEventsEnd,
  type ListEnd,
  type ListReader,
  type WatchEvent,
} from '../follow/watch-event.ts'
import { decodeMeta, type Header, keepAll, noMeta } from './meta.ts'
import { Malformed, Wire } from './wire.ts'

/** `k8s` and a zero, as a number whose lowest byte comes first. */
const magic = 0x00_73_38_6b
const magicLength = 4
/** etcd takes objects of 1.5 MB; anything much longer is no object. */
const longestObject = 32 << 20

/** One for all streams, which never read at the same moment: they find each other's texts. */
const wire = new Wire()

export function protobufEvents(
  resource: Resource,
  onEvent: (event: WatchEvent) => void,
): EventReader {
  const frames = cutter(
    (bytes, at, end, head) => end - at >= 4 && fill(head, 4, bytes.readUInt32BE(at)),
  )
  return guarded((chunk) => {
    frames.feed(chunk, (bytes, start, end) => {
      wire.read(bytes, start)
      onEvent(decodeEvent(resource, end))
    })
  })
}

/** WatchEvent, and the RawExtension within it. */
function decodeEvent(resource: Resource, end: number): WatchEvent {
  let type = ''
  let event: WatchEvent | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) type = wire.text()
    else if (field === 2) event = decodeRaw(type, resource, wire.enter())
    else wire.skip()
  }
  if (event === null) throw new Malformed('an event without an object')
  return event
}

function decodeRaw(type: string, resource: Resource, end: number): WatchEvent {
  let event: WatchEvent | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) event = decodeEnveloped(type, resource, wire.enter())
    else wire.skip()
  }
  if (event === null) throw new Malformed('an event without an object')
  return event
}

/** The magic number, then Unknown. */
function decodeEnveloped(type: string, resource: Resource, end: number): WatchEvent {
  checkMagic(end)
  wire.at += magicLength
  let event: WatchEvent | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 2) event = decodeObject(type, resource, wire.enter())
    else wire.skip()
  }
  if (event === null) throw new Malformed('an envelope without an object')
  return event
}

function checkMagic(end: number): void {
  if (end - wire.at < magicLength || wire.view.getInt32(wire.at, true) !== magic)
    throw new Malformed('no Kubernetes object')
}

/** Of the object that is being read. */
const header: Header = { version: '' }

function decodeObject(type: string, resource: Resource, end: number): WatchEvent {
  header.version = ''
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, object: decodeNamed(resource, end), version: header.version }
    case 'BOOKMARK':
      return decodeBookmark(end)
    case 'ERROR':
      return decodeStatus(end)
    default:
      throw new Malformed(`an event of type ${type}`)
  }
}

function decodeBookmark(end: number): WatchEvent {
  let meta = noMeta
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) meta = decodeMeta(wire, wire.enter(), keepAll, header)
    else wire.skip()
  }
  const { version } = header
  return { type: 'BOOKMARK', version, initialEventsEnd: initialEventsEnd in meta.annotations }
}

function decodeNamed(resource: Resource, end: number): KubeObject {
  if (resource.decode === undefined) throw new Malformed('protobuf, where JSON was asked for')
  const object = resource.decode(wire, end, header)
  if (object.meta.uid === '' || object.meta.name === '') throw new Malformed('no uid or no name')
  return object
}

/** k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto, Status */
function decodeStatus(end: number): WatchEvent {
  let code = 500
  let message = ''
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 3) message = cleanLine(wire.rare())
    else if (field === 6) code = wire.int()
    else wire.skip()
  }
  return { type: 'ERROR', code, message }
}

/**
 * The body is one message inside another (Unknown, then the list) that is never held whole: each item is
 * decoded as soon as it is there.
 */
export function protobufList(
  resource: Resource,
  onObject: (object: KubeObject) => void,
): ListReader {
  let meta: ListEnd = { version: '', next: '' }
  let within: 'nothing' | 'envelope' | 'list' | 'tail' = 'nothing'
  let field = 0
  /** Bytes of the list that are still to come. */
  let left = 0

  const pieces = cutter((bytes, at, end, head) => {
    if (within === 'nothing') return fill(head, 0, magicLength)
    const tag = varint(bytes, at, end)
    const length = tag === null ? null : varint(bytes, tag.at, end)
    if (tag === null || length === null) return false
    // All fields of the envelope and of a list are texts or messages.
    if ((tag.value & 7) !== 2) throw new Malformed('no list')
    field = tag.value >>> 3
    const enters = within === 'envelope' && field === 2
    if (enters) left = length.value
    return fill(head, length.at - at, enters ? 0 : length.value)
  })

  function take(bytes: Buffer, start: number, end: number, head: number): void {
    wire.read(bytes, start)
    if (within === 'nothing') {
      checkMagic(end)
      within = 'envelope'
    } else if (within === 'envelope' && field === 2) within = left === 0 ? 'tail' : 'list'
    else if (within === 'list') {
      left -= head + end - start
      if (left < 0) throw new Malformed('an item beyond the list')
      if (field === 1) meta = decodeListMeta(end)
      else if (field === 2) onObject(decodeNamed(resource, end))
      if (left === 0) within = 'tail'
    }
  }

  return {
    feed: guarded((chunk) => {
      pieces.feed(chunk, take)
    }),
    end: () => (within === 'tail' && pieces.empty() && meta.version !== '' ? meta : null),
  }
}

/** k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto, ListMeta */
function decodeListMeta(end: number): ListEnd {
  let version = ''
  let next = ''
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 2) version = wire.rare()
    else if (field === 3) next = wire.exact()
    else wire.skip()
  }
  return { version, next }
}

/** What stands before a piece, and how long the piece is. */
interface Head {
  size: number
  length: number
}

function fill(head: Head, size: number, length: number): true {
  if (length > longestObject) throw new Malformed('an object too long for any API server')
  head.size = size
  head.length = length
  return true
}

type Take = (bytes: Buffer, start: number, end: number, head: number) => void

/**
 * Cuts a stream into pieces wherever its chunks end. `headOf` reads the head at `at`; false where more
 * bytes are needed for it. Pieces within a chunk are taken in place, only one that is split is copied.
 */
function cutter(headOf: (bytes: Buffer, at: number, end: number, head: Head) => boolean): {
  readonly feed: (chunk: Uint8Array, take: Take) => void
  /** Whether the last piece is whole. */
  readonly empty: () => boolean
} {
  const head: Head = { size: 0, length: 0 }
  let rest = Buffer.allocUnsafe(16 << 10)
  let filled = 0

  function keep(bytes: Buffer, from: number, to: number): void {
    if (filled + to - from > rest.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * rest.length, filled + to - from))
      rest.copy(larger, 0, 0, filled)
      rest = larger
    }
    filled += bytes.copy(rest, filled, from, to)
  }

  return {
    feed: (chunk, take) => {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      let at = 0
      while (filled > 0) {
        const known = headOf(rest, 0, filled, head)
        const wanted = known ? head.size + head.length - filled : 1
        if (wanted === 0) {
          const size = filled
          filled = 0
          take(rest, head.size, size, head.size)
        } else if (at === bytes.length) return
        else {
          const to = Math.min(at + wanted, bytes.length)
          keep(bytes, at, to)
          at = to
        }
      }
      while (at < bytes.length) {
        if (!headOf(bytes, at, bytes.length, head)) break
        const end = at + head.size + head.length
        if (end > bytes.length) break
        take(bytes, at + head.size, end, head.size)
        at = end
      }
      if (at < bytes.length) keep(bytes, at, bytes.length)
    },
    empty: () => filled === 0,
  }
}

/** null where it is not whole before `end`. */
function varint(bytes: Buffer, at: number, end: number): { value: number; at: number } | null {
  let value = 0
  for (let i = at; i < end; i++) {
    const byte = bytes[i] ?? 0
    value += (byte & 0x7f) * 2 ** (7 * (i - at))
    if (byte < 0x80) return { value, at: i + 1 }
    if (i - at > 6) throw new Malformed('a length without an end')
  }
  return null
}

/** Whether the bytes were well formed; a bug in what they are given to is not caught. */
function guarded(read: (chunk: Uint8Array) => void): EventReader {
  return (chunk) => {
    try {
      read(chunk)
      return true
    } catch (error) {
      if (error instanceof Malformed) return false
      throw error
    }
  }
}
