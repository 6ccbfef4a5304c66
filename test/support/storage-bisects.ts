/** A stored bisect with an entry of every type, for tests of journals. */
import type { Session } from '../../src/bisect/session.ts'
import type { Entry } from '../../src/storage/journal.ts'

export const storedSession: Session = {
  id: 'cart-k3f9',
  startedAt: '2026-03-01T12:00:00.000Z',
  workload: { context: 'prod', namespace: 'shop', kind: 'Deployment', name: 'cart' },
  owner: 'payments',
  repository: '/home/ada/shop',
  remote: 'https://example.com/acme/shop.git',
  imageForm: 'registry.example.com/cart:main-{sha:7}',
  path: 'services/cart',
  looksFor: 'regression',
  good: { sha: 'a'.repeat(40), label: '1.7.2 (release 6)' },
  bad: { sha: 'b'.repeat(40), label: '1.8.0 (release 7)' },
  verifyEnds: true,
}

export function storedMark(digit: string, verdict: 'good' | 'bad' | 'skip' = 'good'): Entry {
  return {
    type: 'mark',
    mark: {
      sha: digit.repeat(40),
      verdict,
      phase: 'search',
      at: '2026-03-01T12:01:00.000Z',
      durationMs: 120,
      exitCode: 0,
      note: null,
    },
  }
}

export const storedEntries: readonly Entry[] = [
  storedMark('1'),
  { type: 'note', sha: '1'.repeat(40), text: 'checkout was slow – ünüsual' },
  { type: 'chosen', sha: '2'.repeat(40) },
  storedMark('2', 'bad'),
  { type: 'undo' },
  { type: 'redo' },
  { type: 'widened' },
  { type: 'verifyEnds', on: false },
  { type: 'firstParent', on: true },
  { type: 'testable', only: 'built', tiers: [['4'.repeat(40), 'deployed']], asks: null },
  { type: 'available', sha: '5'.repeat(40), built: false },
  { type: 'flaky', confidence: 0.95, failRate: 0.5, falseFailRate: null },
  { type: 'steady' },
  { type: 'unlimited' },
  storedMark('3', 'skip'),
  storedMark('6', 'bad'),
  { type: 'withdrawn' },
  { type: 'suspects', items: [{ sha: '7'.repeat(40), score: 40, reasons: ['touches src'] }] },
  { type: 'ended', status: 'indeterminate', candidates: 2 },
]
