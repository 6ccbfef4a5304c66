/** Whose a workload is: from the user's rules, what the cluster says, the catalog and CODEOWNERS. */
import type { Claim, Question } from '../claim.ts'
import { claim, explained, first, noClaims } from '../claim.ts'
import { ownersOf } from './codeowners.ts'
import { plainOwner, refText } from './entity-ref.ts'
import type { Knowledge } from '../knowledge.ts'
import { keyValues } from '../kube/key-values.ts'
import type { Found, Place, Subject } from '../place.ts'
import {
  allPlaces,
  applicationPlace,
  findKeys,
  findOwnKeys,
  namespacePlace,
  ownPlaces,
  servicePlace,
} from '../place.ts'
import type { Confidence, Resolved } from '../resolved.ts'
import type { ContextRules } from '../settings/rules.ts'
import { concernsWorkload } from '../settings/rules.ts'
import type { WorkloadEntity } from './workload-entity.ts'
import type { RepositoryRef } from '../workload.ts'

const ownerAnnotations = [
  'a8r.io/owner',
  'opslevel.com/owner',
  'terasky.backstage.io/owner',
  'resource.opentelemetry.io/service.owner',
  'resource.opentelemetry.io/team',
]
/** The first is Dynatrace's. */
const plainKeys = ['dt.owner', 'team', 'owner']

/** `entity` is the workload's in the catalog, `repository` where its source is. */
export interface OwnerFacts {
  readonly subject: Subject
  readonly rules: ContextRules
  readonly entity: WorkloadEntity | null
  readonly repository: RepositoryRef
  readonly knowledge: Knowledge
}

/**
 * The user's rules > an annotation made for the purpose > the same on a Service > the catalog > a label
 * > the namespace > the Argo CD Application > CODEOWNERS.
 */
export function ownerOf(facts: OwnerFacts): Resolved {
  return first(questions, facts, () => nothingFound(facts.subject))
}

/** The same with its rule and what was rejected. */
export function explainedOwner(facts: OwnerFacts): Resolved {
  return explained(questions, facts, () => nothingFound(facts.subject))
}

const questions: readonly Question<OwnerFacts>[] = [
  ({ subject, rules }) => ruleClaims(subject, rules),
  ({ subject }) =>
    annotated(
      ownPlaces(subject.workload),
      'certain',
      'an annotation made for the purpose comes first',
    ),
  ({ subject }) =>
    annotated(
      subject.services.map(servicePlace),
      'likely',
      'the Service that selects it is asked next',
    ),
  ({ entity }) => (entity === null ? noClaims : entityClaims(entity)),
  ({ subject }) => plain(ownPlaces(subject.workload), 'a plain key on its own objects'),
  ({ subject }) => tagged(subject),
  ({ subject }) =>
    plain(subject.services.map(servicePlace), 'a plain key on the Service that selects it'),
  ({ subject: { namespace } }) =>
    namespace === null ? noClaims : inherited([namespacePlace(namespace)], 'the namespace'),
  ({ subject: { applications } }) =>
    inherited(applications.map(applicationPlace), 'the Argo CD Application that manages it'),
  ({ subject }) => projectClaims(subject),
  ({ repository, knowledge }) => codeownersClaims(repository, knowledge),
]

function ruleClaims(subject: Subject, rules: ContextRules): readonly Claim[] {
  if (rules.owners.length === 0 && rules.ownerKeys.length === 0) return noClaims
  const { context, workload } = subject
  const { namespace, name } = workload.meta
  const target = { context, namespace, kind: workload.kind, name }
  return [
    ...rules.owners
      .filter(({ rule }) => concernsWorkload(rule, target))
      .map(({ rule, at }) => {
        const glob = rule.workload ?? `namespace ${rule.namespace}`
        const source = `${at} (${glob})`
        return claim(plainOwner(rule.owner), source, 'certain', 'a rule of yours comes first')
      }),
    ...findOwnKeys(rules.ownerKeys, allPlaces(subject)).map((found) =>
      owned(found, 'certain', 'a key of yours comes first'),
    ),
  ]
}

function annotated(
  places: readonly Place[],
  confidence: Confidence,
  rule: string,
): readonly Claim[] {
  const found = findKeys('annotation', ownerAnnotations, places)
  return found.length === 0 ? noClaims : found.map((one) => owned(one, confidence, rule))
}

/** Labels, then annotations: whoever writes `team` without a prefix mostly writes a label. */
function plain(places: readonly Place[], rule: string): readonly Claim[] {
  let claims = noClaims
  for (const place of places)
    for (const field of ['label', 'annotation'] as const) {
      const found = findKeys(field, plainKeys, [place])
      if (found.length > 0) claims = [...claims, ...found.map((one) => owned(one, 'likely', rule))]
    }
  return claims
}

function inherited(places: readonly Place[], from: string): readonly Claim[] {
  if (places.length === 0) return noClaims
  const rule = `inherited from ${from}`
  return [...annotated(places, 'likely', rule), ...plain(places, rule)]
}

/** What Datadog and OpenTelemetry are told to tag the workload's data with. */
function tagged({ workload }: Subject): readonly Claim[] {
  const found = keyValues(workload, plainKeys)
  if (found.length === 0) return noClaims
  return found.map((one) => owned(one, 'likely', 'a tag of its telemetry'))
}

function entityClaims({ entity, source, confidence }: WorkloadEntity): readonly Claim[] {
  if (entity.owner === null) return noClaims
  const owner = plainOwner(refText(entity.owner))
  return [claim(owner, source, confidence, 'the catalog outranks plain labels')]
}

/** Argo CD's own project `default` holds whatever nobody sorted. */
function projectClaims({ applications }: Subject): readonly Claim[] {
  return applications.flatMap(({ project, meta }) => {
    if (project === null || project === '' || project === 'default') return noClaims
    const source = `project of Argo CD application ${meta.name}`
    return [claim(project, source, 'weak', 'a project often is a team’s')]
  })
}

function codeownersClaims(
  { url, path }: RepositoryRef,
  { repositories }: Knowledge,
): readonly Claim[] {
  const codeowners = repositories.get(url ?? '')?.codeowners ?? null
  if (codeowners === null) return noClaims
  const owners = ownersOf(codeowners.rules, path === null ? '' : `${path}/`)
  if (owners.length === 0) return noClaims
  const source = `${codeowners.file} of ${url}, for ${path ?? 'the repository'}`
  const confidence = path === null ? 'weak' : 'likely'
  return [claim(owners.join(', '), source, confidence, 'who reviews the code comes last')]
}

function owned({ value, source }: Found, confidence: Confidence, rule: string): Claim {
  const made = claim(plainOwner(value), source, confidence, rule)
  return placeholder.test(value) ? { ...made, refused: 'names nobody' } : made
}

const placeholder = /^(?:none|null|unknown|unowned|undefined|n\/?a|tbd|todo|\?+|-+)$/i

function nothingFound({ workload, namespace }: Subject): string {
  const unread = namespace === null ? ' (not read)' : ''
  const kind = workload.kind.toLowerCase()
  return `no setting, owner annotation, team label, catalog entity or CODEOWNERS line: looked at the pod template, the ${kind}, its Services, namespace ${workload.meta.namespace}${unread}, its Argo CD Application, the catalog and the repository`
}
