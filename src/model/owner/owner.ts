/** Whose a workload is: from the user's rules, what the cluster says, the catalog and CODEOWNERS. */
import type { Claim } from '../claim.ts'
import { claim, explained } from '../claim.ts'
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
  return explained(claimsOf(facts), () => nothingFound(facts.subject))
}

function* claimsOf({
  subject,
  rules,
  entity,
  repository,
  knowledge,
}: OwnerFacts): Generator<Claim> {
  const { workload, services, namespace, applications } = subject
  yield* ruleClaims(subject, rules)
  const own = ownPlaces(workload)
  const annotation = 'an annotation made for the purpose comes first'
  yield* annotated(own, 'certain', annotation)
  yield* annotated(
    services.map(servicePlace),
    'likely',
    'the Service that selects it is asked next',
  )
  if (entity !== null) yield* entityClaims(entity)
  yield* plain(own, 'a plain key on its own objects')
  yield* tagged(subject)
  yield* plain(services.map(servicePlace), 'a plain key on the Service that selects it')
  const inherited = namespace === null ? [] : [namespacePlace(namespace)]
  const fromNamespace = 'inherited from the namespace'
  yield* annotated(inherited, 'likely', fromNamespace)
  yield* plain(inherited, fromNamespace)
  const managing = applications.map(applicationPlace)
  const fromApplication = 'inherited from the Argo CD Application that manages it'
  yield* annotated(managing, 'likely', fromApplication)
  yield* plain(managing, fromApplication)
  yield* projectClaims(subject)
  yield* codeownersClaims(repository, knowledge)
}

function* ruleClaims(subject: Subject, rules: ContextRules): Generator<Claim> {
  const { context, workload } = subject
  const { namespace, name } = workload.meta
  const target = { context, namespace, kind: workload.kind, name }
  for (const { rule, at } of rules.owners)
    if (concernsWorkload(rule, target)) {
      const glob = rule.workload ?? `namespace ${rule.namespace}`
      yield claim(
        plainOwner(rule.owner),
        `${at} (${glob})`,
        'certain',
        'a rule of yours comes first',
      )
    }
  for (const found of findOwnKeys(rules.ownerKeys, allPlaces(subject)))
    yield owned(found, 'certain', 'a key of yours comes first')
}

function* annotated(
  places: readonly Place[],
  confidence: Confidence,
  rule: string,
): Generator<Claim> {
  for (const found of findKeys('annotation', ownerAnnotations, places))
    yield owned(found, confidence, rule)
}

/** Labels, then annotations: whoever writes `team` without a prefix mostly writes a label. */
function* plain(places: readonly Place[], rule: string): Generator<Claim> {
  for (const place of places) {
    for (const found of findKeys('label', plainKeys, [place])) yield owned(found, 'likely', rule)
    for (const found of findKeys('annotation', plainKeys, [place]))
      yield owned(found, 'likely', rule)
  }
}

/** What Datadog and OpenTelemetry are told to tag the workload's data with. */
function* tagged({ workload }: Subject): Generator<Claim> {
  for (const found of keyValues(workload, plainKeys))
    yield owned(found, 'likely', 'a tag of its telemetry')
}

function* entityClaims({ entity, source, confidence }: WorkloadEntity): Generator<Claim> {
  if (entity.owner === null) return
  yield claim(
    plainOwner(refText(entity.owner)),
    source,
    confidence,
    'the catalog outranks plain labels',
  )
}

/** Argo CD's own project `default` holds whatever nobody sorted. */
function* projectClaims({ applications }: Subject): Generator<Claim> {
  for (const { project, meta } of applications)
    if (project !== null && project !== '' && project !== 'default')
      yield claim(
        project,
        `project of Argo CD application ${meta.name}`,
        'weak',
        'a project often is a team’s',
      )
}

function* codeownersClaims(
  { url, path }: RepositoryRef,
  { repositories }: Knowledge,
): Generator<Claim> {
  const codeowners = repositories.get(url ?? '')?.codeowners ?? null
  if (codeowners === null) return
  const owners = ownersOf(codeowners.rules, path === null ? '' : `${path}/`)
  if (owners.length === 0) return
  const where = path === null ? 'the repository' : path
  yield claim(
    owners.join(', '),
    `${codeowners.file} of ${url}, for ${where}`,
    path === null ? 'weak' : 'likely',
    'who reviews the code comes last',
  )
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
