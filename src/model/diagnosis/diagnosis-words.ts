/** The pieces that every sentence of a diagnosis is made of. */
import type { PodTrouble } from '../health/failing-pods.ts'
import type { NearChange, Release } from '../workload.ts'
import { lengthText, moment } from '../time-text.ts'

/** `2 of 3 pods crash-loop`; `total` counts those that should be there. */
export function troubleWords(trouble: PodTrouble, total: number): string {
  const { pods, counted, one, many } = trouble
  if (!counted) return pods === 1 ? `1 pod ${one}` : `${pods} pods ${many}`
  if (total <= 1) return `its only pod ${one}`
  return `${pods} of ${Math.max(total, pods)} pods ${pods === 1 ? one : many}`
}

/** ` since 14:02`, or ` at 14:02` where it was over at once. */
export function whenWords({ onset, lasts }: PodTrouble, now: number): string {
  if (onset === null || lasts) return sinceWords(onset, now)
  return ` at ${moment(onset, now)}`
}

/** ` since 14:02`; nothing where it is not known. */
export function sinceWords(time: string | null, now: number): string {
  return time === null ? '' : ` since ${moment(time, now)}`
}

/** `, 38 s after release 7 (1.8.0 → 1.9.0) by deploy-bot`, or that no release was near. */
export function nearWords(
  change: NearChange | null,
  onset: string | null,
  releases: readonly Release[],
): string {
  if (onset === null) return ''
  if (change === null) {
    const known = releases.find(({ current }) => current)?.releasedAt ?? null
    return known === null ? '' : ', no release in the hour before'
  }
  const gap = Date.parse(onset) - Date.parse(change.at)
  return gap < 1000 ? `, right after ${change.words}` : `, ${lengthText(gap)} after ${change.words}`
}

/** `, exit 1, 4 restarts`. */
export function factWords(facts: readonly string[]): string {
  return facts.map((fact) => `, ${fact}`).join('')
}

export function messageWords(message: string | null): string {
  return message === null ? '' : `: ${message}`
}

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
