import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { WorkloadKind } from '../../../src/model/kube/kube.ts'
import type { Workload } from '../../../src/model/workload.ts'
import { rightWords, stepsFor } from '../../../src/state/workload/next-steps.ts'
import { release, workload } from '../../support/state-fixtures.ts'

const releases = [
  release(7, '1.4.2', { current: true, replicas: 3 }),
  release(6, '1.4.1', { current: false, proof: 'proven' }),
  release(5, '1.4.0', { current: false, proof: 'unproven', rememberedBy: 'Helm' }),
]
const previous = { ...release(6, '1.4.1'), releasedAt: null, proof: 'proven' as const }

const cart = (change: Partial<Workload> = {}) => workload('cart', { releases, previous, ...change })
const commands = (change: Partial<Workload> = {}, chosen = 0) =>
  stepsFor(cart(change), releases[chosen - 1] ?? null).map(({ command }) => command)

describe('commands, filled in', () => {
  test('of a Deployment', () => {
    expect(commands()).toEqual([
      'kubectl --context prod -n shop rollout undo deployment/cart --to-revision=6',
      'kubectl --context prod -n shop rollout restart deployment/cart',
      'kubectl --context prod -n shop rollout pause deployment/cart',
      'kubectl --context prod -n shop scale deployment/cart --replicas=4',
    ])
  })

  test.each<[WorkloadKind, readonly string[]]>([
    ['StatefulSet', ['undo', 'restart', 'scale']],
    ['DaemonSet', ['undo', 'restart']],
    ['Rollout', ['undo', 'abort', 'restart']],
    ['CronJob', ['patch', 'create']],
    ['Job', []],
  ])('of a %s', (kind, verbs) => {
    const found = stepsFor(cart({ kind })).map(
      ({ command }) =>
        /(?:rollouts?|shop) (undo|restart|abort|scale|patch|create)/.exec(command)?.[1],
    )
    expect(found).toEqual(verbs)
  })

  test('a paused rollout is resumed, and what is scaled to 0 gets back what it had', () => {
    const health = { status: 'suspended', reason: 'Paused', message: null, since: null } as const
    const replicas = { desired: 0, ready: 0, updated: 0, available: 0 }
    const found = commands({ health, replicas })
    expect(found).toContain('kubectl --context prod -n shop rollout resume deployment/cart')
    expect(found).toContain('kubectl --context prod -n shop scale deployment/cart --replicas=3')
  })

  test('no roll-back to what runs, or to what the cluster no longer keeps', () => {
    for (const chosen of [1, 3])
      expect(commands({}, chosen).filter((command) => command.includes('undo'))).toEqual([])
  })

  test('a shell takes every word as it is, whatever the context is called', () => {
    const context = "prod $(touch /tmp/x) 'eu'; rm -rf ~"
    const [command = ''] = commands({ context })
    const words = execFileSync('sh', ['-c', `kubectl() { printf '%s\\n' "$@"; }; ${command}`])
    expect(words.toString().split('\n').slice(0, 3)).toEqual(['--context', context, '-n'])
  })
})

test('what RBAC says stands beside a command', () => {
  const [step] = stepsFor(cart())
  if (step === undefined) throw new Error('a Deployment has steps')
  expect(rightWords(step, true)).toBe('you may')
  expect(rightWords(step, false)).toBe('RBAC forbids it: it takes patch on deployments')
  expect(rightWords(step, null)).toBe('it takes patch on deployments')
})
