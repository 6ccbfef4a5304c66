/** Durations on the command line, in the forms that kubectl takes. */

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const
const plainSeconds = /^\d+$/
const goDuration = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/
const goPart = /(\d+(?:\.\d+)?)(ms|s|m|h)/g

/** Longer than this, a Node timer would fire at once. */
const longestMs = 2 ** 31 - 1

/** `10s`, `1m30s`, `500ms` or plain seconds, in milliseconds; null for anything else. */
export function parseDuration(text: string): number | null {
  const ms = plainSeconds.test(text)
    ? Number(text) * unitMs.s
    : goDuration.test(text)
      ? [...text.matchAll(goPart)].reduce(
          (sum, [, amount, unit]) => sum + Number(amount) * unitMs[unit as keyof typeof unitMs],
          0,
        )
      : Number.NaN
  return ms <= longestMs ? Math.round(ms) : null
}

/** How far back: like a duration, and `1d` and `2w` too; null for anything else, and for nothing. */
export function parseSpan(text: string): number | null {
  const match = /^(?:(\d+)w)?(?:(\d+)d)?(.*)$/.exec(text)
  const [, weeks = '0', days = '0', rest = ''] = match ?? []
  const short = rest === '' ? 0 : parseDuration(rest)
  if (short === null) return null
  const total = (Number(weeks) * 7 + Number(days)) * 24 * unitMs.h + short
  return total > 0 && Number.isSafeInteger(total) ? total : null
}
