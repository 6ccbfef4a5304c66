/** Keeps the process small, and its compiler idle, while a large fleet is read and followed. */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/**
 * V8 lets the space for new objects grow to 48 MB where much of what is made stays, as a fleet does, and
 * never gives it back: at its first size a sync of 80,000 objects peaks 150 MB lower, and pauses less.
 * It also lets the rest grow to several times what is in use before it collects; after a minute of
 * a thousand changes a second that is 180 MB more than with less than twice.
 */
export function keepSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=80')
}

const room = 4 << 20

/**
 * A frame, and the row of a workload, is made of objects of which most are gone with the next one. In the
 * space for new objects at its first size many of them are still in use when it is full, and so are moved
 * and kept. At twice that size the screen takes half the processor time at a thousand changes a second, and
 * no more memory; reading 80,000 objects takes a sixth less of it, for 8 MB more. V8 takes the size from
 * its command line alone, so the space is filled until it has grown once.
 */
export function makeRoom(): void {
  setFlagsFromString('--semi-space-growth-factor=2')
  const inUse: number[][] = []
  while (newSpaceBytes() < room && inUse.length < 2_000)
    inUse.push(Array.from({ length: 200 }, () => 0))
  setFlagsFromString('--semi-space-growth-factor=1')
}

/**
 * A fleet is read within seconds, in which V8's slow compiler takes a seventh of the processor time for code
 * that hardly runs often enough to gain by it. Until `compileAsUsual`, only what runs for each field of
 * each object is worth it; what is compiled quickly is fast enough for the rest.
 */
export function compileLess(): void {
  setFlagsFromString('--invocation-count-for-turbofan=30000')
}

/**
 * What follows one event after the other fills the space for new objects ten times a second. Other threads help
 * to collect it while a fleet is read; afterwards waking them takes more than they take off, a tenth of the
 * processor time at three thousand changes a second.
 */
export function collectAlone(): void {
  setFlagsFromString('--no-parallel-scavenge')
}

/** Back to what V8 takes by itself, measured: its help tells a lower number. */
export function compileAsUsual(): void {
  setFlagsFromString('--invocation-count-for-turbofan=10000')
}

function newSpaceBytes(): number {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
  return space?.space_size ?? room
}
