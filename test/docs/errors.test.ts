/** Writes the page of errors from the calls that make them; a new message has no line until this page is renewed. */
import { expect, test } from 'vitest'
import { exitCodeOf } from '../../src/cli/exit-code.ts'
import type { FailureKind } from '../../src/model/failure.ts'
import type { WrittenFailure } from '../support/docs-failures.ts'
import { writtenFailures } from '../support/docs-failures.ts'

const kinds: Readonly<Record<FailureKind | 'settings', string>> = {
  usage: 'What was typed',
  config: 'Settings, kubeconfig and kulprit’s own files',
  settings: 'In the settings file',
  cluster: 'Clusters',
  git: 'Repositories',
  probe: 'The command that judges',
  cancelled: 'Cancelled',
}

function isKind(text: string): text is keyof typeof kinds {
  return Object.hasOwn(kinds, text)
}

const failures = writtenFailures()

/** Which ends each kind has; a problem in the settings is one of `config`. */
function introOf(kind: keyof typeof kinds): string {
  const failure = { message: '', cause: null, next: null }
  const code = exitCodeOf({ ...failure, kind: kind === 'settings' ? 'config' : kind })
  return kind === 'settings'
    ? `\`kulprit config check\` names each with line and column. Exit code ${code}.`
    : `Exit code ${code}.`
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll(/[<>]/g, String.raw`\$&`)
}

function rowsOf(group: readonly WrittenFailure[]): string[] {
  const rows = group.flatMap(({ messages, next }) =>
    messages.map((message) => `| ${cell(message)} | ${next.map(cell).join('; or: ')} |`),
  )
  return [...new Set(rows)].toSorted()
}

test('docs/reference/errors.md', async () => {
  const sections = Object.keys(kinds)
    .filter(isKind)
    .flatMap((kind) => [
      `## ${kinds[kind]}`,
      introOf(kind),
      ['| message | what to do |', '| --- | --- |']
        .concat(rowsOf(failures.filter((failure) => failure.kind === kind)))
        .join('\n'),
    ])
  const text = [
    '# Errors',
    'What kulprit says where something cannot be done, with what to do next; `…` stands for names and numbers. On stderr the message is followed by what the other side said.',
    'What a cluster that cannot be read means for the screen, and for the exit code, is [a page of its own](../explanation/clusters-in-trouble.md).',
    ...sections,
  ].join('\n\n')
  await expect(`${text}\n`).toMatchFileSnapshot('../../docs/reference/errors.md')
})

test('each failure that is made with words of its own is of a kind that the page has', () => {
  const strange = failures.filter(({ kind, messages }) => messages.length > 0 && !isKind(kind))
  expect(strange).toEqual([])
  expect(failures.length).toBeGreaterThan(150)
})
