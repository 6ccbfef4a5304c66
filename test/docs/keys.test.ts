import { expect, it } from 'vitest'
import { categories, shownKeys } from '../../src/state/command.ts'
import type { Command } from '../../src/state/command.ts'
import { commands } from '../../src/state/commands.ts'
import type { ScreenName } from '../../src/state/state.ts'

const screens: Readonly<Record<ScreenName, string>> = {
  workloads: 'table',
  workload: 'workload',
  bisect: 'bisect',
  bisects: 'open bisects',
}

function row(command: Command): string {
  const { title, help, screens: where } = command
  const names = shownKeys(command)
    .map((key) => `\`${key}\``)
    .join(' ')
  const on = where.length === 4 ? 'everywhere' : where.map((name) => screens[name]).join(', ')
  return `| ${names} | ${title} | ${help} | ${on} |`
}

function keysPage(): string {
  const sections = categories.map((category) => {
    const rows = commands.filter((command) => command.category === category).map(row)
    return [
      `## ${category}`,
      '',
      '| keys | command | what it does | where |',
      '|---|---|---|---|',
      ...rows,
    ]
  })
  return `${[
    '# Keys',
    '',
    'Made from the command table by `npm run docs`. `?` shows the same in the program, `:` finds a command by its name; `:q` and enter always quit.',
    'Keys are as in k9s in the tables and as in lazygit in a bisect; `b g` is `b` and then `g`.',
    ...sections.flatMap((lines) => ['', ...lines]),
  ].join('\n')}\n`
}

it('the page of keys says what the command table says', async () => {
  await expect(keysPage()).toMatchFileSnapshot('../../docs/reference/keys.md')
})
