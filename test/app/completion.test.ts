/** Tab in real shells, on the demo's cluster. */
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Demo } from '../../src/demo/demo.ts'
import { startDemo } from '../../src/demo/demo.ts'
import { shells } from '../../src/cli/completion/shell-scripts.ts'
import type { Ended } from '../support/program.ts'
import { kulprit, launcher, run } from '../support/program.ts'
import type { Terminal } from '../support/terminal.ts'
import { openTerminal } from '../support/terminal.ts'

let dir: string
let demo: Demo
let env: Record<string, string>

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'kulprit-completion-'))
  const started = await startDemo({ dir, churn: false })
  if (!started.ok) throw new Error(started.failure.message)
  demo = started.value
  // Found by its name, as an installed program is.
  symlinkSync(launcher, join(dir, 'kulprit'))
  env = {
    HOME: dir,
    PATH: [dir, process.execPath.replace(/\/node$/, ''), process.env['PATH']].join(delimiter),
    KUBECONFIG: demo.kubeconfig,
    KULPRIT_CONFIG: demo.config,
    TZ: 'UTC',
  }
})

afterAll(async () => {
  await demo.stop()
  rmSync(dir, { recursive: true, force: true })
})

async function offered(...typed: string[]): Promise<string[]> {
  const { stdout } = await kulprit(['__complete', ...typed], env)
  return stdout.split('\n').flatMap((line) => line.split('\t')[0] || [])
}

test.each([
  ['the verbs of a bisect', ['bisect', 'ex'], ['export', ':4']],
  ['flags', ['get', '--all'], ['--all-namespaces', ':4']],
  ['output formats', ['get', '-o', 'j'], ['json', ':4']],
  ['contexts', ['--context', ''], ['demo', ':4']],
  ['contexts behind =', ['get', '--context='], ['--context=demo', ':4']],
  ['namespaces', ['get', '-n', 'sh'], ['shop', ':4']],
  ['workloads', ['describe', 'catal'], ['catalog', ':4']],
  ['workloads of a namespace', ['history', 'shop/deploy/car'], ['shop/deploy/cart', ':4']],
  ['workloads behind bisect', ['bisect', 'catal'], ['catalog', ':4']],
  ['workloads for the terminal UI', ['catal'], ['catalog', ':4']],
  ['fields of a query', ['get', 'ow'], ['owner:', ':6']],
  ['owners', ['get', '!owner:paym'], ['!owner:payments', ':4']],
  ['files', ['get', '--kubeconfig', ''], [':0']],
  ['no second workload', ['describe', 'cart', 'c'], [':4']],
  ['settings', ['config', 'get', 'sourceF'], ['sourceFolders', ':4']],
  ['topics', ['help', 'exit'], ['exit-codes', ':4']],
])('offers %s', async (_, typed, words) => {
  expect(await offered(...typed)).toEqual(words)
})

test('offers the releases of the workload on the line, by number and by version', async () => {
  const words = await offered('bisect', 'shop/deploy/cart', '--good', '')
  expect(words).toContain('6')
  expect(words).toContain('2.4.0')
  expect(new Set(words).size).toBe(words.length)
})

test('offers the columns that the settings have', async () => {
  const config = join(dir, 'columns.json')
  const customColumns = { TIER: { label: 'tier' }, 'a b': { label: 'b' } }
  writeFileSync(config, JSON.stringify({ customColumns }))
  expect(await offered('get', '--config', config, '!col:T')).toEqual(['!col:TIER=', ':6'])
})

test('a name that a shell would act on is never offered', async () => {
  const file = join(dir, 'hostile-kubeconfig')
  writeFileSync(
    file,
    JSON.stringify({
      contexts: ['$(touch owned)', '`id`', 'a;b', 'good/ctx@1'].map((name) => ({
        name,
        context: { cluster: 'c', user: 'u' },
      })),
    }),
  )
  expect(await offered('--kubeconfig', file, '--context', '')).toEqual(['good/ctx@1', ':4'])
})

test('a cluster that cannot be reached makes no noise', async () => {
  const ended: Ended = await kulprit(['__complete', 'describe', 'ca'], {
    ...env,
    KUBECONFIG: join(dir, 'none'),
  })
  expect(ended).toEqual({ code: 0, stdout: ':4\n', stderr: '' })
})

function shellPath(shell: string): string | null {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, shell))
    .find((file) => existsSync(file))
  return found ?? null
}

/** How each shell starts bare, and takes the script. */
const start = {
  bash: { args: ['--noprofile', '--norc', '-i'], take: 'source <(kulprit completion bash)' },
  zsh: {
    args: ['-f', '-i'],
    take: 'autoload -Uz compinit && compinit -u -D; source <(kulprit completion zsh)',
  },
  fish: { args: ['--no-config', '-i'], take: 'kulprit completion fish | source' },
}

describe.each(shells)('%s', (shell) => {
  const path = shellPath(shell)

  async function open(): Promise<Terminal> {
    const terminal = openTerminal(path ?? '', start[shell].args, {
      columns: 120,
      env: { ...env, PS1: '$ ' },
      cwd: dir,
    })
    onTestFinished(() => terminal.kill('SIGKILL'))
    await terminal.until(/[$>%#]/)
    terminal.type(`${start[shell].take}; echo sour''ced\r`)
    await terminal.until('sourced')
    return terminal
  }

  test.skipIf(path === null)('completes the word that only one workload fits', async () => {
    const terminal = await open()
    terminal.type('kulprit describe shop/deploy/catal\t')
    await terminal.until('kulprit describe shop/deploy/catalog')
  })

  test.skipIf(path === null)('completes behind a colon and an equals sign', async () => {
    const terminal = await open()
    terminal.type('kulprit get owner:paym\t')
    await terminal.until('kulprit get owner:payments')
    terminal.type('--context=de\t')
    await terminal.until(/owner:payments\s+--context=demo/)
  })

  test.skipIf(path === null)('lists what there is to choose from', async () => {
    const terminal = await open()
    terminal.type('kulprit bisect re\t\t')
    await terminal.until((screen) => screen.includes('redo') && screen.includes('reset'))
  })

  test.skipIf(path === null)('the script has no mistake that the shell can see', async () => {
    const file = join(dir, `script.${shell}`)
    writeFileSync(file, (await kulprit(['completion', shell], env)).stdout)
    expect(await run(path ?? '', ['-n', file], env)).toEqual({ code: 0, stdout: '', stderr: '' })
  })
})

const kubectl = shellPath('kubectl')

test.skipIf(kubectl === null)('kubectl completes its plugin', async () => {
  symlinkSync(launcher, join(dir, 'kubectl-kulprit'))
  symlinkSync(
    join(launcher, '../kubectl_complete-kulprit.js'),
    join(dir, 'kubectl_complete-kulprit'),
  )
  const { stdout } = await run(
    kubectl ?? '',
    ['__complete', 'kulprit', 'describe', 'shop/deploy/catal'],
    env,
  )
  expect(stdout.split('\n')[0]).toMatch(/^shop\/deploy\/catalog/)
})
