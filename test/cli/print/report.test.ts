import { expect, test } from 'vitest'
import { k9sPlugin } from '../../../src/cli/print/k9s-plugin.ts'
import { printOwners } from '../../../src/cli/print/owners.ts'
import { printReport } from '../../../src/cli/print/report.ts'
import { parse } from 'yaml'
import { serviceIndex } from '../../../src/model/timeline/dependencies.ts'
import { ownersOf } from '../../../src/model/owner/owners.ts'
import { releaseDiff } from '../../../src/model/release/release-diff.ts'
import { likelyChanges } from '../../../src/model/timeline/likely-changes.ts'
import { timelineOf } from '../../../src/model/timeline/timeline.ts'
import { stepsFor } from '../../../src/state/workload/next-steps.ts'
import type { ReportFacts } from '../../../src/state/report/workload-report.ts'
import { cart, now, report, sha } from '../../support/cli-fixtures.ts'

const timeline = timelineOf([cart])
const [newer, older] = cart.particulars.releases()
const facts: ReportFacts = {
  workload: cart,
  suspects: likelyChanges(cart, timeline, serviceIndex([cart]), new Map([[cart.id, cart]])),
  happenings: timeline,
  diff: newer === undefined || older === undefined ? null : releaseDiff(older, newer),
  context: null,
  bisects: [
    {
      ...{ id: 'cart-k3f9', status: 'found', startedAt: '2026-03-01T11:55:00Z' },
      repository: '/src/shop',
      good: { sha: sha('a'), label: '1.7.1 (release 6)' },
      bad: { sha: sha('b'), label: '1.7.2 (release 7)' },
      culprit: sha('d'),
      verdicts: [
        { sha: sha('d'), verdict: 'bad', at: '2026-03-01T11:56:00Z', note: 'fails | always' },
      ],
    },
  ],
  steps: stepsFor(cart).map((step, i) => ({ step, allowed: [true, false, null][i] ?? null })),
  problems: ['configmaps: you may not list them'],
  now,
}

test('the report tells all that a colleague needs', async () => {
  await expect(printReport(facts, 'text')).toMatchFileSnapshot('__screens__/report.txt')
})

test('a report on what nothing is known of leaves the sections out', () => {
  const bare = printReport(
    {
      ...facts,
      workload: report,
      suspects: [],
      happenings: [],
      diff: null,
      bisects: [],
      steps: [],
      problems: [],
    },
    'text',
  )
  expect(bare.match(/^## .*/gm)).toBeNull()
  expect(bare).toContain('previous: unknown')
})

test('report -o json has the same facts', () => {
  const read = JSON.parse(printReport(facts, 'json'))
  expect(Object.keys(read)).toEqual([
    ...['at', 'workload', 'diagnosis', 'since', 'suspects', 'timeline', 'releases', 'difference'],
    ...['commits', 'bisects', 'commands', 'problems'],
  ])
  expect(read.suspects[0].reasons).toContain('its own')
  expect(read.commands[1]).toMatchObject({ allowed: false, right: expect.stringContaining('RBAC') })
})

test('owners lists each with what fails, and how to reach them', () => {
  const owners = ownersOf([cart, report])
  expect(printOwners(owners, [], 'table', false, now)).toBe(
    [
      'OWNER       WORKLOADS   FAILING   CHANGED     CPU    MEMORY   CONTACT',
      'payments    1           1         12m         300m   384Mi    #payments',
      '<unknown>   1           0         <unknown>   300m   384Mi    -',
      '',
    ].join('\n'),
  )
  const { items } = JSON.parse(printOwners(owners, [], 'json', false, now))
  expect(items[0]).toMatchObject({
    ...{ owner: 'payments', failing: 1 },
    workloads: [{ namespace: 'shop', name: 'cart', status: 'degraded' }],
  })
})

test('the plugin for k9s opens kulprit on the selected workload', () => {
  const { plugins } = parse(k9sPlugin())
  expect(plugins.kulprit).toMatchObject({ command: 'kulprit', shortCut: 'Shift-K' })
  expect(plugins.kulprit.args[0]).toBe('$NAMESPACE/$RESOURCE_NAME/$NAME')
  expect(plugins.kulprit.scopes).toContain('deployments')
})
