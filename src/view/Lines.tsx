/** Draws lines: one Text a line, drawn again only when it changes. */
import { Text } from 'ink'
import { memo } from 'react'
import type { ReactNode } from 'react'
import type { Frame } from './frame.ts'
import type { Line } from './line.ts'
import { fitLine } from './line.ts'
import { styles } from './theme.ts'

interface RowProps {
  readonly line: Line
  readonly width: number
}

const Row = memo(function Row({ line, width }: RowProps): ReactNode {
  return (
    <Text wrap="truncate">
      {fitLine(line, width).map(({ text, tone }, i) =>
        tone === 'plain' ? (
          text
        ) : (
          <Text key={i} {...styles[tone]}>
            {text}
          </Text>
        ),
      )}
    </Text>
  )
})

/** A row for each line, of exactly `width` cells. */
export function Lines({ lines, width }: Frame): ReactNode {
  return lines.map((line, i) => <Row key={i} line={line} width={width} />)
}
