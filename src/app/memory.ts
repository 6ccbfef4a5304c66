/** Keeps the process small, and its compiler idle, while a large fleet is read and followed. */
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8'

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

/**
 * For screens. Each of V8's compiling threads keeps the room that its largest piece of work took, since little of
 * it goes back to the system: the quicker of the two optimizing compilers has hundreds of functions in hand while
 * a fleet is read, and one function of the layout's WebAssembly takes 7 MB. Without them it is 40 MB less, and a
 * frame takes no longer. Without screens less is compiled, and reading takes an eighth less with them.
 */
export function compileInLittleRoom(): void {
  setFlagsFromString('--no-maglev')
  // Both: without the second alone, all of it would be compiled anew at once.
  setFlagsFromString('--no-wasm-tier-up')
  setFlagsFromString('--no-wasm-dynamic-tiering')
}

const room = 4 << 20
/** For heaps too large to be collected often: a few hundredths of a core less at three thousand changes a second. */
const largeRoom = 16 << 20

/**
 * A frame, and the row of a workload, is made of objects of which most are gone with the next one. In the
 * space for new objects at its first size many of them are still in use when it is full, and so are moved
 * and kept. At twice that size the screen takes half the processor time at a thousand changes a second, and
 * no more memory; reading 80,000 objects takes a sixth less of it, for 8 MB more. V8 takes the size from
 * its command line alone, so the space is filled until it has grown once.
 */
export function makeRoom(bytes = room): void {
  setFlagsFromString('--semi-space-growth-factor=2')
  const inUse: number[][] = []
  while (newSpaceBytes() < bytes && inUse.length < bytes / 2_000)
    inUse.push(Array.from({ length: 200 }, () => 0))
  setFlagsFromString('--semi-space-growth-factor=1')
}

/**
 * A fleet is read within seconds, in which V8's slow compiler takes a seventh of the processor time for code
 * that hardly runs often enough to gain by it. Until `compileAsUsual`, only what runs for each field of
 * each object is worth it; what is compiled quickly is fast enough for the rest. One thread does either: more
 * would take the processor from whoever reads.
 */
export function compileLess(): void {
  setFlagsFromString('--invocation-count-for-turbofan=30000')
  setFlagsFromString('--concurrent-turbofan-max-threads=1')
  setFlagsFromString('--concurrent-maglev-max-threads=1')
}

/** Back to what V8 takes by itself, measured: its help tells a lower number. */
export function compileAsUsual(): void {
  setFlagsFromString('--invocation-count-for-turbofan=10000')
}

/**
 * What follows one event after the other fills the space for new objects ten times a second. Waking other threads
 * for it takes more than they take off, a tenth of the processor time at three thousand changes a second, and
 * while a fleet is read they are in the way of those who compile.
 */
export function collectAlone(): void {
  setFlagsFromString('--no-parallel-scavenge')
}

/** While a fleet is read nearly all that is made stays, and looking for the rest four times takes an eighth longer. */
export function collectLater(): void {
  setFlagsFromString('--heap-growing-percent=800')
}

/** For how long V8 is told that too much has been kept; it looks at that whenever something is made. */
const noticedWithinMs = 500

/** Once a fleet has been read: collects what reading has left, in steps, and from then on as often as before. */
export function collectNow(): void {
  setFlagsFromString('--heap-growing-percent=80')
  setFlagsFromString('--incremental-marking-soft-trigger=3')
  const usual = () => setFlagsFromString('--incremental-marking-soft-trigger=0')
  setTimeout(usual, noticedWithinMs).unref()
}

const laterMs = 1_000

/** Of how many bytes a heap is worth the work, and how many are too many for it. */
const worthIt = { from: 40 << 20, to: 100 << 20 }

/**
 * For screens, each time that something more has been read: less is left lying about before it is collected, and
 * what is left is moved together. With 10,000 rows it takes 30 MB off, and two hundredths of a core at a thousand
 * changes a second. A larger heap would take too much of the processor to go through as often, and moving it
 * together stops everything for longer than one can fail to notice.
 */
export function collectOften(): void {
  const { used_heap_size: used } = getHeapStatistics()
  const often = used > worthIt.from && used < worthIt.to
  // It takes a moment, which is better not the one in which the last rows are shown.
  if (used > worthIt.to) setTimeout(makeRoom, laterMs, largeRoom).unref()
  setFlagsFromString(`--heap-growing-percent=${often ? 20 : 80}`)
  setFlagsFromString(often ? '--optimize-for-size' : '--no-optimize-for-size')
}

function newSpaceBytes(): number {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
  return space?.space_size ?? room
}
