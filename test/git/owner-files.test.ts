import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { refText } from '../../src/model/owner/entity-ref.ts'
import { listClones } from '../../src/git/find-clone.ts'
import { readCatalog, readRepositoryFiles } from '../../src/git/owner-files.ts'

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kulprit-owners-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const component = (name: string, owner = 'payments') => `
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ${name} }
spec: { type: service, owner: ${owner} }
`

describe('a catalog', () => {
  test('is every entity in or below a folder, several in one file', async () => {
    const folder = folderWith({
      'org.yaml': `${component('cart')}---\n${component('pay')}---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: Payments\n`,
      'a/b/catalog-info.yaml': component('web'),
      'a/values.yaml': 'replicas: 3\n',
      'node_modules/x/catalog-info.yaml': component('dependency'),
      '.git/catalog-info.yaml': component('hidden'),
    })
    const found = await readCatalog(folder)
    expect(found.map(({ ref }) => refText(ref)).sort()).toEqual([
      'component:default/cart',
      'component:default/pay',
      'component:default/web',
      'group:default/payments',
    ])
  })

  test('may be one file, or nothing at all', async () => {
    const folder = folderWith({ 'one.yaml': component('cart') })
    expect(await readCatalog(join(folder, 'one.yaml'))).toHaveLength(1)
    expect(await readCatalog(join(folder, 'none'))).toEqual([])
  })

  test('passes over what is no YAML, no entity, too large or a bomb', async () => {
    const bomb = `a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c, *c]\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: bomb}\n`
    const folder = folderWith({
      'bad.yaml': `backstage.io/ [[[\n---\n${component('after-a-bad-one')}`,
      'kubernetes.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: {name: x, labels: {backstage.io/kubernetes-id: x}}\n',
      'bomb.yaml': bomb,
      'large.yaml': `${component('large')}# ${'x'.repeat(1_000_001)}`,
    })
    symlinkSync(folder, join(folder, 'loop'))
    const found = await readCatalog(folder)
    expect(found.map(({ ref }) => ref.name)).toEqual(['after-a-bad-one'])
  })
})

describe('the files of a clone', () => {
  test('CODEOWNERS where the host looks first, and catalog files at the root and in the service', async () => {
    const clone = folderWith({
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.github/CODEOWNERS': '* @org/all\n',
      'docs/CODEOWNERS': '* @org/docs\n',
      'catalog-info.yaml': component('mono'),
      'services/cart/catalog-info.yml': component('cart'),
      'services/web/catalog-info.yaml': component('web'),
    })
    const files = await readRepositoryFiles(join(clone, 'services'), ['services/cart'])
    expect(files.codeowners).toEqual({ file: '.github/CODEOWNERS', text: '* @org/all' })
    expect(files.entities.map(({ file, ref }) => [file, ref.name])).toEqual([
      ['catalog-info.yaml', 'mono'],
      ['services/cart/catalog-info.yml', 'cart'],
    ])
  })

  test('are cleaned of what could move the cursor', async () => {
    const clone = folderWith({
      '.git/HEAD': '',
      CODEOWNERS: '* @org/\u001B[2Jall\u202E\n',
      'catalog-info.yaml': component('cart', '"a\\e[2Jb"'),
    })
    const { codeowners, entities } = await readRepositoryFiles(clone, [])
    expect(codeowners?.text).toBe('* @org/�[2Jall�')
    expect(entities[0]?.owner?.name).toBe('a�[2jb')
  })

  test('clones are found by their remotes, many at once, the topmost of two', async () => {
    const config = (url: string) => `[remote "origin"]\n\turl = ${url}\n`
    const folder = folderWith({
      'cart/.git/config': config('git@github.com:Shop/Cart.git'),
      'old/cart/.git/config': config('https://github.com/shop/cart'),
      'a/b/web/.git/config': config('https://git.example/web.git'),
    })
    expect([...(await listClones([folder]))]).toEqual([
      ['github.com/shop/cart', join(folder, 'cart')],
      ['git.example/web', join(folder, 'a/b/web')],
    ])
  })
})
