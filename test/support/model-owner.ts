/** Asks the rules for owner and contacts, given a workload, what stands around it, and what files say. */
import { expect } from 'vitest'
import type { Entity } from '../../src/model/owner/catalog.ts'
import { readEntity } from '../../src/model/owner/catalog.ts'
import { contactsOf } from '../../src/model/owner/contacts.ts'
import type { RepositoryFiles } from '../../src/model/knowledge.ts'
import { makeKnowledge } from '../../src/model/knowledge.ts'
import type { ApplicationObject, ServiceObject } from '../../src/model/kube/kube-around.ts'
import type { Meta } from '../../src/model/kube/kube.ts'
import { explainedOwner, ownerOf } from '../../src/model/owner/owner.ts'
import type { Subject } from '../../src/model/place.ts'
import { repositoryOf } from '../../src/model/version/repository.ts'
import type { Resolved } from '../../src/model/resolved.ts'
import { rulesFor } from '../../src/model/settings/rules.ts'
import type { Settings } from '../../src/model/settings/settings.ts'
import { defaultSettings } from '../../src/model/settings/settings.ts'
import type { Contact } from '../../src/model/workload.ts'
import { entityOf } from '../../src/model/owner/workload-entity.ts'
import { meta } from './model-objects.ts'

type Asked = Partial<Subject> & Pick<Subject, 'workload'>

interface Known {
  readonly settings?: Partial<Settings>
  readonly catalog?: readonly Entity[]
  /** By repository. */
  readonly codeowners?: Readonly<Record<string, RepositoryFiles['codeowners']>>
}

function factsOf(asked: Asked, { settings = {}, catalog = [], codeowners = {} }: Known) {
  const subject: Subject = {
    context: 'prod',
    namespace: null,
    services: [],
    applications: [],
    ...asked,
  }
  const rules = rulesFor({ ...defaultSettings, ...settings }, subject.context)
  const files = Object.entries(codeowners).map(
    ([name, file]) => [name, { codeowners: file, entities: [] }] as const,
  )
  const knowledge = makeKnowledge(catalog, new Map(files))
  const repository = repositoryOf(subject, rules, knowledge)
  const entity = entityOf(subject, repository, knowledge)
  return { subject, rules, knowledge, repository, entity }
}

export function ownerIn(asked: Asked, known: Known = {}): Resolved {
  const explained = explainedOwner(factsOf(asked, known))
  const { value, source, confidence } = explained
  expect(ownerOf(factsOf(asked, known))).toEqual({ value, source, confidence })
  return explained
}

export function contactsIn(asked: Asked, known: Known = {}): readonly Contact[] {
  return contactsOf(factsOf(asked, known))
}

/** Value, source and confidence; what was rejected is a matter of its own. */
export function expectOwner(asked: Asked, wanted: Resolved, known: Known = {}): void {
  const { value, source, confidence } = ownerIn(asked, known)
  expect({ value, source, confidence }).toEqual(wanted)
}

export function serviceObject(
  name: string,
  selector: Readonly<Record<string, string>>,
  parts: Partial<Meta> = {},
): ServiceObject {
  return { type: 'service', meta: meta({ name, uid: `service-${name}`, ...parts }), selector }
}

export function applicationObject(
  name: string,
  parts: Partial<Meta> = {},
  rest: Partial<Omit<ApplicationObject, 'meta'>> = {},
): ApplicationObject {
  return {
    type: 'application',
    meta: meta({ name, uid: `application-${name}`, namespace: 'argocd', ...parts }),
    project: 'default',
    sources: [],
    revisions: [],
    workloads: [],
    history: [],
    ...rest,
  }
}

/** A Component of a catalog, as its file would say it. */
export function component(
  name: string,
  parts: {
    readonly owner?: unknown
    readonly annotations?: Readonly<Record<string, string>>
    readonly links?: readonly unknown[]
    readonly namespace?: string
  } = {},
): Entity {
  const { owner, ...metadata } = parts
  return entity({ kind: 'Component', metadata: { name, ...metadata }, spec: { owner } })
}

export function group(
  name: string,
  parts: { readonly email?: string; readonly links?: readonly unknown[] } = {},
): Entity {
  const { email, links } = parts
  return entity({ kind: 'Group', metadata: { name, links }, spec: { profile: { email } } })
}

function entity(document: object): Entity {
  const read = readEntity({ apiVersion: 'backstage.io/v1alpha1', ...document }, 'catalog-info.yaml')
  if (read === null) throw new Error('not an entity')
  return read
}
