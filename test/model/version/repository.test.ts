import { describe, expect, test } from 'vitest'
import { noKnowledge } from '../../../src/model/knowledge.ts'
import {
  explainedRepository,
  parseSource,
  repositoryOf,
} from '../../../src/model/version/repository.ts'
import { rulesFor } from '../../../src/model/settings/rules.ts'
import type { RepositoryRule } from '../../../src/model/settings/settings.ts'
import { defaultSettings } from '../../../src/model/settings/settings.ts'
import { workloadRow } from '../../../src/model/workload-row.ts'
import {
  container,
  facts,
  namespaceObject,
  template,
  workloadObject,
} from '../../support/model-objects.ts'

const annotated = (annotations: Record<string, string>) => workloadObject({ meta: { annotations } })
const context = 'arn:aws:eks:eu:1:cluster/prod'
/** What a row shows is what is explained, without the reasons. */
const ask = (workload = workloadObject(), repositories: RepositoryRule[] = []) => {
  const namespace = namespaceObject('shop')
  const subject = { context, workload, namespace, services: [], applications: [] }
  const rules = rulesFor({ ...defaultSettings, repositories }, context)
  const { rejected: _, rule: __, ...shown } = explainedRepository(subject, rules, noKnowledge)
  const found = repositoryOf(subject, rules, noKnowledge)
  expect(shown).toEqual(found)
  return found
}

describe('a rule of the settings', () => {
  test.each([
    ['cart', true],
    ['car*', true],
    ['*', true],
    ['c*t', true],
    ['c*x*t', false],
    ['art', false],
    ['shop/cart', true],
    ['shop/*', true],
    ['sho/*', false],
    ['shop*', false],
    ['shop/deploy/cart', true],
    ['shop/Deployment/*', true],
    ['shop/sts/cart', false],
    ['shop/*/cart', true],
    ['*/*/*/cart', true],
    ['arn:aws:eks:eu:1:cluster/prod/shop/deployment/cart', true],
    ['*/prod/shop/deployment/cart', true],
    ['staging/shop/deployment/cart', false],
  ])('%s matches the deployment shop/cart in a context with a slash: %s', (workload, matches) => {
    const found = ask(workloadObject(), [{ workload, repository: '~/src/cart' }])
    expect(found.url).toBe(matches ? '~/src/cart' : null)
  })

  test('outranks what the cluster says, and the first match wins', () => {
    const workload = annotated({ 'a8r.io/repository': 'https://github.com/shop/other' })
    const rules = [
      { workload: 'web', repository: '/src/web' },
      { workload: 'shop/*', repository: 'https://github.com/shop/mono', path: '/services/cart/' },
      { workload: '*', repository: '/src/any' },
    ]
    expect(ask(workload, rules)).toMatchObject({
      url: 'https://github.com/shop/mono',
      path: 'services/cart',
      source: 'settings: repositories[1] (shop/*)',
      probe: null,
      confidence: 'certain',
    })
  })
})

describe('an address', () => {
  test.each([
    ['https://github.com/shop/cart', 'https://github.com/shop/cart', null],
    ['https://github.com/shop/cart.git/', 'https://github.com/shop/cart.git', null],
    ['url:https://github.com/shop/cart/', 'https://github.com/shop/cart', null],
    [
      'url:https://github.com/shop/mono/tree/main/services/cart/',
      'https://github.com/shop/mono',
      'services/cart',
    ],
    [
      'https://gitlab.example/a/b/mono/-/tree/main/services/cart',
      'https://gitlab.example/a/b/mono',
      'services/cart',
    ],
    ['https://bitbucket.org/shop/mono/src/main/cart', 'https://bitbucket.org/shop/mono', 'cart'],
    ['https://github.com/shop/mono/tree/main', 'https://github.com/shop/mono', null],
    [
      'https://dev.azure.com/org/project/_git/cart',
      'https://dev.azure.com/org/project/_git/cart',
      null,
    ],
    ['github.com/shop/cart', 'https://github.com/shop/cart', null],
    ['git@github.com:shop/cart.git', 'git@github.com:shop/cart.git', null],
    ['ssh://git@git.example:2222/shop/cart.git', 'ssh://git@git.example:2222/shop/cart.git', null],
    ['git+https://github.com/shop/cart', 'https://github.com/shop/cart', null],
    ['https://ann:token@github.com/shop/cart', 'https://github.com/shop/cart', null],
  ])('%s', (text, url, path) => {
    expect(parseSource(text)).toEqual({ url, path })
  })

  test.each([
    'file:///etc/passwd',
    '/srv/git/cart',
    'ext::sh -c id',
    'http://github.com/shop/cart',
    'git://github.com/shop/cart',
    '--upload-pack=touch /tmp/x',
    '-oProxyCommand@host:cart',
    'ssh://-oProxyCommand=id/cart',
    'https://github.com/',
    'not a url',
    '',
  ])('%j is not taken', (text) => {
    expect(parseSource(text)).toBeNull()
  })
})

describe('where no rule matches', () => {
  test.each([
    [
      {
        'a8r.io/repository': 'https://github.com/shop/cart',
        'github.com/project-slug': 'shop/other',
      },
      'https://github.com/shop/cart',
      null,
      'a8r.io/repository',
      'likely',
    ],
    [
      { 'app.openshift.io/vcs-uri': 'https://github.com/shop/cart' },
      'https://github.com/shop/cart',
      null,
      'app.openshift.io/vcs-uri',
      'likely',
    ],
    [
      { 'backstage.io/source-location': 'url:https://github.com/shop/mono/tree/main/cart/' },
      'https://github.com/shop/mono',
      'cart',
      'backstage.io/source-location',
      'likely',
    ],
    [
      { 'github.com/project-slug': 'shop/cart' },
      'https://github.com/shop/cart',
      null,
      'github.com/project-slug',
      'likely',
    ],
    [
      { 'opslevel.com/repo.cart.services.cart': 'github.com:shop/mono' },
      'https://github.com/shop/mono',
      'services/cart',
      'opslevel.com/repo.cart.services.cart',
      'likely',
    ],
    [
      { 'actions.github.com/k8s-deploy': '{"repository":"shop/deploys"}' },
      'https://github.com/shop/deploys',
      null,
      'actions.github.com/k8s-deploy',
      'weak',
    ],
  ])('the annotation %j says it', (annotations, url, path, key, confidence) => {
    expect(ask(annotated(annotations as unknown as Record<string, string>))).toMatchObject({
      url,
      path,
      source: `annotation ${key} on the deployment`,
      probe: null,
      confidence,
    })
  })

  test('so does a literal DD_GIT_REPOSITORY_URL', () => {
    const env = {
      DD_GIT_REPOSITORY_URL: { kind: 'literal' as const, text: 'github.com/shop/cart' },
    }
    const workload = workloadObject({ template: template({ containers: [container({ env })] }) })
    expect(ask(workload)).toMatchObject({
      url: 'https://github.com/shop/cart',
      path: null,
      source: 'environment variable DD_GIT_REPOSITORY_URL of container cart',
      probe: null,
      confidence: 'likely',
    })
  })

  test('an address that is not taken is passed over for one that is', () => {
    const workload = annotated({
      'a8r.io/repository': 'file:///srv/cart',
      'github.com/project-slug': 'shop/cart',
    })
    expect(ask(workload).url).toBe('https://github.com/shop/cart')
  })

  test('and named where nothing else is found', () => {
    expect(ask(annotated({ 'a8r.io/repository': 'file:///srv/cart' }))).toMatchObject({
      url: null,
      path: null,
      source: 'annotation a8r.io/repository on the deployment is no https or ssh address',
      probe: null,
      confidence: 'none',
    })
  })

  test.each(['', 'null', '[]', '{', '"x"', '{"repository": 7}', '{"repository": "../.."}'])(
    'the note %j does no harm',
    (note) => {
      expect(ask(annotated({ 'actions.github.com/k8s-deploy': note })).url).toBeNull()
    },
  )
})

test('a folder that a workload is mapped to says nothing against a noted commit', () => {
  const note = JSON.stringify({ commit: 'd'.repeat(40), repository: 'shop/cart' })
  const workload = workloadObject({
    template: template({ annotations: { 'actions.github.com/k8s-deploy': note } }),
  })
  const commit = (repository: string) =>
    workloadRow(
      facts(workload),
      { ...defaultSettings, repositories: [{ workload: '*', repository }] },
      0,
    ).workload.commit.value
  expect(commit('~/src/anything')).toBe('d'.repeat(40))
  expect(commit('git@github.com:shop/cart.git')).toBe('d'.repeat(40))
  expect(commit('git@github.com:shop/other.git')).toBeNull()
})
