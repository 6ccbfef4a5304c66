/** What happened in a cluster besides releases: events of scalings and nodes, writes to ConfigMaps. */
import type { ResourceStatus } from '../change.ts'
import type { ConfigTime } from './config-time.ts'

/** One Event of the cluster, as the timeline needs it. */
export interface ClusterEvent {
  readonly namespace: string
  /** Of the object that it is about. */
  readonly kind: string
  readonly name: string
  readonly reason: string
  readonly message: string
  readonly warning: boolean
  readonly count: number
  readonly firstAt: string
  readonly lastAt: string
}

/** Something that is wrong with a node, with when it began. */
export interface NodeTrouble {
  readonly node: string
  /** `MemoryPressure`, `NotReady`, `Unschedulable`. */
  readonly condition: string
  readonly message: string | null
  readonly at: string
}

/** Of one context; read when somebody asks what changed, and never watched. */
export interface AroundTime {
  readonly context: string
  readonly events: readonly ClusterEvent[]
  readonly nodes: readonly NodeTrouble[]
  readonly configs: readonly ConfigTime[]
  /** What could not be read of it. */
  readonly unread: readonly ResourceStatus[]
}
