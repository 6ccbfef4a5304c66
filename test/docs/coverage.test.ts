/** Holds the rules to what is right of public projects, and writes docs/explanation/coverage.md. */
import { describe, expect, test } from 'vitest'
import type { Reasons } from '../../src/model/resolved.ts'
import type { Workload } from '../../src/model/workload.ts'
import type { Project } from '../support/model-projects.ts'
import { readProjects } from '../support/model-projects.ts'

const projects = readProjects()

interface Answer extends Reasons {
  readonly value: string | null
}

function answersOf(workload: Workload): Readonly<Record<string, Answer>> {
  const { owner, version, commit, repository } = workload.particulars.explained()
  return { owner, version, commit, repository: { ...repository, value: repository.url } }
}

describe.each(projects.map((project) => [project.name, project] as const))('%s', (_, project) => {
  test('has every workload that is asked for', () => {
    expect([...project.workloads.keys()].sort()).toEqual([...project.expected.keys()].sort())
  })

  test.each([...project.expected])('%s is right', (name, expected) => {
    const workload = project.workloads.get(name)
    if (workload === undefined) throw new Error(`no ${name}`)
    const answers = answersOf(workload)
    const given = Object.keys(expected).map((field) => [field, answers[field]?.value])
    expect(Object.fromEntries(given)).toEqual(expected)
  })

  test('claims nothing as certain that is not asked for and right', () => {
    const wrong = [...project.workloads].flatMap(([name, workload]) => {
      const expected: Readonly<Record<string, unknown>> = { ...project.expected.get(name) }
      return Object.entries(answersOf(workload))
        .filter(([, { confidence }]) => confidence === 'certain')
        .filter(([field, { value }]) => value !== expected[field])
        .map(([field, { value }]) => `${name}: ${field} ${value}`)
    })
    expect(wrong).toEqual([])
  })
})

const fields = ['owner', 'version', 'commit', 'repository'] as const

/** How many are found of those that the manifests name at all. */
function coverageRow({ name, workloads, expected }: Project): string[] {
  const found = fields.map((field) => {
    const named = [...expected].filter(([, right]) => (right[field] ?? null) !== null)
    const right = named.filter(([key, wanted]) => {
      const workload = workloads.get(key)
      return workload !== undefined && answersOf(workload)[field]?.value === wanted[field]
    })
    return named.length === 0 ? 'none named' : `${right.length} of ${named.length}`
  })
  return [name, String(workloads.size), ...found]
}

/** Each reason once, with the workloads that it is about. */
function unknownRows(field: (typeof fields)[number]): string[][] {
  const unknown = projects.flatMap(({ name, workloads }) =>
    [...workloads.values()].flatMap((workload) => {
      const answer = answersOf(workload)[field]
      return answer?.value === null ? [{ name, why: whyOf(answer) }] : []
    }),
  )
  return [...Map.groupBy(unknown, ({ why }) => why)].map(([why, cases]) => [
    field,
    String(cases.length),
    [...new Set(cases.map(({ name }) => name))].join(', '),
    why,
  ])
}

/** Without what differs from one workload to the next. */
function whyOf({ source, rejected = [] }: Answer): string {
  const plain = source
    .replace(/the (?:deployment|statefulset)/, 'the workload')
    .replace(/namespace [^\s,]+(?: \(not read\))?/, 'its namespace')
  const reasons = [...new Set(rejected.map(({ reason }) => reason))]
  return reasons.length === 0 ? plain : `${plain}; found, but: ${reasons.join('; ')}`
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

test('docs/explanation/coverage.md', async () => {
  const page = [
    '# How much is found',
    'The rules are held to manifests of public projects, written down as facts in `test/fixtures/projects`: every version has to be right, every owner that exists found, and nothing wrong be called certain. This page is written by `test/docs/coverage.test.ts`.',
    table(['project', 'workloads', ...fields], projects.map(coverageRow)),
    'Found and right, of those that the manifests name at all: most projects say nothing about owners, commits and repositories. `kulprit doctor` tells the same of your own cluster, and which settings would mend most of it.',
    '## Unknown, and why',
    table(['field', 'workloads', 'projects', 'why'], fields.flatMap(unknownRows)),
  ]
  await expect(`${page.join('\n\n')}\n`).toMatchFileSnapshot('../../docs/explanation/coverage.md')
})
