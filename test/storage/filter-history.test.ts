import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { filterHistory } from '../../src/storage/filter-history.ts'

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'kulprit-filters-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

const adding = (filter: string) => (filters: readonly string[]) => [filter, ...filters]

it('gives the filters of an earlier run, newest first', async () => {
  const dir = join(folder(), 'not', 'made', 'yet')
  expect(await filterHistory(dir).read()).toEqual([])
  await filterHistory(dir).change(adding('owner:payments'))
  await filterHistory(dir).change(adding('changed:<2h'))
  expect(await filterHistory(dir).read()).toEqual(['changed:<2h', 'owner:payments'])
  expect(readdirSync(dir)).toEqual(['filters.json'])
})

it('keeps what several kulprits add at the same time', async () => {
  const dir = folder()
  const texts = Array.from({ length: 20 }, (_, i) => `name:${i}`)
  await Promise.all(texts.map((text) => filterHistory(dir).change(adding(text))))
  expect((await filterHistory(dir).read()).toSorted()).toEqual(texts.toSorted())
})

it('begins anew where the file is damaged, and takes no control characters from it', async () => {
  const dir = folder()
  writeFileSync(join(dir, 'filters.json'), '["torn')
  expect(await filterHistory(dir).read()).toEqual([])
  writeFileSync(join(dir, 'filters.json'), JSON.stringify(['a\u001B[2Jb', 7]))
  expect((await filterHistory(dir).read()).join()).not.toContain('\u001B')
  await filterHistory(dir).change(adding('cart'))
  expect((await filterHistory(dir).read())[0]).toBe('cart')
})

it('says why a filter cannot be kept', async () => {
  const dir = folder()
  writeFileSync(join(dir, 'file'), '')
  expect(await filterHistory(join(dir, 'file')).change(adding('cart'))).toMatchObject({
    ok: false,
    failure: { message: expect.stringContaining('cannot keep the filter') },
  })
})
