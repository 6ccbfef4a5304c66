/** A message for the owner's channel: what is wrong, what changed, and where to look; to copy and paste. */
import type { LikelyChange } from '../../model/timeline/likely-changes.ts'
import type { Workload } from '../../model/workload.ts'
import { commandLine } from './shell.ts'

/** Plain text that reads the same in any chat. `suspect` is what it may fail by; null where nothing is. */
export function ownerMessage(workload: Workload, suspect: LikelyChange | null = null): string {
  const { context, namespace, name, health, diagnosis } = workload
  const where = `${namespace}/${name} in ${context}`
  const failing = health.status === 'degraded'
  return [
    failing
      ? `${where} is failing. ${sentence(workload)}`
      : `About ${where}: ${sentence(workload)}`,
    versionSentence(workload),
    ...(suspect === null || diagnosis?.change?.release === suspect.happening.to?.release
      ? []
      : [`What changed before: ${suspectWords(suspect)}.`]),
    `To look at it: ${lookCommand(workload)}`,
  ].join('\n')
}

/** `release cart 1.8.0 → 1.9.0 (its own, 38 s before it began to fail)`. */
function suspectWords({ happening, reasons }: LikelyChange): string {
  const { type, kind, name, words, by } = happening
  const what =
    type === 'config' ? `ConfigMap ${name} ${words}` : `${type} of ${kind} ${name}: ${words}`
  return `${what}${by === null ? '' : ` by ${by}`} (${reasons.join(', ')})`
}

/** The command that opens the workload in kulprit. */
function lookCommand({ context, namespace, kind, name }: Workload): string {
  return commandLine([
    'kulprit',
    `${namespace}/${kind.toLowerCase()}/${name}`,
    '--context',
    context,
  ])
}

function sentence({ diagnosis, health }: Workload): string {
  const said = diagnosis?.sentence ?? health.message ?? `it is ${health.status}`
  return /[.!?]$/.test(said) ? said : `${said}.`
}

function versionSentence({ version, previous, particulars }: Workload): string {
  const current = particulars.releases().find((release) => release.current)
  const number = current === undefined ? '' : ` (release ${current.release})`
  const runs = `It runs ${version.value ?? 'an unknown version'}${number}`
  return previous === null
    ? `${runs}; what it was on before is not known.`
    : `${runs}; before, it was on ${previous.version.value ?? 'an unknown version'} (release ${previous.release}, ${previous.proof}).`
}
