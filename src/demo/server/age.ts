/** Durations in kubectl's own short form, after HumanDuration of apimachinery's `util/duration`. */

export function humanDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.floor(hours / 24)
  if (hours < 192) return two(days, 'd', hours % 24, 'h')
  if (days < 730) return `${days}d`
  const years = Math.floor(days / 365)
  return years < 8 ? two(years, 'y', days % 365, 'd') : `${years}y`
}

/** `<unknown>` where there is no time, as kubectl prints it. */
export function age(time: string, now: number): string {
  return time === '' ? '<unknown>' : humanDuration(now - Date.parse(time))
}

function two(many: number, unit: string, few: number, smallUnit: string): string {
  return few === 0 ? `${many}${unit}` : `${many}${unit}${few}${smallUnit}`
}
