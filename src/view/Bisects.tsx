/** The list of open bisects. */
import type { ReactNode } from 'react'
import type { SessionSummary } from '../state/question.ts'
import { firstVisible, locate } from '../state/cursor.ts'
import { ago } from '../state/format.ts'
import { sessionIds } from '../state/select-bisect.ts'
import type { State } from '../state/state.ts'
import { currentScreen } from '../state/state.ts'
import type { Column } from './columns.ts'
import { fitColumns, headerLine, rowLine } from './columns.ts'
import type { Line } from './line.ts'
import { blank, paragraph, span } from './line.ts'
import { Lines } from './Lines.tsx'

export function Bisects(props: {
  readonly state: State
  readonly width: number
  readonly height: number
}): ReactNode {
  const { state, width, height } = props
  return <Lines lines={listLines(state, width, height)} width={width} height={height} />
}

function listLines(state: State, width: number, height: number): Line[] {
  const screen = currentScreen(state)
  const sessions = screen.name === 'bisects' ? screen.sessions : null
  if (sessions === null) return [blank, [span('  Reading the journals …', 'dim')]]
  if (sessions.length === 0)
    return [
      blank,
      [span('  No open bisects.', 'strong')],
      ...paragraph('Open a failing workload and press b to start one.', width - 4, { indent: 2 }),
    ]
  const table = fitColumns(columnsFor(state.now), sessions, width)
  const index = locate(screen.cursor, sessionIds(state))
  const top = firstVisible(screen.cursor.top, index, sessions.length, height - 2)
  const rows = sessions
    .slice(top, top + height - 2)
    .map((session, i) => rowLine(table, session, { selected: top + i === index, width }))
  return [blank, headerLine(table), ...rows]
}

const standings = {
  probing: '◆ searching',
  found: '✗ found',
  indeterminate: '? undecided',
  aborted: '! stopped',
} as const

function columnsFor(now: number): Column<SessionSummary>[] {
  return [
    {
      title: 'BISECT',
      cell: ({ session }) => span(session.id, 'strong'),
      least: 10,
      most: 30,
      keep: 9,
    },
    {
      title: 'STATE',
      cell: ({ status }) => span(standings[status], status === 'found' ? 'bad' : 'plain'),
      least: 11,
      most: 11,
      keep: 8,
    },
    {
      title: 'VERDICTS',
      cell: ({ verdicts }) => span(String(verdicts)),
      least: 8,
      most: 8,
      keep: 5,
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
      cell: ({ session }) => span(`${session.good.label} → ${session.bad.label}`, 'dim'),
      least: 16,
      most: 60,
      keep: 4,
    },
  ]
}
