/** A real terminal for tests: a PTY with an emulator on it, read as the screen a person would see. */
import { spawn } from '@lydell/node-pty'
import headless from '@xterm/headless'

export interface Terminal {
  /** The screen's lines, right-trimmed. */
  lines(): string[]
  text(): string
  /** Every cell with its style, one line a row: `text` runs annotated where a style begins. */
  styled(): string
  /** Types as a person does: the bytes go to the program as they are. */
  type(keys: string): void
  resize(columns: number, rows: number): void
  /** Waits until the screen satisfies `wanted` (a text it shows, or a condition on it). */
  until(wanted: string | RegExp | ((screen: string) => boolean), ms?: number): Promise<string>
  kill(signal?: string): void
  /** As when its window is closed. */
  close(): void
  /** Whether the program has left the terminal on its ordinary screen with the cursor visible. */
  restored(): boolean
  readonly pid: number
  readonly exit: Promise<{ exitCode: number; signal: number | undefined }>
  /** Hears what the program writes as it comes, until the answer is called. */
  onOutput(listener: (data: string) => void): () => void
  /** Everything the program wrote, as bytes in a string. */
  raw(): string
}

export interface TerminalOptions {
  readonly columns?: number
  readonly rows?: number
  readonly env?: Record<string, string | undefined>
  readonly cwd?: string
}

export function openTerminal(
  command: string,
  args: readonly string[],
  options: TerminalOptions = {},
): Terminal {
  const columns = options.columns ?? 80
  const rows = options.rows ?? 24
  const term = new headless.Terminal({ cols: columns, rows, allowProposedApi: true })
  const env: Record<string, string> = {}
  for (const [key, value] of Object.entries({
    ...process.env,
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    TZ: 'UTC',
    ...options.env,
  }))
    // Ink draws nothing interactive where any CI variable is set.
    if (value !== undefined && !/^(CI|CONTINUOUS_INTEGRATION|NO_COLOR|FORCE_COLOR)$/.test(key))
      env[key] = value
  if (options.env?.['NO_COLOR'] !== undefined) env['NO_COLOR'] = options.env['NO_COLOR']
  const pty = spawn(command, [...args], {
    name: env['TERM'] ?? 'xterm-256color',
    cols: columns,
    rows,
    cwd: options.cwd ?? process.cwd(),
    env,
  })
  let raw = ''
  let cursorHidden = false
  const changed = new Set<() => void>()
  const listeners = new Set<(data: string) => void>()
  pty.onData((data) => {
    raw += data
    for (const listener of listeners) listener(data)
    for (const [, mode] of data.matchAll(/\u001B\[\?25([hl])/g)) cursorHidden = mode === 'l'
    // A frame comes between two marks of synchronized output; half of one is nothing to look at.
    const whole = raw.lastIndexOf('\u001B[?2026l') >= raw.lastIndexOf('\u001B[?2026h')
    term.write(data, () => {
      if (whole) for (const check of changed) check()
    })
  })
  // What the emulator answers (device status, keyboard queries) goes back to the program.
  term.onData((data) => pty.write(data))
  const exit = new Promise<{ exitCode: number; signal: number | undefined }>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      term.write('', () => resolve({ exitCode, signal }))
    })
  })

  function lines(): string[] {
    const buffer = term.buffer.active
    return Array.from({ length: term.rows }, (_, y) =>
      (buffer.getLine(buffer.viewportY + y)?.translateToString(true) ?? '').trimEnd(),
    )
  }
  const text = () => lines().join('\n')

  return {
    pid: pty.pid,
    exit,
    lines,
    text,
    raw: () => raw,
    onOutput(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    styled: () => styledScreen(term),
    type: (keys) => pty.write(keys),
    resize(newColumns, newRows) {
      term.resize(newColumns, newRows)
      pty.resize(newColumns, newRows)
    },
    kill: (signal) => pty.kill(signal),
    close: () => (pty as unknown as { destroy(): void }).destroy(),
    restored: () => term.buffer.active.type === 'normal' && !cursorHidden,
    until(wanted, ms = 60_000) {
      const holds = () => {
        const screen = text()
        if (typeof wanted === 'string') return screen.includes(wanted)
        return wanted instanceof RegExp ? wanted.test(screen) : wanted(screen)
      }
      return new Promise((resolve, reject) => {
        const check = () => {
          if (!holds()) return
          changed.delete(check)
          clearTimeout(timer)
          resolve(text())
        }
        const timer = setTimeout(() => {
          changed.delete(check)
          reject(new Error(`the screen never showed ${String(wanted)}; it shows:\n${text()}`))
        }, ms)
        changed.add(check)
        check()
      })
    },
  }
}

/** Rows as text, with `‹style›` where the style of the cells changes. */
export function styledScreen(term: headless.Terminal): string {
  const buffer = term.buffer.active
  const rows: string[] = []
  for (let y = 0; y < term.rows; y++) {
    const line = buffer.getLine(buffer.viewportY + y)
    if (line === undefined) continue
    let row = ''
    let style = ''
    for (let x = 0; x < term.cols; x++) {
      const cell = line.getCell(x)
      if (cell === undefined || cell.getWidth() === 0) continue
      const now = [
        cell.isBold() ? 'b' : '',
        cell.isDim() ? 'd' : '',
        cell.isItalic() ? 'i' : '',
        cell.isUnderline() ? 'u' : '',
        cell.isInverse() ? 'r' : '',
        cell.isFgDefault() ? '' : `f${cell.getFgColor().toString(16)}`,
        cell.isBgDefault() ? '' : `g${cell.getBgColor().toString(16)}`,
      ].join('')
      if (now !== style) row += `‹${now}›`
      style = now
      row += cell.getChars() === '' ? ' ' : cell.getChars()
    }
    rows.push(row.trimEnd())
  }
  return rows.join('\n')
}
