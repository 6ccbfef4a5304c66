/**
 * Decodes what every object has. Field numbers: k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto;
 * conditions: k8s.io/api/{core,apps,batch}/v1/generated.proto.
 */
import type { Condition, Controller, Meta } from '../../model/kube/kube.ts'
import { shareRecord } from '../trim/share.ts'
import { keepOfPods } from '../trim/slim.ts'
import { lastApplied } from '../trim/trim-meta.ts'
import { hashLabel } from '../trim/trim-template.ts'
import { LastBytes, SeenBytes, type Wire } from './wire.ts'

/** What a watch goes on from; kept beside the object. */
export interface Header {
  version: string
}

const unread: Header = { version: '' }

const labelsField = 11
const annotationsField = 12
type MapField = 0 | typeof labelsField | typeof annotationsField

const noRecord = shareRecord({})
const records = new SeenBytes<Readonly<Record<string, string>>>(4096, 2048)
const controllerSlots = 4096
const controllers: (Controller | undefined)[] = Array.from({ length: controllerSlots })
const uidSlots = 16_384
const uids: string[] = Array.from({ length: uidSlots }, () => '')

/** Of an object that came without. */
export const noMeta: Meta = {
  ...{ uid: '', name: '', namespace: '', labels: noRecord, annotations: noRecord },
  ...{ createdAt: null, deletedAt: null, generation: null, controller: null },
}

/** Of labels and annotations: all, or those with these keys. */
export interface Keep {
  readonly labels: Kept
  readonly annotations: Kept
}

/** `but hash`: all but the label that tells the ReplicaSets of one workload apart. */
type Kept = 'all' | 'but hash' | readonly string[]

export const keepAll: Keep = { labels: 'all', annotations: 'all' }
export const keepOfTemplates: Keep = { labels: 'but hash', annotations: 'all' }

/** ObjectMeta; a template's has neither uid nor name. */
export function decodeMeta(wire: Wire, end: number, keep: Keep, header: Header = unread): Meta {
  let uid = ''
  let name = ''
  let namespace = ''
  let generation = 0
  let createdAt: string | null = null
  let deletedAt: string | null = null
  let labels = noRecord
  let annotations = noRecord
  let controller: Controller | null = null
  let open: MapField = 0
  let openedAt = 0
  for (;;) {
    const start = wire.at
    const field = wire.field(end)
    if (open !== 0 && field !== open) {
      if (open === labelsField) labels = mapBetween(wire, openedAt, start, keep.labels)
      else annotations = mapBetween(wire, openedAt, start, keep.annotations)
      open = 0
    }
    if (field === 0) break
    switch (field) {
      case 1:
        name = wire.rare()
        break
      case 3:
        namespace = wire.text()
        break
      case 5:
        uid = wire.rare()
        // Pods control nothing.
        if (keep !== keepOfPods) uid = sharedUid(uid)
        break
      case 6:
        header.version = wire.rare()
        break
      case 7:
        generation = wire.int()
        break
      case 8:
        createdAt = decodeTime(wire, wire.enter())
        break
      case 9:
        deletedAt = decodeTime(wire, wire.enter())
        break
      case labelsField:
      case annotationsField:
        if (open === 0) openedAt = start
        open = field
        wire.skip()
        break
      case 13:
        controller = decodeController(wire, wire.enter()) ?? controller
        break
      default:
        wire.skip()
    }
  }
  return {
    uid,
    name,
    namespace,
    labels,
    annotations,
    createdAt,
    deletedAt,
    generation: generation === 0 ? null : generation,
    controller,
  }
}

/** The entries of a map, which Go writes one after the other: they are gone through again. */
function mapBetween(
  wire: Wire,
  start: number,
  end: number,
  keep: Kept,
): Readonly<Record<string, string>> {
  if (keep === 'all') return readWhole(wire, start, end)
  // Few ReplicaSets have the same bytes here, but all those of one workload the same record.
  if (keep === 'but hash') return readMap(wire, start, end, hashLabel)
  return keep.length === 0 ? noRecord : pick(wire, start, end, keep)
}

/** Apart, since a function that holds a closure makes room for it each time. */
function readWhole(wire: Wire, start: number, end: number): Readonly<Record<string, string>> {
  return records.get(wire, start, end, () => readMap(wire, start, end))
}

function readMap(
  wire: Wire,
  start: number,
  end: number,
  without = lastApplied,
): Readonly<Record<string, string>> {
  const after = wire.at
  const record: Record<string, string> = {}
  wire.at = start
  while (wire.field(end) !== 0) {
    decodeEntry(wire, wire.enter(), record, without)
  }
  wire.at = after
  return shareRecord(record)
}

function pick(
  wire: Wire,
  start: number,
  end: number,
  keys: readonly string[],
): Readonly<Record<string, string>> {
  const after = wire.at
  let record: Record<string, string> | null = null
  wire.at = start
  while (wire.field(end) !== 0) {
    const entryEnd = wire.enter()
    const entryStart = wire.at
    const key = wire.field(entryEnd) === 1 ? wire.oneOf(keys) : null
    wire.at = entryEnd
    if (key === null) continue
    wire.at = entryStart
    record ??= {}
    decodeEntry(wire, entryEnd, record)
  }
  wire.at = after
  return record === null ? noRecord : shareRecord(record)
}

/** A map's entry whose value is text. */
function decodeEntry(
  wire: Wire,
  end: number,
  into: Record<string, string>,
  without: string | null = null,
): void {
  let key = ''
  let value = ''
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) key = wire.text()
    else if (field === 2 && key !== without) value = wire.text()
    else wire.skip()
  }
  if (key !== without) into[key] = value
}

const lastReference = new LastBytes<Controller | null>(null)

/** An OwnerReference; null where it is not the controller's. One object for all that it controls. */
function decodeController(wire: Wire, end: number): Controller | null {
  const start = wire.at
  const last = lastReference.get(wire, start, end)
  if (last === undefined) return lastReference.keep(wire, start, end, readController(wire, end))
  wire.at = end
  return last
}

function readController(wire: Wire, end: number): Controller | null {
  let kind = ''
  let uid = ''
  let controller = false
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) kind = wire.text()
    else if (field === 4) uid = wire.rare()
    else if (field === 6) controller = wire.bool()
    else wire.skip()
  }
  if (!controller) return null
  const slot = slotOf(uid) & (controllerSlots - 1)
  const known = controllers[slot]
  if (known?.uid === uid && known.kind === kind) return known
  const made = { kind, uid: sharedUid(uid) }
  controllers[slot] = made
  return made
}

/** An object and those that it controls mostly come at about the same time: one string for all of them. */
function sharedUid(uid: string): string {
  const slot = slotOf(uid) & (uidSlots - 1)
  const known = uids[slot]
  if (known === uid) return known
  uids[slot] = uid
  return uid
}

/** By its last four characters, which differ between uids made one after the other, too. */
function slotOf(uid: string): number {
  let hash = 0
  for (let i = 1; i <= 4; i++) hash = Math.imul(hash, 37) + uid.charCodeAt(uid.length - i)
  return hash
}

const times = new Map<number, string>()
const timesRemembered = 4096

/** RFC 3339 in whole seconds, as JSON has it; null for Go's zero time, which is written as nothing. */
export function decodeTime(wire: Wire, end: number): string | null {
  let seconds: number | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) seconds = wire.int()
    else wire.skip()
  }
  if (seconds === null) return null
  const known = times.get(seconds)
  if (known !== undefined) return known
  const date = new Date(seconds * 1000)
  const text = Number.isNaN(date.getTime()) ? null : date.toISOString().replace('.000Z', 'Z')
  if (text === null) return null
  if (times.size >= timesRemembered) times.clear()
  times.set(seconds, text)
  return text
}

/** Where the fields of a kind's conditions are; their numbers differ. */
export interface ConditionFields {
  readonly reason: number
  readonly message: number
  readonly lastTransition: number
  /** 0 where the kind has none. */
  readonly lastUpdate: number
}

export function decodeCondition(wire: Wire, end: number, fields: ConditionFields): Condition {
  let type = ''
  let status = ''
  let reason: string | null = null
  let message: string | null = null
  let lastTransitionAt: string | null = null
  let lastUpdateAt: string | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) type = wire.text()
    else if (field === 2) status = wire.text()
    else if (field === fields.reason) reason = wire.text() || null
    else if (field === fields.message) message = wire.text() || null
    else if (field === fields.lastTransition) lastTransitionAt = decodeTime(wire, wire.enter())
    else if (field === fields.lastUpdate) lastUpdateAt = decodeTime(wire, wire.enter())
    else wire.skip()
  }
  return { type, status, reason, message, lastTransitionAt, lastUpdateAt }
}
