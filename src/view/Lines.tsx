/** Draws lines: one Text a line, drawn again only when it changes. */
import { Text } from 'ink'
import { memo } from 'react'
import type { ReactNode } from 'react'
import type { Line } from './line.ts'
import { blank, fitLine } from './line.ts'
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
}, sameRow)

/** Exactly `height` rows: what does not fit is left out, what is missing is blank. */
export function Lines(props: {
  readonly lines: readonly Line[]
  readonly width: number
  readonly height: number
}): ReactNode {
  const { lines, width, height } = props
  return Array.from({ length: height }, (_, i) => (
    <Row key={i} line={lines[i] ?? blank} width={width} />
  ))
}

function sameRow(a: RowProps, b: RowProps): boolean {
  return (
    a.width === b.width &&
    (a.line === b.line ||
      (a.line.length === b.line.length &&
        a.line.every((span, i) => span.text === b.line[i]?.text && span.tone === b.line[i]?.tone)))
  )
}
