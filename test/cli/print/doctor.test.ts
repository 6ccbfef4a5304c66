import { expect, test } from 'vitest'
import type { Diagnosis } from '../../../src/cli/print/doctor.ts'
import { printDiagnosis } from '../../../src/cli/print/doctor.ts'

const diagnosis: Diagnosis = {
  checks: [
    { check: 'git', status: 'ok', message: 'git 2.39.5', next: null },
    {
      check: 'reading prod',
      status: 'failed',
      message: 'cannot read pods: forbidden',
      next: 'ask for list on pods',
    },
  ],
  coverage: [
    {
      field: 'owner',
      workloads: 12,
      known: 9,
      by: [{ what: 'label team on the pod template', workloads: 9 }],
      unknown: [{ what: 'no label names an owner', workloads: 3 }],
    },
  ],
  mending: {
    settings: { owners: [{ namespace: 'shop', owner: 'TEAM OF shop' }] },
    mends: [{ setting: 'owners[0]', field: 'owner', workloads: 3, because: null }],
  },
  settingsFile: '/home/ada/.config/kulprit/settings.json',
}

test('doctor prints each check with its next step, the coverage, and settings to paste', () => {
  expect(printDiagnosis(diagnosis, 'text', false)).toBe(`\
ok       git            git 2.39.5
FAILED   reading prod   cannot read pods: forbidden
                        → ask for list on pods

FIELD   KNOWN     WORKLOADS   BY, OR WHY NOT
owner   9 of 12
                  9           label team on the pod template
                  3           unknown: no label names an owner

These settings in /home/ada/.config/kulprit/settings.json would tell most of the rest; what only you know stands in capitals:

{
  "owners": [
    {
      "namespace": "shop",
      "owner": "TEAM OF shop"
    }
  ]
}

SETTING     TELLS   OF WORKLOADS   PROPOSED BECAUSE
owners[0]   owner   3              only you know it
`)
})

test('doctor sums up what many rules found in few workloads each', () => {
  const by = Array.from({ length: 9 }, (_, i) => ({ what: `rule ${i}`, workloads: 2 }))
  const [first] = diagnosis.coverage ?? []
  const coverage = first === undefined ? [] : [{ ...first, by }]
  const text = printDiagnosis({ ...diagnosis, coverage }, 'text', false)
  expect(text).toContain('rule 5')
  expect(text).not.toContain('rule 6')
  expect(text).toContain('6           3 more ways')
})

test('doctor -o json holds all of it', () => {
  const { checks, coverage, mending, settingsFile } = diagnosis
  expect(JSON.parse(printDiagnosis(diagnosis, 'json', true))).toEqual({
    checks,
    coverage,
    suggested: { file: settingsFile, settings: mending.settings, mends: mending.mends },
  })
})
