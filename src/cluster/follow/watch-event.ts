/** What is read out of a list or a watch, whatever it is encoded in. */
import type { KubeObject } from '../../model/kube/kube.ts'

/** The annotation of the bookmark that ends a snapshot. */
export const initialEventsEnd = 'k8s.io/initial-events-end'

/** One event of a watch. */
export type WatchEvent =
  | {
      readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
      readonly object: KubeObject
      readonly version: string
    }
  | {
      readonly type: 'BOOKMARK'
      readonly version: string
      /** The state that was asked for has been told whole; what follows is news. */
      readonly initialEventsEnd: boolean
    }
  | { readonly type: 'ERROR'; readonly code: number; readonly message: string }

/** Feed it chunks; false where they are not what an API server sends: nothing after that counts. */
export type EventReader = (chunk: Uint8Array) => boolean

export interface ListReader {
  readonly feed: EventReader
  /** After the last chunk; null where the list is not whole. */
  readonly end: () => ListEnd | null
}

export interface ListEnd {
  /** The resourceVersion to watch from. */
  readonly version: string
  /** The continue token; '' on the last page. */
  readonly next: string
}
