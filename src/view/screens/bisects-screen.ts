/** The list of open bisects. */
import { firstVisible, locate } from '../../state/table/cursor.ts'
import { ago } from '../../state/format.ts'
import { keyOf } from '../../state/commands/keymap.ts'
import type { SessionRow } from '../../state/bisects/select-sessions.ts'
import { sessionIds, sessionRows } from '../../state/bisects/select-sessions.ts'
import type { State } from '../../state/state.ts'
import { currentScreen } from '../../state/state.ts'
import type { Column } from '../parts/column.ts'
import { tableLines } from '../parts/columns.ts'
import type { Line, Span } from '../drawing/line.ts'
import { blank, paragraph, span } from '../drawing/line.ts'

export function bisectsLines(state: State, width: number, height: number): Line[] {
  const screen = currentScreen(state)
  const sessions = sessionRows(state)
  if (sessions === null) return [blank, [span('  Reading the journals …', 'dim')]]
  if (sessions.length === 0)
    return [
      blank,
      [span('  No open bisects.', 'strong')],
      ...paragraph(
        `Open a failing workload and press ${keyOf(state, 'bisect.start')} to start one.`,
        width - 4,
        { indent: 2 },
      ),
    ]
  if (screen.name !== 'bisects') return []
  const index = locate(screen.cursor, sessionIds(state))
  const top = firstVisible(screen.cursor.top, index, sessions.length, height - 2)
  const part = { top, room: height - 2, selected: index }
  return [blank, ...tableLines(columnsFor(state.now), sessions, width, part)]
}

const standings = {
  probing: span('◆ searching'),
  found: span('✗ found', 'bad'),
  indeterminate: span('? undecided', 'warn'),
  aborted: span('! stopped', 'warn'),
} as const

function standing({ running, status, session }: SessionRow): Span {
  if (running) return span('◌ running', 'accent')
  if (status === 'found' && session.looksFor === 'fix') return span('✓ fix found', 'good')
  return standings[status]
}

/** What can still be it; how many tests that takes is known of those that were opened. */
function leftOf({ status, candidates, remaining }: SessionRow): string {
  const left = remaining?.candidates ?? candidates
  if (status !== 'probing' || remaining === null) return left === null ? '' : String(left)
  const { least, most } = remaining
  return `${left}, ${least === most ? most : `${least}–${most}`} tests`
}

function columnsFor(now: number): Column<SessionRow>[] {
  return [
    {
      title: 'BISECT',
      cell: ({ session }) => span(session.id, 'strong'),
      least: 14,
      most: 30,
      keep: 9,
    },
    {
      title: 'STATE',
      cell: standing,
      least: 11,
      most: 11,
      keep: 8,
    },
    {
      title: 'TESTED',
      cell: ({ verdicts }) => span(String(verdicts)),
      least: 6,
      most: 6,
      keep: 5,
    },
    {
      title: 'LEFT',
      cell: (row) => span(leftOf(row)),
      least: 4,
      most: 18,
      keep: 3,
    },
    {
      title: 'STARTED',
      cell: ({ session }) => span(`${ago(session.startedAt, now)} ago`, 'dim'),
      least: 7,
      most: 9,
      keep: 6,
    },
    {
      title: 'WORKLOAD',
      cell: ({ session: { workload } }) =>
        span(workload === null ? '' : `${workload.namespace}/${workload.name}`),
      least: 12,
      most: 40,
      keep: 7,
    },
    {
      title: 'FROM → TO',
      cell: ({ session: { good, bad, looksFor } }) =>
        span(
          looksFor === 'fix' ? `${bad.label} → ${good.label}` : `${good.label} → ${bad.label}`,
          'dim',
        ),
      least: 16,
      most: 60,
      keep: 4,
    },
  ]
}
