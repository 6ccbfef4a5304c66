/** Where to reach the owner of a workload, and what to read about it. */
import type { Entity } from './catalog.ts'
import type { Knowledge } from '../knowledge.ts'
import { refText } from './entity-ref.ts'
import type { Place, Subject } from '../place.ts'
import { allPlaces, applicationPlace } from '../place.ts'
import { keptList } from '../kept-list.ts'
import { keptText, readOnce } from '../read-once.ts'
import type { ContextRules } from '../settings/rules.ts'
import { concernsWorkload } from '../settings/rules.ts'
import type { WorkloadEntity } from './workload-entity.ts'
import type { Contact } from '../workload.ts'

/** The kinds that people ask for, by the words that tools and teams use for them. */
const kinds: readonly (readonly [kind: string, words: RegExp])[] = [
  ['runbook', /run-?books?|playbooks?/],
  ['dashboard', /dashboards?|grafana|metrics|performance|monitor|uptime|observab/],
  ['logs', /\blogs?\b|kibana|loki/],
  ['pager', /pager|on-?call|opsgenie/],
  ['incidents', /incidents?/],
  ['bugs', /bugs?|issues?|tickets?/],
  ['docs', /docs?|documentation|wiki|readme|confluence/],
  ['chat', /chat|slack|\bteams\b|mattermost|discord/],
  ['email', /e-?mail/],
]

/** The canonical kind that a key or a title stands for, else the words themselves. */
function contactKind(words: string): string {
  const plain = words.toLowerCase().replaceAll(/[_\s.]+/g, '-')
  return kinds.find(([, pattern]) => pattern.test(plain))?.[0] ?? plain
}

const annotationKinds: readonly (readonly [pattern: RegExp, kind: string | null])[] = [
  [/^a8r\.io\/(chat|runbook|support|incidents|logs|performance|uptime|documentation|bugs)$/, null],
  [/^app\.komodor\.com\/notification\..*slack$/, 'chat'],
  [/^app\.komodor\.com\/(?:(?:service|deploy|job)\.link|deploy\.job)\.(.+)$/, null],
  [/^link\.argocd\.argoproj\.io\/(.+)$/, null],
  [/^opslevel\.com\/tools\.([^.]+)\..+$/, null],
  [/^pagerduty\.com\/service-id$/, 'pager'],
  [/^opsgenie\.com\/team$/, 'pager'],
  [/^grafana\/overview-dashboard$/, 'dashboard'],
  [
    /^notifications\.argoproj\.io\/subscribe\.(?:[^.]+\.)?(slack|email|pagerduty|opsgenie|teams)$/,
    null,
  ],
]

const notifications = 'notifications.argoproj.io/'

export interface ContactFacts {
  readonly subject: Subject
  readonly rules: ContextRules
  readonly entity: WorkloadEntity | null
  readonly knowledge: Knowledge
}

/** Every contact that is named: the user's first, then the nearest place; no value twice. */
export function contactsOf(facts: ContactFacts): readonly Contact[] {
  const contacts = new Map<string, Contact>()
  for (const contact of allContacts(facts)) {
    const key = `${contact.kind} ${contact.value}`
    if (contact.value !== '' && !contacts.has(key)) contacts.set(key, contact)
  }
  return keptList([...contacts.values()])
}

function* allContacts({ subject, rules, entity, knowledge }: ContactFacts): Generator<Contact> {
  const { context, workload, applications } = subject
  const { namespace, name } = workload.meta
  const target = { context, namespace, kind: workload.kind, name }
  for (const { rule, at } of rules.owners)
    if (concernsWorkload(rule, target))
      for (const [kind, value] of Object.entries(rule.contacts ?? {}))
        yield contact(contactKind(kind), value, `${at}.contacts`)
  const places = allPlaces(subject)
  for (const place of places) yield* keyed(place, rules)
  for (const place of places) yield* annotated(place)
  // Of the Application alone: a workload's own annotations of that name are not Argo CD's.
  for (const application of applications) yield* subscribed(applicationPlace(application))
  // The path that Argo CD's own UI routes (`ui/src/app/applications`).
  if (rules.argoCd !== '')
    for (const { meta } of applications)
      yield contact(
        'argocd',
        `${rules.argoCd}/applications/${meta.namespace}/${meta.name}`,
        `Application ${meta.name}, settings: argoCd`,
      )
  if (entity !== null) yield* ofEntity(entity.entity, entity.source)
  const group = entity?.entity.owner ? knowledge.catalog.entity(entity.entity.owner) : null
  if (group !== null) yield* ofEntity(group, `catalog entity ${refText(group.ref)} (${group.file})`)
}

function* keyed({ name, annotations, labels }: Place, rules: ContextRules): Generator<Contact> {
  for (const [key, kind] of Object.entries(rules.contactKeys)) {
    const field = annotations[key] === undefined ? 'label' : 'annotation'
    const value = annotations[key] ?? labels[key]
    if (value !== undefined) yield contact(contactKind(kind), value, `${field} ${key} on ${name}`)
  }
}

function* annotated({ name, annotations }: Place): Generator<Contact> {
  for (const [key, value] of Object.entries(annotations)) {
    const kind = key.startsWith(notifications) ? null : kindOfKey(key)
    if (kind !== null) yield contact(kind, value, `annotation ${key} on ${name}`)
  }
}

/** `subscribe.<trigger>.slack: channel-1;channel-2` (Argo CD, "Notifications, Subscriptions"). */
function* subscribed({ name, annotations }: Place): Generator<Contact> {
  for (const [key, value] of Object.entries(annotations)) {
    const kind = key.startsWith(notifications) ? kindOfKey(key) : null
    if (kind === null) continue
    for (const one of value.split(';')) yield contact(kind, one, `annotation ${key} on ${name}`)
  }
}

function* ofEntity(entity: Entity, source: string): Generator<Contact> {
  if (entity.email !== null) yield contact('email', entity.email, source)
  for (const [key, value] of Object.entries(entity.annotations)) {
    const kind = kindOfKey(key)
    if (kind !== null) yield contact(kind, value, source)
  }
  for (const { url, title } of entity.links)
    yield contact(contactKind(title ?? 'link'), url, source)
}

const kindOfKey = readOnce((key): string | null => {
  for (const [pattern, kind] of annotationKinds) {
    const match = pattern.exec(key)
    if (match !== null) return kind ?? contactKind(match[1] ?? '')
  }
  return null
})

function contact(kind: string, text: string, source: string): Contact {
  const value = text.trim()
  return { kind, value, source: keptText(source), url: linkOf(kind, value) }
}

/** Only what a browser or a mail program opens; all else is a handle to copy. */
function linkOf(kind: string, value: string): string | null {
  // Komodor fills `${cluster}` and its like in; a browser cannot.
  if (/^https?:\/\/[^\s/]/i.test(value)) return value.includes('${') ? null : value
  const mail = /^(?:mailto:)?([^\s@:]+@[^\s@]+\.[^\s@]+)$/i.exec(value)?.[1]
  if (mail === undefined || value.startsWith('@')) return null
  return kind === 'chat' ? null : `mailto:${mail}`
}
