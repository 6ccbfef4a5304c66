/**
 * The way of somebody who has just heard of kulprit, typed into a shell from what the pages say: install it,
 * look at the demo, then at a cluster of one's own, tell it where the source is, and find the culprit.
 */
import {
  accessSync,
  constants,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { FaultServer } from '../support/cluster-fault-server.ts'
import { git } from '../support/git-repository.ts'
import { pack } from '../support/package-install.ts'
import type { Terminal } from '../support/terminal.ts'
import { openTerminal } from '../support/terminal.ts'

const root = resolve(import.meta.dirname, '../..')
const patience = 60_000

/** The lines of a page's shell blocks under a heading, without their remarks. */
function commandsOf(page: string, heading: string): string[] {
  const text = readFileSync(join(root, page), 'utf8')
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  return [...section.matchAll(/^```sh.*\n([^]*?)^```/gm)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== ''),
  )
}

function command(page: string, heading: string, form: RegExp): string {
  const found = commandsOf(page, heading).find((line) => form.test(line))
  if (found === undefined) throw new Error(`${page}, ${heading}: no command like ${form.source}`)
  return found
}

/** The keys that the README's numbered steps from the table to the culprit begin with. */
function keysOf(step: number): string[] {
  const text = readFileSync(join(root, 'README.md'), 'utf8')
  const line = new RegExp(`^${step}\\. (.*)$`, 'm').exec(text)?.[1] ?? ''
  const [, keys = ''] = /^((?:`[^`]+`(?: then )?)+)/.exec(line) ?? []
  return [...keys.matchAll(/`([^`]+)`/g)].map(([, key = '']) => (key === 'enter' ? '\r' : key))
}

/** The key with which the README answers the question whether the older release worked. */
function consent(): string {
  const text = readFileSync(join(root, 'README.md'), 'utf8')
  return /`(.)` starts from it/.exec(text)?.[1] ?? ''
}

/** What a machine has that nobody has set up for kulprit. */
const tools = [
  'node',
  'npm',
  'git',
  'make',
  'bash',
  'sh',
  'env',
  'cat',
  'ls',
  'mkdir',
  'rm',
  'grep',
  'test',
]

function found(program: string): string | null {
  if (program === 'node') return process.execPath
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, program)
    try {
      accessSync(file, constants.X_OK)
      return realpathSync(file)
    } catch {
      // In the next folder, maybe.
    }
  }
  return null
}

const server = new FaultServer()
let tarball: string

beforeAll(async () => {
  tarball = pack(mkdtempSync(join(tmpdir(), 'kulprit-newcomer-'))).file
  await server.start()
})
afterAll(async () => {
  await server.stop()
  rmSync(dirname(tarball), { recursive: true, force: true })
})

/** A home with nothing in it but the source, the tarball, and a kubeconfig such as any cluster's. */
function newMachine(): { readonly home: string; readonly terminal: Terminal } {
  const home = mkdtempSync(join(tmpdir(), 'kulprit-machine-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const bin = join(home, 'system')
  mkdirSync(bin)
  for (const tool of tools) {
    const file = found(tool)
    if (file !== null) symlinkSync(file, join(bin, tool))
  }
  copyFileSync(tarball, join(home, basename(tarball)))
  const terminal = openTerminal('bash', ['--noprofile', '--norc', '-i'], {
    ...{ columns: 120, rows: 90, cwd: home },
    env: {
      ...Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined])),
      ...{ HOME: home, PATH: bin, PS1: '$ ', TMPDIR: home, LANG: 'C.UTF-8' },
    },
  })
  onTestFinished(() => terminal.kill('SIGKILL'))
  return { home, terminal }
}

/** A line that waits for a command. */
const prompt = /^\$$/m
const clear = '\u000C'

const culprit = 'spread vouchers over all lines'

/** A service whose test fails since one of ten commits, and its two releases. */
function writeSource(at: string): void {
  mkdirSync(join(at, 'services/checkout'), { recursive: true })
  git(at, 'init', '--quiet', '--initial-branch=main')
  writeFileSync(join(at, 'Makefile'), 'test:\n\t@$(MAKE) -C services/checkout test\n')
  writeFileSync(join(at, 'services/checkout/Makefile'), "test:\n\t@grep -q '^total=1$$' sum\n")
  for (let number = 0; number < 10; number++) {
    const lines = [`total=${number < 6 ? 1 : 2}`, `number=${number}`]
    writeFileSync(join(at, 'services/checkout/sum'), `${lines.join('\n')}\n`)
    git(at, 'add', '.')
    git(at, 'commit', '--quiet', '-m', number === 6 ? culprit : `number ${number}`)
    if (number === 0) git(at, 'tag', 'v1.8.0')
  }
  git(at, 'tag', 'v1.9.0')
}

/** The service in the cluster: the new release crashes, the old one is kept as history. */
function deployService(): void {
  const labels = { app: 'checkout' }
  const template = (tag: string) => ({
    metadata: { labels },
    spec: { containers: [{ name: 'app', image: `registry.example/checkout:${tag}` }] },
  })
  const numbered = (number: number) => ({
    'deployment.kubernetes.io/revision': String(number),
  })
  const place = { namespace: 'shop' }
  const { uid } = server.put('deployments', {
    metadata: { ...place, name: 'checkout', annotations: numbered(2) },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: template('1.9.0') },
    status: { replicas: 1, updatedReplicas: 1, unavailableReplicas: 1 },
  }).metadata
  const releases = ['1.8.0', '1.9.0'].map((tag, at) =>
    server.put('replicasets', {
      metadata: {
        ...place,
        name: `checkout-${at + 1}`,
        annotations: numbered(at + 1),
        creationTimestamp: `2026-03-0${at + 1}T12:00:00Z`,
        ownerReferences: [{ kind: 'Deployment', name: 'checkout', uid, controller: true }],
      },
      spec: { replicas: at, template: template(tag) },
    }),
  )
  server.put('pods', {
    metadata: {
      ...place,
      name: 'checkout-2-x',
      labels,
      ownerReferences: [
        {
          kind: 'ReplicaSet',
          name: 'checkout-2',
          uid: releases[1]?.metadata.uid,
          controller: true,
        },
      ],
    },
    spec: { containers: [{ name: 'app', image: 'registry.example/checkout:1.9.0' }] },
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          ...{ name: 'app', ready: false, restartCount: 7 },
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { exitCode: 1, reason: 'Error' } },
        },
      ],
    },
  })
}

test.skipIf(found('make') === null)(
  'from an empty home to the first culprit, by what the pages say',
  { timeout: 6 * patience },
  async () => {
    const { home, terminal } = newMachine()
    const see = (wanted: string | RegExp) => terminal.until(wanted, patience)
    const enter = (line: string) => terminal.type(`${line}\r`)

    // Install it, where npm's own folder is root's.
    for (const line of commandsOf('docs/how-to/install.md', 'Install kulprit').slice(-2))
      enter(line)
    enter(command('README.md', 'On your cluster', /^npm install -g \S*\.tgz$/))
    await see('added 1 package')

    // The first screen, before there is anything of one's own.
    enter(command('docs/how-to/install.md', 'Install kulprit', /^kulprit demo$/))
    await see(/\d+ workloads · \d+ failing/)
    enter(':q')
    await see(prompt)
    enter(command('README.md', 'On your cluster', /^kulprit doctor$/))
    await see(/FAILED +kubeconfig[^]*→ /)

    // A cluster of one's own.
    deployService()
    writeSource(join(home, 'src/shop'))
    writeKubeconfig(home)
    terminal.type(clear)
    enter(command('README.md', 'On your cluster', /^kulprit doctor$/))
    await see(/ok +reading/)
    terminal.type(clear)
    enter(command('README.md', 'On your cluster', /^kulprit$/))
    await see(/checkout .*1\.9\.0 .*1\.8\.0 .*CrashLoopBackOff/)
    enter(':q')
    await see(prompt)

    // Where its source is.
    const page = readFileSync(join(root, 'docs/how-to/map-repositories.md'), 'utf8')
    const [, settings = ''] = /^```json\n([^]*?)^```/m.exec(page) ?? []
    const [, file = ''] = /the file is `~\/([^`]+)`/.exec(page) ?? []
    mkdirSync(dirname(join(home, file)), { recursive: true })
    writeFileSync(join(home, file), settings)

    // The culprit, by the keys of the README's steps.
    enter(command('README.md', 'On your cluster', /^kulprit$/))
    await see(/checkout .*CrashLoopBackOff/)
    const press = (step: number) => keysOf(step).forEach((key) => terminal.type(key))
    press(1)
    await see('9 commits from 1.8.0')
    press(2)
    await see('Nothing shows that 1.8.0 (release 1) worked.')
    terminal.type(consent())
    await see(/\d+ candidates/)
    press(3)
    await see('is the culprit')
    expect(terminal.text()).toContain(culprit)
    enter(':q')
    await see(prompt)

    // And from a script, which cannot be asked: what it says is what helps.
    terminal.type(clear)
    const line = command(
      'README.md',
      'From any shell',
      /^kulprit bisect checkout --run .* -o json$/,
    )
    enter(line)
    await see('choose one with --good: 1 (1.8.0, unproven')
    enter(`${line} --good 1`)
    await see(/"status": "found"/)
    await see(`"subject": "${culprit}"`)
  },
)

function writeKubeconfig(home: string): void {
  mkdirSync(join(home, '.kube'))
  const cluster = { server: `http://127.0.0.1:${server.port}` }
  writeFileSync(
    join(home, '.kube/config'),
    JSON.stringify({
      'current-context': 'own',
      clusters: [{ name: 'own', cluster }],
      users: [{ name: 'me', user: {} }],
      contexts: [{ name: 'own', context: { cluster: 'own', user: 'me', namespace: 'shop' } }],
    }),
  )
}
