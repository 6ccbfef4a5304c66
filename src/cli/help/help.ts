/** The help texts, made from the command and flag tables. */
import { columns } from '../print/columns.ts'
import type { CommandId } from '../grammar/commands.ts'
import { commandIds, commandLine, commands, isCommandId } from '../grammar/commands.ts'
import { exitCodeMeanings } from '../exit-code.ts'
import type { FlagName } from '../grammar/flags.ts'
import { flagForm, flags } from '../grammar/flags.ts'
import type { Topic } from '../grammar/invocation.ts'
import { extraTopics } from '../grammar/invocation.ts'
import { topics } from './topics.ts'

/** Help on one topic; null for the overview. */
export function helpText(topic: Topic | null): string {
  if (topic === null) return overview()
  if (isCommandId(topic)) return commandHelp(topic)
  const { title, intro, body } = topics[topic]
  return `${title}\n\n${intro}\n\n${indent(body)}`
}

interface Page {
  readonly name: string
  /** Markdown. */
  readonly text: string
}

/** The pages of the documentation, one a line. */
export function pageList(pages: readonly Page[]): string {
  const lines = columns(pages.map(({ name, text }) => [name, titleOf(text)]))
  return `Pages of the documentation; kulprit help PAGE shows one:\n\n${indent(lines)}`
}

/** Markdown as it reads in a terminal: links as their words, tables and code as they are. */
export function pageText(markdown: string): string {
  return markdown
    .replaceAll(/<!--.*?-->\n*/gs, '')
    .replaceAll(/\[([^\]\n]*)\]\([^)\n]*\)/g, '$1')
    .replaceAll(/^( *```\w*).*$/gm, '$1')
}

function titleOf(markdown: string): string {
  return /^# (.+)$/m.exec(markdown)?.[1] ?? ''
}

/** The ways to write a command, one a line. */
export function usageLines(id: CommandId): readonly string[] {
  return commands[id].forms.map((form) => `${commandLine(id)} ${form}`.trimEnd())
}

/** What a flag does, with the values it can have in this command. */
export function flagHelp(name: FlagName, id: CommandId): string {
  const { help, repeatable } = flags[name]
  if (name === 'output') return `${help}: ${commands[id].outputs.join(', ')}`
  return repeatable ? `${help} (can be given several times)` : help
}

/** `bisect` has commands of its own; their ids begin with its name. */
function subcommands(id: CommandId): readonly CommandId[] {
  return commandIds.filter((other) => other.startsWith(`${id} `))
}

function overview(): string {
  return [
    'kulprit: what is in production, who owns it, what it was on before, and the commit that broke it.\n',
    section('Commands', columns(commandIds.map((id) => [usageOverview(id), commands[id].summary]))),
    section(
      'A WORKLOAD is',
      columns([
        ['deploy/cart', 'a kind, or its short name, and a name'],
        ['shop/deploy/cart', 'the same with its namespace'],
        ['cart', 'a name that matches one workload only'],
      ]),
    ),
    section('Flags of the terminal UI', flagTable('ui')),
    section('Exit codes', topics['exit-codes'].body),
    `kulprit help TOPIC says more: a command, ${extraTopics.join(', ')}, or a page of the documentation, which kulprit help pages lists.\n`,
  ].join('\n')
}

/** One line a command: its first form, without the flags. */
function usageOverview(id: CommandId): string {
  const form = commands[id].forms[0]?.replace(/ \[--.*/, '') ?? ''
  return `${commandLine(id)} ${form}`.trimEnd()
}

function commandHelp(id: CommandId): string {
  const { summary, example, outputs } = commands[id]
  const below = subcommands(id)
  const codes = exitCodeMeanings.map(({ code, meaning }) => [String(code), meaning] as const)
  return [
    `${commandLine(id)}: ${summary}.\n`,
    section(
      'Usage',
      usageLines(id)
        .map((line) => `${line}\n`)
        .join(''),
    ),
    section('Continue', columns(below.map((sub) => [usageOverview(sub), commands[sub].summary]))),
    section('Example', `${example}\n`),
    section('Flags', flagTable(id)),
    outputs.length === 0 ? '' : section('Exit codes', columns(codes)),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function flagTable(id: CommandId): string {
  const names: readonly FlagName[] = [...commands[id].flags, 'help']
  return columns(names.map((name) => [flagForm(name), flagHelp(name, id)]))
}

function section(title: string, body: string): string {
  return body === '' ? '' : `${title}:\n${indent(body)}`
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}
