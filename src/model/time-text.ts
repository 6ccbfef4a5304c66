/** How lengths and points of time are written in a sentence. */

const units: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
]

/** A length of time in its largest unit: `38 s`, `12 min`, `3 h`. Below a second it is `0 s`. */
export function lengthText(milliseconds: number): string {
  for (const [unit, size] of units)
    if (milliseconds >= size) return `${Math.floor(milliseconds / size)} ${unit}`
  return '0 s'
}

/** The local time of day, `14:02`. */
export function clock(time: string): string {
  const at = new Date(time)
  return Number.isNaN(at.getTime())
    ? '–'
    : `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
}

/** The local time, with its day where that is not today's: `14:02`, `2026-05-01 14:02`. */
export function moment(time: string, now: number): string {
  const at = new Date(time)
  const today = new Date(now)
  return at.toDateString() === today.toDateString() ? clock(time) : `${dayOf(at)} ${clock(time)}`
}

function dayOf(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}
