import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { emptyHome, kulprit } from '../support/program.ts'

const docs = `${import.meta.dirname}/../../docs`

const pages = ['how-to', 'explanation', 'reference'].flatMap((section) =>
  readdirSync(`${docs}/${section}`)
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.replace('.md', '')),
)

test('kulprit help pages lists every page of the documentation with its title', async () => {
  const { code, stdout } = await kulprit(['help', 'pages'], emptyHome().env)
  expect(code).toBe(0)
  for (const page of pages) expect(stdout).toMatch(new RegExp(`^ {2}${page} +\\S`, 'm'))
})

test('a page reads as text: no links, no comments', async () => {
  const { code, stdout } = await kulprit(['help', 'pitfalls'], emptyHome().env)
  expect(code).toBe(0)
  expect(stdout).toContain('A shallow clone')
  expect(stdout).not.toMatch(/\]\(|<!--/)
})

test('a block keeps its language, and loses what only tests read', async () => {
  const { stdout } = await kulprit(['help', 'architecture'], emptyHome().env)
  expect(stdout).toContain('```text\nkubeconfig')
})

test.each([
  ['pitfals', 'did you mean kulprit help pitfalls?'],
  ['quary', 'did you mean kulprit help query?'],
  ['everything', 'kulprit help lists the commands, kulprit help pages the documentation'],
])('%s is refused, with what may have been meant', async (page, next) => {
  const { code, stdout, stderr } = await kulprit(['help', page], emptyHome().env)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(`no help on "${page}"`)
  expect(stderr).toContain(next)
})

test('a page from elsewhere on the disk is none of the documentation', async () => {
  const { code, stdout } = await kulprit(['help', '../../README'], emptyHome().env)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})
