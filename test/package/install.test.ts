/** What npm installs from the tarball, used from a home that is empty. */
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shells } from '../../src/cli/completion/shell-scripts.ts'
import { deployment, writeKubeconfig } from '../support/cluster-fixtures.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'
import type { Installed } from '../support/package-install.ts'
import { install } from '../support/package-install.ts'
import { emptyHome, run } from '../support/program.ts'
import { openTerminal } from '../support/terminal.ts'

const root = resolve(import.meta.dirname, '../..')
const { version, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string
  engines: { node: string }
}
const server = new FaultServer()
let installed: Installed
let kubeconfig: string

beforeAll(async () => {
  installed = install(mkdtempSync(join(tmpdir(), 'kulprit-install-')))
  await server.start()
  kubeconfig = writeKubeconfig(`http://127.0.0.1:${server.port}`)
  server.put('deployments', deployment('cart'))
})
afterAll(() => server.stop())

/** As typed in a shell: found by its name. */
function typed(command: string, ...args: string[]) {
  return run(command, args, installed.env)
}

describe('the tarball', () => {
  test('holds the program, its pages and its licences, and neither sources nor tests', () => {
    expect(installed.files).toEqual(
      expect.arrayContaining([
        ...['bin/kulprit.js', 'bin/kubectl_complete-kulprit.js', 'dist/kulprit.js'],
        ...['LICENSE', 'README.md', 'CHANGELOG.md', 'docs/README.md', 'docs/how-to/install.md'],
        'dist/THIRD-PARTY-NOTICES.txt',
      ]),
    )
    expect(installed.files.filter((file) => /^(?:src|test|scripts)\//.test(file))).toEqual([])
  })

  test('installs as one package, which runs no script and depends on none', () => {
    const packages = readdirSync(installed.modules).filter((name) => !name.startsWith('.'))
    expect(packages).toEqual(['kulprit'])
    const manifest = JSON.parse(
      readFileSync(join(installed.modules, 'kulprit/package.json'), 'utf8'),
    ) as Record<string, Record<string, string> | undefined>
    for (const field of ['dependencies', 'optionalDependencies', 'peerDependencies'])
      expect(manifest[field]).toBeUndefined()
    expect(Object.keys(manifest['scripts'] ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:pre|post)?install$|^prepare$/)]),
    )
    expect(existsSync(join(installed.modules, 'kulprit/node_modules'))).toBe(false)
  })
})

describe('the commands', () => {
  test.each(['kulprit', 'kubectl-kulprit'])('%s answers', async (command) => {
    expect(await typed(command, '--version')).toEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: '',
    })
  })

  const kubectl =
    spawnSync('kubectl', ['version', '--client']).status === 0
      ? 'kubectl'
      : globSync(join(homedir(), '.cache/kulprit/control-plane/*/kubectl')).at(-1)

  test.skipIf(kubectl === undefined)(
    'kubectl finds its plugin, and passes on all it is given',
    async () => {
      const args = ['kulprit', 'get', '--kubeconfig', kubeconfig, '-o', 'name']
      expect(await typed(kubectl ?? '', ...args)).toEqual({
        code: 0,
        stdout: 'deployment.apps/cart\n',
        stderr: '',
      })
      const listed = await typed(kubectl ?? '', 'plugin', 'list')
      expect(listed.stdout).toContain(join(installed.bin, 'kubectl-kulprit'))
      expect(listed.stderr).not.toContain('kulprit')
    },
  )

  test.skipIf(kubectl === undefined)('kubectl completes its plugin', async () => {
    const words = ['__complete', 'kulprit', 'describe', '--kubeconfig', kubeconfig, 'ca']
    expect((await typed(kubectl ?? '', ...words)).stdout).toMatch(/^cart\b/)
  })

  test.each(shells)('there is a completion for %s', async (shell) => {
    const { code, stdout } = await typed('kulprit', 'completion', shell)
    expect(code).toBe(0)
    expect(stdout).toContain('__complete')
  })

  test('tab in bash offers what is in the cluster', async () => {
    const line = `kulprit describe --kubeconfig ${kubeconfig} c`
    const script = `source <(kulprit completion bash)
      COMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDS=(${line}) COMP_CWORD=4
      _kulprit; echo "\${COMPREPLY[@]}"`
    const { stdout } = await typed('bash', '-c', script)
    expect(stdout.trim()).toBe('cart')
  })

  test('help knows every page that the tarball holds', async () => {
    const pages = installed.files
      .filter((file) => /^docs\/(?:tutorial|how-to|explanation|reference)\/[^/]+\.md$/.test(file))
      .map((file) => basename(file, '.md'))
    const { stdout } = await typed('kulprit', 'help', 'pages')
    expect(pages.filter((page) => !stdout.includes(page))).toEqual([])
    expect((await typed('kulprit', 'help', 'install')).stdout).toMatch(/^# Install kulprit\n/)
  })
})

describe('doctor', () => {
  test('on a machine that has nothing yet says of each shortcoming what comes next', async () => {
    const { code, stdout } = await typed('kulprit', 'doctor')
    expect(code).toBe(1)
    const lines = stdout.split('\n')
    const troubles = lines.flatMap((line, at) => (/^(?:FAILED|warning)/.test(line) ? [at] : []))
    expect(troubles.map((at) => lines[at])).toEqual([expect.stringMatching(/^FAILED +kubeconfig/)])
    for (const at of troubles) expect(lines[at + 1]).toMatch(/^ +→ \S/)
  })

  test('on a terminal is green and red, unless colours are not wanted', async () => {
    const shown = async (env: Record<string, string>): Promise<string> => {
      const terminal = openTerminal(join(installed.bin, 'kulprit'), ['doctor'], {
        ...{ columns: 120, rows: 40 },
        env: { ...installed.env, ...env },
      })
      await terminal.exit
      return terminal.styled()
    }
    const coloured = await shown({})
    expect(coloured).toMatch(/‹f2›ok‹›/)
    expect(coloured).toMatch(/‹f1›FAILED‹› +kubeconfig/)
    const plain = await shown({ NO_COLOR: '1' })
    expect(plain).toMatch(/^FAILED +kubeconfig/m)
    expect(plain).not.toContain('‹f')
  })

  test('on a cluster that can be read finds nothing that fails', async () => {
    const { code, stdout } = await typed('kulprit', 'doctor', '--kubeconfig', kubeconfig)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ok +git +git \d/m)
    expect(stdout).not.toMatch(/^FAILED/m)
  })
})

const [major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(engines.node)?.slice(1).map(Number) ?? []

/** One that the system has, older than what kulprit needs. */
const oldNode = ['/usr/bin/node', '/usr/local/bin/node', '/opt/homebrew/bin/node'].find((file) => {
  const [found = 0, part = 0] =
    /^v(\d+)\.(\d+)/
      .exec(spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout ?? '')
      ?.slice(1)
      .map(Number) ?? []
  return found > 0 && (found < major || (found === major && part < minor))
})

test.skipIf(oldNode === undefined)('an old Node.js is named, and what is needed', async () => {
  const { home, env } = emptyHome()
  const folder = join(home, 'bin')
  mkdirSync(folder)
  symlinkSync(oldNode ?? '', join(folder, 'node'))
  const PATH = [folder, installed.bin, '/usr/bin', '/bin'].join(':')
  const ended = await run('kulprit', ['demo'], { ...env, PATH })
  expect(ended).toMatchObject({ code: 1, stdout: '' })
  expect(ended.stderr).toMatch(
    new RegExp(
      `^error: kulprit needs Node.js ${major}.${minor} or newer, found \\d+.* at /.*: install`,
    ),
  )
  expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1)
})
