import { expect, it } from 'vitest'
import { defaultKeymap } from '../../src/state/commands/bind-keys.ts'
import { categories, everyScreen } from '../../src/state/commands/command.ts'
import type { Command } from '../../src/state/commands/command.ts'
import { commands } from '../../src/state/commands.ts'
import { bindingOf } from '../../src/state/commands/keymap.ts'
import type { ScreenName } from '../../src/state/state.ts'

const screens: Readonly<Record<ScreenName, string>> = {
  workloads: 'table',
  workload: 'workload',
  logs: 'logs',
  text: 'text',
  pane: 'pane',
  diff: 'diff',
  changes: 'changes',
  owners: 'owners',
  owner: 'owner',
  bisect: 'bisect',
  bisects: 'open bisects',
}

function row(command: Command): string {
  const { id, title, help, screens: where } = command
  const names = bindingOf(defaultKeymap, command)
    .shown.map((key) => `\`${key}\``)
    .join(' ')
  const on =
    where.length === everyScreen.length
      ? 'everywhere'
      : where.map((name) => screens[name]).join(', ') || 'dialogs'
  return `| ${names} | ${title} | ${help} | ${on} | \`${id}\` |`
}

function keysPage(): string {
  const sections = categories.map((category) => {
    const rows = commands.filter((command) => command.category === category).map(row)
    return [
      `## ${category}`,
      '',
      '| keys | command | what it does | where | id |',
      '|---|---|---|---|---|',
      ...rows,
    ]
  })
  return `${[
    '# Keys',
    '',
    'Made from the command table by `npm run docs`. `?` shows the same in the program, `:` finds a command by its name; `:q` and enter always quit.',
    'Keys are as in k9s in the tables and as in lazygit in a bisect; `b g` is `b` and then `g`. The setting `keys` [gives a command others](../how-to/change-the-keys.md), by its id.',
    ...sections.flatMap((lines) => ['', ...lines]),
  ].join('\n')}\n`
}

it('the page of keys says what the command table says', async () => {
  await expect(keysPage()).toMatchFileSnapshot('../../docs/reference/keys.md')
})
