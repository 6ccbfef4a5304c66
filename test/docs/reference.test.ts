/** Writes the reference pages from the tables that the program itself uses; a stale page fails. */
import { expect, test } from 'vitest'
import type { CommandId } from '../../src/cli/grammar/commands.ts'
import { commandIds, commandLine, commands } from '../../src/cli/grammar/commands.ts'
import { exitCodeMeanings } from '../../src/cli/exit-code.ts'
import { flagForm } from '../../src/cli/grammar/flags.ts'
import { flagHelp, usageLines } from '../../src/cli/help/help.ts'
import { jsonShapes, topics } from '../../src/cli/help/topics.ts'
import { settingsReference } from '../../src/model/settings/settings-reference.ts'
import { queryHelp } from '../../src/state/query/query.ts'

function page(title: string, ...parts: readonly string[]): string {
  return `${[`# ${title}`, ...parts].join('\n\n')}\n`
}

function rows(header: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...body.map(line)].join('\n')
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``
}

function commandSection(id: CommandId): string {
  const { summary, flags, example } = commands[id]
  const table = rows(
    ['flag', 'meaning'],
    flags.map((name) => [`\`${flagForm(name)}\``, flagHelp(name, id)]),
  )
  return [
    `## ${commandLine(id)}`,
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    block('sh', usageLines(id).join('\n')),
    ...(flags.length === 0 ? [] : [table]),
    `Example: \`${example}\``,
  ].join('\n\n')
}

test('docs/reference/cli.md', async () => {
  const codes = rows(
    ['code', 'meaning'],
    exitCodeMeanings.map(({ code, meaning }) => [String(code), meaning]),
  )
  const text = page(
    'Commands',
    'The result goes to stdout alone; progress and warnings go to stderr. `-h` after any command shows its help.',
    'A `WORKLOAD` is `deploy/cart`, `shop/deploy/cart`, or a name that matches one workload only. A bare `good`, `bad` or other verb after `bisect` is the verb: write `deploy/good` for a workload of that name.',
    ...commandIds.map(commandSection),
    '## Exit codes',
    codes,
  )
  await expect(text).toMatchFileSnapshot('../../docs/reference/cli.md')
})

test('docs/reference/json.md', async () => {
  const text = page(
    topics.json.title,
    topics.json.intro,
    ...jsonShapes.flatMap(([name, shape]) => [`## ${name}`, block('text', shape)]),
  )
  await expect(text).toMatchFileSnapshot('../../docs/reference/json.md')
})

test('docs/reference/query.md', async () => {
  const table = rows(
    ['write', 'for'],
    queryHelp.map(([example, meaning]) => [`\`${example}\``, meaning]),
  )
  const text = page(topics.query.title, topics.query.intro, table)
  await expect(text).toMatchFileSnapshot('../../docs/reference/query.md')
})

test('docs/reference/settings.md', async () => {
  const table = rows(
    ['setting', 'type', 'default', 'meaning'],
    settingsReference.map(({ key, type, fallback, help }) => [
      `\`${key}\``,
      type,
      `\`${fallback}\``,
      help,
    ]),
  )
  const text = page(
    'Settings',
    'The settings file is JSON. `--config FILE` or `KULPRIT_CONFIG` names it; without them it is `kulprit/settings.json` in `XDG_CONFIG_HOME`, which is `~/.config` by default.',
    '`kulprit config schema` prints its JSON Schema. With `"$schema": "./settings.schema.json"` in the file, and the schema beside it, editors complete and check settings as you type.',
    table,
  )
  await expect(text).toMatchFileSnapshot('../../docs/reference/settings.md')
})
