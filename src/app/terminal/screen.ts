/** The terminal's alternate screen: frames are drawn on it by what differs, while nobody else has it. */
import type { Frame } from '../../view/frame.ts'
import { paint } from '../../view/drawing/paint.ts'
import type { Lend } from './suspend.ts'

export interface Screen {
  readonly show: (frame: Frame) => void
  /** The terminal has moved what stood there: of the next frame all is drawn. */
  readonly forget: () => void
  /** Whatever stands there now. */
  readonly redraw: () => void
  /** Draws nothing while the terminal is lent, and all of it afterwards. */
  readonly lending: (lend: Lend) => Lend
}

export function openScreen(write: (bytes: string) => void): Screen {
  let shown: Frame | null = null
  /** What stands on the terminal; null where that is not known. */
  let there: Frame | null = null
  let lent = false

  function draw(): void {
    if (lent || shown === null) return
    const bytes = paint(there, shown)
    there = shown
    if (bytes !== '') write(bytes)
  }
  return {
    show(frame) {
      shown = frame
      draw()
    },
    forget() {
      there = null
    },
    redraw() {
      there = null
      draw()
    },
    lending: (lend) => async (use) => {
      lent = true
      try {
        await lend(use)
      } finally {
        lent = false
        there = null
        draw()
      }
    },
  }
}
