/** With a terminal emulator as the oracle. */
import headless from '@xterm/headless'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Look } from '../../../src/state/look.ts'
import type { Frame } from '../../../src/view/frame.ts'
import type { Line } from '../../../src/view/drawing/line.ts'
import { fitLine, selectLine, span } from '../../../src/view/drawing/line.ts'
import { paint } from '../../../src/view/drawing/paint.ts'
import { happeningSigns, healthSigns } from '../../../src/view/drawing/theme.ts'
import { nextFrame } from '../../../src/view/frame.ts'
import { fleetShown, stateAfter } from '../../support/state-fixtures.ts'
import { styledScreen } from '../../support/terminal.ts'

const size = { width: 24, height: 5 }
const look: Look = { theme: 'dark', colours: 3, ascii: false, linear: false }

const anyLine: fc.Arbitrary<Line> = fc.array(
  fc.record({
    text: fc.oneof(
      fc.stringMatching(/^[a-c .│●✗…é]{0,16}$/),
      fc.stringMatching(/^[a-c日本]{0,6}$/),
      fc.constant(' '.repeat(9)),
    ),
    tone: fc.constantFrom('plain', 'strong', 'dim', 'bad', 'cursor', 'match'),
  }),
  { maxLength: 5 },
)
const anyFrame: fc.Arbitrary<Frame> = fc
  .array(anyLine, { minLength: size.height, maxLength: size.height })
  .map((lines) => ({ width: size.width, look, lines }))

async function screenAfter(...pieces: readonly string[]): Promise<string> {
  const terminal = new headless.Terminal({
    ...{ cols: size.width, rows: size.height },
    allowProposedApi: true,
  })
  for (const bytes of pieces) await new Promise<void>((done) => terminal.write(bytes, done))
  return styledScreen(terminal)
}

test('whatever stood there, afterwards the whole frame stands there, text and styles', () =>
  fc.assert(
    fc.asyncProperty(fc.array(anyFrame, { minLength: 1, maxLength: 6 }), async (frames) => {
      const last = frames.at(-1) as Frame
      const steps = frames.map((frame, i) => paint(frames[i - 1] ?? null, frame))
      const screen = await screenAfter(...steps)
      expect(screen).toBe(await screenAfter('x'.repeat(500), paint(null, last)))
      const texts = last.lines.map((line) =>
        fitLine(line, size.width)
          .map(({ text }) => text)
          .join('')
          .trimEnd(),
      )
      expect(
        screen
          .replaceAll(/‹\w*›/g, '')
          .split('\n')
          .map((text) => text.trimEnd()),
      ).toEqual(texts)
    }),
    { numRuns: 300 },
  ))

test('the same frame again draws nothing', () => {
  fc.assert(
    fc.property(anyFrame, (frame) => {
      expect(paint(frame, { ...frame, lines: [...frame.lines] })).toBe('')
    }),
  )
})

test('of a line only the cells that differ are drawn', () => {
  const before = { width: 40, look, lines: [[span('payments        2/3  since 11 seconds')]] }
  const after = { ...before, lines: [[span('payments        3/3  since 12 seconds')]] }
  expect(paint(before, after)).toBe('\u001B[?2026h\u001B[1;17H3\u001B[11C2\u001B[?2026l')
})

test.each([...Object.values(healthSigns), ...Object.values(happeningSigns)])(
  'a line with $glyph in it is drawn by its cells, too',
  ({ glyph }) => {
    const before = { width: 40, look, lines: [[span(`${glyph} RollingOut  1/3`)]] }
    const after = { ...before, lines: [[span(`${glyph} RollingOut  2/3`)]] }
    expect(paint(before, after)).toBe('\u001B[?2026h\u001B[1;15H2\u001B[?2026l')
  },
)

test('what is blank to the end of the line is wiped in one', () => {
  const before = { width: 40, look, lines: [[span('payments  CrashLoopBackOff')]] }
  const after = { ...before, lines: [[span('payments')]] }
  expect(paint(before, after)).toBe('\u001B[?2026h\u001B[1;11H\u001B[K\u001B[?2026l')
})

test('to select a row of a wide table takes its cells and little more', () => {
  const shown = stateAfter({ type: 'resized', columns: 200, rows: 50 }, ...fleetShown)
  const frame = nextFrame(null, shown)
  const lines = frame.lines.map((line, y) => (y === 4 ? selectLine(line, 200) : line))
  expect(Buffer.byteLength(paint(frame, { ...frame, lines }))).toBeLessThan(250)
})

test('what belongs to no visible character is left out', () => {
  const text = 'a\u200Bb\uFE0Fc\u3164d'
  const bytes = paint(null, { width: 10, look, lines: [[span(text)]] })
  expect(bytes).toBe('\u001B[?2026h\u001B[H\u001B[J\u001B[1Hab\uFE0Fcd\u001B[?2026l')
})
