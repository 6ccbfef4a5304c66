/** What has misled people about a workload like this one, said while it applies. */
import { keepsNoHistory } from './release/release-memory.ts'
import { ofConfiguration } from './version/commit-claims.ts'
import { parseImage, readTag } from './version/image.ts'
import type { Workload } from './workload.ts'

/** Each has its line in docs/explanation/pitfalls.md. */
export const pitfallIds = [
  'two-versions',
  'rollback',
  'moving-tag',
  'configuration-commit',
  'pruned-history',
] as const

export interface Pitfall {
  readonly id: (typeof pitfallIds)[number]
  /** One clause: what is so, and what to make sure of. */
  readonly words: string
}

/** Shows the page that explains them. */
export const pitfallHelp = 'kulprit help pitfalls'

/** Those that apply now, the likeliest to mislead first; none for most workloads. */
export function pitfallsOf(workload: Workload): readonly Pitfall[] {
  return pitfallIds.flatMap((id) => {
    const words = rules[id](workload)
    return words === null ? [] : [{ id, words }]
  })
}

const rules: Readonly<Record<Pitfall['id'], (workload: Workload) => string | null>> = {
  'two-versions': ({ alsoRunning = [] }) => {
    const [other] = alsoRunning
    if (other === undefined) return null
    const pods = alsoRunning.reduce((sum, one) => sum + one.pods, 0)
    const versions = alsoRunning.map(({ version }) => version.value ?? 'another version')
    return `${versions.join(' and ')} ${alsoRunning.length === 1 ? 'runs' : 'run'} too, in ${pods} ${pods === 1 ? 'pod' : 'pods'}: which one fails?`
  },
  rollback: ({ particulars, previous }) => {
    const current = particulars.releases().find((release) => release.current)
    if (current?.rollbackTo === undefined) return null
    const newer = previous?.version.value ?? null
    const code = newer === null ? '' : `: ${newer} before it is the newer code`
    return `release ${current.release} is a rollback to ${current.rollbackTo}${code}`
  },
  'moving-tag': ({ image, version }) => {
    const { tag, digest } = parseImage(image ?? '')
    const isKnown = version.confidence === 'certain' || version.confidence === 'likely'
    if (tag === null || digest !== null || isKnown || readTag(tag).version !== null) return null
    return `the tag ${tag} moves: it does not tell what runs, nor what ran before`
  },
  'configuration-commit': ({ commit, particulars }) => {
    if (commit.value !== null) return null
    const { rejected = [] } = particulars.explained().commit
    const found = rejected.find(({ reason }) => reason === ofConfiguration)
    return found === undefined
      ? null
      : `${found.value.slice(0, 7)} (${found.source.split(',')[0]}) is a commit of the configuration, not of the source`
  },
  'pruned-history': ({ kind, particulars, previous }) => {
    const oldest = particulars.releases().at(-1)
    return previous !== null || keepsNoHistory(kind) || oldest === undefined || oldest.release === 1
      ? null
      : `releases before ${oldest.release} are no longer known: say yourself what worked`
  },
}
