/** What the readers of one connection have learnt about its server and the line to it. */
import { type Line, newLine } from './line.ts'
import { anyEncoding, onlyJson } from './object-stream.ts'
import { type Pace, usualPace } from './pace.ts'
import type { Resource } from '../resource.ts'

export interface Terms {
  /** The media types to ask for: JSON alone where nothing decodes a resource's protobuf. */
  readonly accept: (resource: Resource) => string
  /**
   * From now on JSON alone. A template's fingerprint depends on the encoding, so everything is read
   * again: whoever subscribed hears of it.
   */
  readonly giveUpProtobuf: () => void
  readonly onEncoding: (listener: () => void) => void
  readonly line: Line
}

export function newTerms({ lineMs }: Pace = usualPace): Terms {
  const listeners = new Set<() => void>()
  let accept = anyEncoding
  return {
    accept: (resource) => (resource.decode === undefined ? onlyJson : accept),
    giveUpProtobuf: () => {
      if (accept === onlyJson) return
      accept = onlyJson
      for (const listener of listeners) listener()
    },
    onEncoding: (listener) => {
      listeners.add(listener)
    },
    line: newLine(lineMs),
  }
}
