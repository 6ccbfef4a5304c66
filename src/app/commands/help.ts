/** `kulprit help`: on commands from their table, and the pages of the documentation, without a network. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ExitCode } from '../../cli/exit-code.ts'
import { exitCode } from '../../cli/exit-code.ts'
import { helpText, pageList, pageText } from '../../cli/help/help.ts'
import type { Invocation } from '../../cli/grammar/invocation.ts'
import { helpTopics } from '../../cli/grammar/invocation.ts'
import { nearest } from '../../cli/grammar/nearest.ts'
import { failed } from '../../model/failure.ts'
import { fail, print } from '../output.ts'

type Of<C extends Invocation['command']> = Extract<Invocation, { command: C }>

export function help(asked: Of<'help' | 'help page'>): ExitCode {
  if (asked.command === 'help') {
    print(helpText(asked.topic))
    return exitCode.success
  }
  const pages = readPages()
  const text =
    asked.page === 'pages'
      ? pageList([...pages].map(([name, text]) => ({ name, text })))
      : pages.get(asked.page)
  if (text === undefined) return noHelp(asked.page, [...pages.keys()])
  print(pageText(text))
  return exitCode.success
}

function noHelp(wanted: string, pages: readonly string[]): ExitCode {
  const near = nearest(wanted, [...helpTopics, ...pages])
  return fail(
    failed('usage', `no help on "${wanted}"`, {
      next:
        near === null
          ? 'kulprit help lists the commands, kulprit help pages the documentation'
          : `did you mean kulprit help ${near}?`,
    }).failure,
  )
}

/** The installed pages by name, in the order of the table of contents; none where they were removed. */
function readPages(): ReadonlyMap<string, string> {
  const folder = docsFolder(import.meta.dirname)
  if (folder === null) return new Map()
  return new Map(
    ['tutorial', 'how-to', 'explanation', 'reference']
      .map((section) => join(folder, section))
      .filter((section) => existsSync(section))
      .flatMap((section) =>
        readdirSync(section)
          .filter((file) => file.endsWith('.md'))
          .toSorted()
          .map((file) => [basename(file, '.md'), readFileSync(join(section, file), 'utf8')]),
      ),
  )
}

/** Beside the bundle, however deep in it this file has ended up. */
function docsFolder(from: string): string | null {
  const folder = join(from, 'docs')
  if (existsSync(join(folder, 'README.md'))) return folder
  return dirname(from) === from ? null : docsFolder(dirname(from))
}
