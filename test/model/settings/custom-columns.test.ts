import { describe, expect, test } from 'vitest'
import { Fleet } from '../../../src/model/fleet.ts'
import {
  checkSettings,
  defaultSettings,
  isSerious,
  parseSettings,
} from '../../../src/model/settings/settings.ts'
import type { FieldsObject, WorkloadObject } from '../../../src/model/kube/kube.ts'
import { workloadObject } from '../../support/model-objects.ts'

const settings = {
  ...defaultSettings,
  customColumns: {
    TIER: { label: 'example.com/tier' },
    PAGER: { annotation: 'pager' },
    NONE: { label: 'nowhere' },
  },
}

const fieldsOf = (workload: WorkloadObject, values: Record<string, string>): FieldsObject => ({
  type: 'fields',
  meta: {
    ...workload.meta,
    uid: `${workload.meta.uid} fields`,
    controller: { kind: '', uid: workload.meta.uid },
  },
  values,
})

describe('a column of the user’s own', () => {
  test('shows a label or an annotation of the workload, else of its template', () => {
    const fleet = new Fleet(settings)
    const object = workloadObject()
    const put = {
      ...object,
      meta: { ...object.meta, labels: { 'example.com/tier': '1' }, annotations: {} },
      template: {
        ...object.template,
        labels: { 'example.com/tier': '2' },
        annotations: { pager: 'night shift' },
      },
    }
    fleet.apply({ type: 'objects', context: 'prod', put: [put], gone: [] })
    const [row] = fleet.flush().put
    expect(row?.custom).toEqual({ TIER: '1', PAGER: 'night shift' })
  })

  test('shows what was read for its path, as soon as that is known', () => {
    const fleet = new Fleet({
      ...settings,
      customColumns: { REPLICAS: { path: '.spec.replicas' } },
    })
    const object = workloadObject()
    fleet.apply({ type: 'objects', context: 'prod', put: [object], gone: [] })
    expect(fleet.flush().put[0]).not.toHaveProperty('custom')
    const read = (values: Record<string, string>) =>
      fleet.apply({ type: 'objects', context: 'prod', put: [fieldsOf(object, values)], gone: [] })
    read({ REPLICAS: '3' })
    expect(fleet.flush().put[0]?.custom).toEqual({ REPLICAS: '3' })
    read({ REPLICAS: '4' })
    expect(fleet.flush().put[0]?.custom).toEqual({ REPLICAS: '4' })
    read({})
    expect(fleet.flush().put[0]).not.toHaveProperty('custom')
  })

  test('is filled anew when the settings change, and absent without any', () => {
    const fleet = new Fleet(defaultSettings)
    const object = workloadObject()
    const put = { ...object, meta: { ...object.meta, labels: { 'example.com/tier': '1' } } }
    fleet.apply({ type: 'objects', context: 'prod', put: [put], gone: [] })
    expect(fleet.flush().put[0]).not.toHaveProperty('custom')
    fleet.setSettings(settings)
    expect(fleet.flush().put[0]?.custom).toEqual({ TIER: '1' })
  })

  test.each([
    [{ TIER: {} }, 'a column with either label, annotation or path'],
    [{ TIER: { label: 'a', annotation: 'b' } }, 'a column with either label, annotation or path'],
    [{ TIER: { label: 'a', path: '.b' } }, 'a column with either label, annotation or path'],
    [{ TIER: { label: 'not a key' } }, 'a key such as example.com/tier'],
    [{ TIER: { path: 7 } }, 'customColumns.TIER.path must be a text, found the number 7'],
    [
      { 'ON CALL': { path: '.spec[x]' } },
      'customColumns["ON CALL"].path: .spec[x] is no JSONPath at character 7: expected a number',
    ],
    [{ Owner: { label: 'team' } }, 'the table has a column "Owner" already'],
    [{ 'part-of': { label: 'team' } }, 'the table has a column "part-of" already'],
    [{ ' ': { label: 'team' } }, '" " cannot be the title of a column'],
  ])('%j is refused by name', (customColumns, message) => {
    expect(checkSettings({ customColumns }).map((problem) => problem.message)).toEqual([
      expect.stringContaining(message),
    ])
  })
})

test('a path that is none does no harm, and hides no problem that does', () => {
  const broken = { customColumns: { A: { path: '.a[' } } }
  expect(checkSettings(broken).filter(isSerious)).toEqual([])
  const read = parseSettings({ ...broken, columns: ['name', 'A'] }, 'settings.json')
  expect(read).toMatchObject({ ok: true, value: { columns: ['name', 'A'], ...broken } })
  expect(checkSettings({ ...broken, columns: ['B'] }).filter(isSerious)).toHaveLength(1)
})

test.each([
  [['name', 'healt'], 'unknown column "healt"'],
  [['name', 'name'], 'column "name" is there twice'],
  [[{ column: 'name', width: 1 }], 'width must be a whole number from 4 to 200'],
  [[{ width: 10 }], 'columns[0].column must be a text'],
  [[7], 'columns[0] must be an object'],
])('the columns %j are refused by name', (columns, message) => {
  expect(checkSettings({ columns }).map((problem) => problem.message)).toEqual([
    expect.stringContaining(message),
  ])
})

test('the columns of the table and of the user are known', () => {
  expect(
    checkSettings({
      columns: ['name', 'TIER', { column: 'health', width: 40 }],
      customColumns: { TIER: { label: 'tier' } },
    }),
  ).toEqual([])
})
