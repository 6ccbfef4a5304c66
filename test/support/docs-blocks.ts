/** The fenced blocks of README.md and docs/, and the commands that stand in them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** README.md and docs/, without the pages that other tests write from the code. */
export const writtenPages: readonly string[] = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !/^(reference|tutorial)\//.test(file))
    .map((file) => join('docs', file))
    .toSorted(),
]

/** Languages of blocks that hold commands. */
export const shells: readonly string[] = ['sh', 'console']

export interface Block {
  readonly page: string
  /** Of the fence, from 1. */
  readonly line: number
  readonly language: string
  /** The reason in the comment `not run:` above it; null where the block is run. */
  readonly notRun: string | null
  readonly text: string
}

/** A README's screens are photographs, made by scripts/capture-screens.ts between marks of their own. */
const photographs = /^<!-- screen: \w+ -->$.*?^<!-- \/screen -->$/gms

export function blocksOf(page: string): Block[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(photographs, (screen) =>
    screen.replaceAll(/[^\n]+/g, ''),
  )
  return [...text.matchAll(/^( *)```([^\n]*)\n(.*?)^\1```$/gms)].map((match) => {
    const [, indent = '', info = '', body = ''] = match
    return {
      page,
      line: text.slice(0, match.index).split('\n').length,
      language: info,
      notRun: /<!-- not run: (.+) -->\s*$/.exec(text.slice(0, match.index))?.[1] ?? null,
      text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }
  })
}

export interface Command {
  /** As it would be typed; several lines where one goes on in the next. */
  readonly line: string
  readonly exitCode: number
  /** What it shows, where the block says so; `…` stands for anything. */
  readonly shows: readonly string[] | null
}

/**
 * In a block of `sh` every line is a command. In one of `console` a line after `$ ` is one, and what
 * follows is what it shows. A comment `exits with 4` says with what, where that is not 0.
 */
export function commandsOf({ language, text }: Block): Command[] {
  const lines = joinContinued(text.trimEnd().split('\n'))
  if (language !== 'console')
    return lines
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .map((line) => command(line, null))
  const commands: { line: string; shows: string[] }[] = []
  for (const line of lines)
    if (line.startsWith('$ ')) commands.push({ line: line.slice(2), shows: [] })
    else commands.at(-1)?.shows.push(line)
  return commands.map(({ line, shows }) => command(line, shows))
}

function command(line: string, shows: readonly string[] | null): Command {
  return { line, exitCode: Number(/# .*\bexits with (\d+)/.exec(line)?.[1] ?? 0), shows }
}

/** A line that ends with a backslash goes on in the next; a here-document ends at its word. */
function joinContinued(lines: readonly string[]): string[] {
  const joined: string[] = []
  let until: ((line: string) => boolean) | null = null
  for (const line of lines) {
    if (until === null) joined.push(line)
    else joined.push(`${joined.pop()}\n${line}`)
    const word = /<<-?'?(\w+)'?/.exec(line)?.[1]
    if (until === null && word !== undefined) until = (next) => next.trim() === word
    else if (line.endsWith('\\')) until ??= (next) => !next.endsWith('\\')
    else if (until?.(line) === true) until = null
  }
  return joined
}

/** Whether the output is what the page shows; runs of blanks are alike, since columns widen, and so are ages. */
export function isShown(shows: readonly string[], output: string): boolean {
  const pattern = shows.map((line) =>
    line.trim() === '…'
      ? String.raw`(?:[^\n]*\n)*?`
      : `${plain(line)
          .split('…')
          .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
          .join('[^\\n]*?')}\\n`,
  )
  return new RegExp(`^${pattern.join('')}$`).test(
    `${output.trimEnd().split('\n').map(plain).join('\n')}\n`,
  )
}

function plain(line: string): string {
  return line
    .trimEnd()
    .replaceAll(/ {2,}/g, '  ')
    .replaceAll(/\b\d+[smhd]\b/g, 'AGE')
}

/** Splits as a shell does, without what a shell would put in; quotes keep words together. */
export function splitWords(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  )
}
