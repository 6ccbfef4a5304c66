import { describe, expect, it } from 'vitest'
import type { Group } from '../../../src/state/table/group.ts'
import { lineWidth } from '../../../src/view/drawing/line.ts'
import { groupLine } from '../../../src/view/parts/group-line.ts'
import { workload } from '../../support/state-fixtures.ts'

function heading(name: string, width: number): string {
  const resources = {
    requests: { cpu: '1500m', memory: '2Gi' },
    limits: { cpu: null, memory: null },
    usage: { cpu: '750m', memory: '1536Mi' },
  }
  const failing = { status: 'degraded', reason: null, message: null, since: null } as const
  const workloads = Array.from({ length: 12 }, (_, i) =>
    workload(`w${i}`, { resources, ...(i === 0 ? { health: failing } : {}) }),
  )
  const group: Group = { kind: 'group', id: name, by: 'owner', name, folded: false, workloads }
  const line = groupLine(group, false, width)
  expect(lineWidth(line)).toBeLessThanOrEqual(width)
  return line.map(({ text }) => text).join('')
}

describe('the heading of a group', () => {
  it('says all its totals in words where there is room', () => {
    expect(heading('team-checkout', 120)).toBe(
      ' ▾ team-checkout  12 workloads · 1 failing · 36/36 ready · cpu 9/18 · memory 18Gi/24Gi',
    )
  })

  it('says all of them in a shorter way at 80 columns', () => {
    expect(heading('team-checkout', 80)).toBe(
      ' ▾ team-checkout (12) · 1 failing · 36/36 ready · cpu 9/18 · mem 18Gi/24Gi',
    )
  })

  it('cuts a long name rather than a total', () => {
    expect(heading('team-checkout-and-payments-platform', 80)).toBe(
      ' ▾ team-checkout-and-… (12) · 1 failing · 36/36 ready · cpu 9/18 · mem 18Gi/24Gi',
    )
  })

  it('leaves out the last totals whole where there is no room at all', () => {
    expect(heading('team-checkout', 50)).toBe(' ▾ team-checkout (12) · 1 failing · 36/36 ready')
  })
})
