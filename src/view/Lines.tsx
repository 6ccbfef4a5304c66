/** Draws lines: one Text a line, drawn again only when it changes. */
import { Text } from 'ink'
import { memo } from 'react'
import type { ReactNode } from 'react'
import type { Look } from '../state/look.ts'
import type { Frame } from './frame.ts'
import { drawn } from './drawing/glyphs.ts'
import type { Line } from './drawing/line.ts'
import { fitLine } from './drawing/line.ts'
import { stylesOf } from './drawing/theme.ts'

interface RowProps {
  readonly line: Line
  readonly width: number
  readonly look: Look
}

const Row = memo(function Row({ line, width, look }: RowProps): ReactNode {
  const styles = stylesOf(look)
  return (
    <Text wrap="truncate">
      {fitLine(line, width).map(({ text, tone }, i) =>
        tone === 'plain' ? (
          drawn(text, look.ascii)
        ) : (
          <Text key={i} {...styles[tone]}>
            {drawn(text, look.ascii)}
          </Text>
        ),
      )}
    </Text>
  )
})

/** A row for each line, of exactly `width` cells. */
export function Lines({ lines, width, look }: Frame): ReactNode {
  return lines.map((line, i) => <Row key={i} line={line} width={width} look={look} />)
}
