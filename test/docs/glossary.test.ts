/** Holds the glossary to the words and signs that the program shows. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { tierNames } from '../../src/cli/grammar/invocation.ts'
import type { ReadState } from '../../src/model/change.ts'
import type { Confidence } from '../../src/model/resolved.ts'
import {
  commitSigns,
  happeningSigns,
  healthSigns,
  proofSigns,
  rowSigns,
  verdictSigns,
} from '../../src/view/drawing/theme.ts'

const page = resolve(import.meta.dirname, '../../docs/reference/glossary.md')
const glossary = readFileSync(page, 'utf8').toLowerCase().replaceAll(/\s+/g, ' ')

const tables = { healthSigns, proofSigns, happeningSigns, rowSigns, commitSigns, verdictSigns }
const signs = Object.values(tables).flatMap((table) => Object.values(table))

test.each(signs.map(({ glyph, word }) => `**${word}** ${glyph}`))('%s is explained', (entry) => {
  expect(glossary).toContain(entry)
})

const confidences: Readonly<Record<Confidence, true>> = {
  certain: true,
  likely: true,
  weak: true,
  none: true,
}
const readStates: Readonly<Record<ReadState, true>> = {
  syncing: true,
  live: true,
  slow: true,
  unreachable: true,
  forbidden: true,
  expired: true,
  failed: true,
  absent: true,
}
const sessions = ['probing', 'found', 'indeterminate', 'aborted']
const words = [
  ...Object.keys(confidences),
  ...Object.keys(readStates),
  ...sessions,
  ...tierNames,
  ...['workload', 'owner', 'controller', 'version', 'commit', 'release', 'previous'],
  ...['range', 'candidate', 'probe', 'verdict', 'culprit', 'suspect', 'pitfall'],
]

test.each(words)('%s is explained', (word) => {
  expect(glossary).toContain(`**${word}**`)
})
