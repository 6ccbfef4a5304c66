/** Where to reach the owner of a workload, and what to read about it. */
import type { Entity } from './catalog.ts'
import type { Knowledge } from '../knowledge.ts'
import { refText } from './entity-ref.ts'
import type { Place, Subject } from '../place.ts'
import { allPlaces, applicationPlace } from '../place.ts'
import { keptList } from '../kept-list.ts'
import { keptText, readOnce, sharing } from '../read-once.ts'
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
  const named = allContacts(facts)
  if (named.length === 0) return nobody
  const contacts = new Map<string, Contact>()
  for (const contact of named) {
    const key = `${contact.kind} ${contact.value}`
    if (contact.value !== '' && !contacts.has(key)) contacts.set(key, contact)
  }
  let key = ''
  for (const { kind, value, source } of contacts.values()) key += `${kind} ${value}\n${source}\n`
  return shared(key, () => keptList([...contacts.values()]))
}

/** Workloads of one owner mostly name the same. */
const shared = sharing<readonly Contact[]>()

/** Nobody is named for most workloads of a large fleet. */
const nobody: readonly Contact[] = []

function allContacts({ subject, rules, entity, knowledge }: ContactFacts): readonly Contact[] {
  const named: Contact[] = []
  const { applications } = subject
  addRuled(subject, rules, named)
  const places = allPlaces(subject)
  for (const place of places) addKeyed(place, rules, named)
  for (const place of places) addAnnotated(place, named)
  // Of the Application alone: a workload's own annotations of that name are not Argo CD's.
  for (const application of applications) addSubscribed(applicationPlace(application), named)
  // The path that Argo CD's own UI routes (`ui/src/app/applications`).
  if (rules.argoCd !== '')
    for (const { meta } of applications)
      named.push(
        contact(
          'argocd',
          `${rules.argoCd}/applications/${meta.namespace}/${meta.name}`,
          `Application ${meta.name}, settings: argoCd`,
        ),
      )
  if (entity === null) return named
  addEntity(entity.entity, entity.source, named)
  const { owner } = entity.entity
  const group = owner === null ? null : knowledge.catalog.entity(owner)
  if (group !== null)
    addEntity(group, `catalog entity ${refText(group.ref)} (${group.file})`, named)
  return named
}

function addRuled({ context, workload }: Subject, rules: ContextRules, to: Contact[]): void {
  if (rules.owners.length === 0) return
  const { namespace, name } = workload.meta
  const target = { context, namespace, kind: workload.kind, name }
  for (const { rule, at } of rules.owners)
    if (concernsWorkload(rule, target))
      for (const [kind, value] of Object.entries(rule.contacts ?? {}))
        to.push(contact(contactKind(kind), value, `${at}.contacts`))
}

function addKeyed({ name, annotations, labels }: Place, rules: ContextRules, to: Contact[]): void {
  for (const key in rules.contactKeys) {
    const field = annotations[key] === undefined ? 'label' : 'annotation'
    const value = annotations[key] ?? labels[key]
    if (value === undefined) continue
    const kind = contactKind(rules.contactKeys[key] ?? key)
    to.push(contact(kind, value, `${field} ${key} on ${name}`))
  }
}

function addAnnotated({ name, annotations }: Place, to: Contact[]): void {
  for (const key in annotations) {
    const kind = key.startsWith(notifications) ? '' : kindOfKey(key)
    if (kind !== '') to.push(contact(kind, annotations[key] ?? '', `annotation ${key} on ${name}`))
  }
}

/** `subscribe.<trigger>.slack: channel-1;channel-2` (Argo CD, "Notifications, Subscriptions"). */
function addSubscribed({ name, annotations }: Place, to: Contact[]): void {
  for (const key in annotations) {
    const kind = key.startsWith(notifications) ? kindOfKey(key) : ''
    if (kind === '') continue
    for (const one of (annotations[key] ?? '').split(';'))
      to.push(contact(kind, one, `annotation ${key} on ${name}`))
  }
}

function addEntity(entity: Entity, source: string, to: Contact[]): void {
  if (entity.email !== null) to.push(contact('email', entity.email, source))
  for (const [key, value] of Object.entries(entity.annotations)) {
    const kind = kindOfKey(key)
    if (kind !== '') to.push(contact(kind, value, source))
  }
  for (const { url, title } of entity.links)
    to.push(contact(contactKind(title ?? 'link'), url, source))
}

/** Empty for a key that names no contact, as most do. */
const kindOfKey = readOnce((key): string => {
  for (const [pattern, kind] of annotationKinds) {
    const match = pattern.exec(key)
    if (match !== null) return kind ?? contactKind(match[1] ?? '')
  }
  return ''
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
