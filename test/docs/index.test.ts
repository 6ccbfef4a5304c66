/** Writes the table of contents from the pages themselves: a title, and the first sentence of the page. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const docs = resolve(import.meta.dirname, '../../docs')

const sections = [
  ['tutorial', 'Tutorial', 'Learn kulprit by using it, on a simulated cluster.'],
  ['how-to', 'How to', 'One page for each job.'],
  ['reference', 'Reference', 'Complete, and made from the code.'],
  ['explanation', 'Explanation', 'How it works, and why it works that way.'],
  ['explanation/decisions', 'Decisions', 'What was costly to decide, and the reasons.'],
] as const

/** Jobs that are a part of another page, in the words in which they are looked for. */
const jobs: Readonly<Record<string, readonly (readonly [job: string, link: string])[]>> = {
  'how-to': [
    ['Bisect a service in a monorepo', 'how-to/bisect-a-workload.md#a-service-in-a-monorepo'],
    ['Hand a bisect to a colleague', 'how-to/bisect-a-workload.md#hand-it-to-a-colleague'],
    [
      'Good in staging, bad in production',
      'how-to/bisect-a-workload.md#good-in-staging-bad-in-production',
    ],
    ['Find the commit that fixed it', 'how-to/bisect-a-workload.md#which-commit-fixed-it'],
    ['Behind a proxy', 'how-to/reach-your-clusters.md#proxies'],
    ['With single sign-on', 'how-to/reach-your-clusters.md#single-sign-on-and-credential-plugins'],
    ['With k9s and kubectl', 'how-to/tell-others.md#from-kubectl-and-k9s'],
    ['What an error means', 'reference/errors.md'],
  ],
}

function entries(folder: string): string[] {
  const path = join(docs, folder)
  if (!existsSync(path)) return []
  return readdirSync(path)
    .filter((file) => file.endsWith('.md'))
    .toSorted()
    .map((file) => {
      const text = readFileSync(join(path, file), 'utf8').replace(/^<!--.*?-->\n+/s, '')
      const [, title = '', rest = ''] = /^# (.+?)\n+(.*)$/s.exec(text) ?? []
      return `- [${title}](${folder}/${file})${summaryOf(rest)}`
    })
}

/** The first sentence of running text; none where the page begins with something else. */
function summaryOf(text: string): string {
  const paragraph =
    text
      .split('\n\n')[0]
      ?.replaceAll('\n', ' ')
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1') ?? ''
  if (!/^[\p{L}\p{N}`*“(]/u.test(paragraph)) return ''
  const sentence = /^.*?[.:](?=\s|$)/u.exec(paragraph.replace(/^\*\*[^*]+\*\*\s*/, ''))?.[0]
  return sentence === undefined ? '' : `: ${sentence.replace(/[.:]$/, '')}`
}

test('docs/README.md', async () => {
  const parts = sections.flatMap(([folder, title, intro]) => {
    const inParts = (jobs[folder] ?? []).map(([job, link]) => `- [${job}](${link})`)
    const also = inParts.length === 0 ? [] : ['', 'Parts of these pages:', '', ...inParts]
    const lines = [...entries(folder), ...also]
    return entries(folder).length === 0 ? [] : [`## ${title}\n\n${intro}\n\n${lines.join('\n')}`]
  })
  const text = ['# Documentation', ...parts].join('\n\n')
  await expect(`${text}\n`).toMatchFileSnapshot('../../docs/README.md')
})
