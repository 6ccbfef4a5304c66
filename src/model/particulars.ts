/** What a row was made from, and what is told from that only once someone opens the row. */
import type { WorkloadEntity } from './owner/workload-entity.ts'
import { entityOf } from './owner/workload-entity.ts'
import { explainedOwner } from './owner/owner.ts'
import type { Knowledge } from './knowledge.ts'
import { keptTemplates } from './release/kept-template.ts'
import { Releases } from './release/releases.ts'
import type { ContextRules } from './settings/rules.ts'
import { rulesFor } from './settings/rules.ts'
import type { Settings } from './settings/settings.ts'
import type { BuildRules } from './version/build.ts'
import { buildRules } from './version/build.ts'
import { explainedRepository, parseSource, repositoryOf } from './version/repository.ts'
import { explainedCommit, explainedVersion } from './version/version.ts'
import type { WorkloadFacts } from './workload-facts.ts'
import type { Explained, Particulars, Release, RepositoryRef } from './workload.ts'

/** What the rules of the settings and the files outside the cluster say of a workload. */
export interface Surmised {
  readonly rules: ContextRules
  readonly repository: RepositoryRef
  readonly entity: WorkloadEntity | null
  readonly forBuilds: BuildRules
}

/** A fleet has ten thousand of these: nothing is kept in it but what the row is made from. */
export class Basis implements Particulars {
  #facts: WorkloadFacts
  #settings: Settings
  #knowledge: Knowledge
  #releases: WeakRef<readonly Release[]> | null = null

  constructor(facts: WorkloadFacts, settings: Settings, knowledge: Knowledge) {
    this.#facts = facts
    this.#settings = settings
    this.#knowledge = knowledge
  }

  get facts(): WorkloadFacts {
    return this.#facts
  }

  get settings(): Settings {
    return this.#settings
  }

  get knowledge(): Knowledge {
    return this.#knowledge
  }

  /** Later ones that tell the same of it: else all of the objects would be kept that they took the place of. */
  follow(facts: WorkloadFacts, settings: Settings, knowledge: Knowledge): void {
    this.#facts = facts
    this.#settings = settings
    this.#knowledge = knowledge
  }

  surmised(): Surmised {
    const { context, workload } = this.#facts
    const { meta, kind } = workload
    const rules = rulesFor(this.#settings, context)
    const repository = repositoryOf(this.#facts, rules, this.#knowledge)
    const entity = entityOf(this.#facts, repository, this.#knowledge)
    const source = repository.confidence === 'weak' ? null : remoteOf(repository)
    const name = { context, namespace: meta.namespace, kind, name: meta.name }
    return { rules, repository, entity, forBuilds: buildRules(rules, name, source) }
  }

  /** The same list for as long as somebody holds it. */
  releases(): readonly Release[] {
    const known = this.#releases?.deref()
    if (known !== undefined) return known
    const { forBuilds } = this.surmised()
    const made = new Releases(this.#facts, keptTemplates(this.#facts), forBuilds).all()
    this.#releases = new WeakRef(made)
    return made
  }

  explained(): Explained {
    const facts = this.#facts
    const knowledge = this.#knowledge
    const { rules, repository, entity, forBuilds } = this.surmised()
    const build = new Releases(facts, keptTemplates(facts), forBuilds).presentBuild()
    return {
      owner: explainedOwner({ subject: facts, rules, entity, repository, knowledge }),
      version: explainedVersion(build),
      commit: explainedCommit(build, facts),
      repository: explainedRepository(facts, rules, knowledge),
    }
  }
}

/** A local folder does not tell of which repository it is a clone. */
function remoteOf({ url }: RepositoryRef): string | null {
  return url === null ? null : (parseSource(url)?.url ?? null)
}
