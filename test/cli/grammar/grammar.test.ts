import { describe, expect, test } from 'vitest'
import { parseArguments } from '../../../src/cli/grammar/grammar.ts'
import type { Invocation } from '../../../src/cli/grammar/invocation.ts'

function parsed(...argv: string[]): Invocation {
  const result = parseArguments(argv)
  if (!result.ok) throw new Error(result.failure.message)
  return result.value
}

const everywhere = {
  scope: {
    kubeconfig: null,
    contexts: [],
    namespaces: [],
    allNamespaces: false,
    selector: null,
    requestTimeoutMs: null,
    as: null,
    asGroups: [],
  },
  config: null,
}

describe('a command line names a command', () => {
  test('nothing at all opens the UI', () => {
    expect(parsed()).toEqual({ command: 'ui', workload: null, ...everywhere })
  })

  test.each(['cart', 'deploy/cart', 'shop/deploy/cart', 'deploy/owners', 'ui', 'get-rates'])(
    'a word that is no command, %s, opens the UI at that workload',
    (word) => {
      expect(parsed(word)).toMatchObject({ command: 'ui', workload: word })
    },
  )

  test('after -- even a word that is a command names a workload', () => {
    expect(parsed('--', 'history')).toMatchObject({ command: 'ui', workload: 'history' })
  })

  test('get takes its query as words', () => {
    expect(parsed('get', 'owner:payments', '!ns:kube', '/cart|pay api/')).toEqual({
      command: 'get',
      query: 'owner:payments !ns:kube /cart|pay api/',
      output: 'table',
      noHeaders: false,
      ...everywhere,
    })
    expect(parsed('get')).toMatchObject({ query: '' })
  })

  test('in get a word that starts with -l is the flag', () => {
    expect(parsed('get', 'pay', '-lapp=cart')).toMatchObject({
      query: 'pay',
      scope: { selector: 'app=cart' },
    })
  })

  test('describe, history and commits take one workload', () => {
    expect(parsed('describe', 'deploy/cart')).toEqual({
      command: 'describe',
      workload: 'deploy/cart',
      output: 'text',
      ...everywhere,
    })
    expect(parsed('history', 'cart', '--no-headers')).toEqual({
      command: 'history',
      workload: 'cart',
      output: 'table',
      noHeaders: true,
      ...everywhere,
    })
    expect(
      parsed('commits', 'cart', '--from', '1.0', '--to', '7', '--repo', '/src', '--path', 'a/b'),
    ).toEqual({
      command: 'commits',
      workload: 'cart',
      from: '1.0',
      to: '7',
      source: { repository: '/src', path: 'a/b' },
      output: 'table',
      noHeaders: false,
      ...everywhere,
    })
  })

  test('demo serves when asked to', () => {
    expect(parsed('demo')).toEqual({ command: 'demo', serve: false, tour: false })
    expect(parsed('demo', '--serve')).toEqual({ command: 'demo', serve: true, tour: false })
  })

  test.each([['version'], ['--version']])('%s asks for the version', (...argv) => {
    expect(parsed(...argv)).toEqual({ command: 'version' })
  })

  test.each([
    [['help'], null],
    [['--help'], null],
    [['-h'], null],
    [['help', 'get'], 'get'],
    [['get', '--help'], 'get'],
    [['describe', '-h'], 'describe'],
    [['bisect', 'good', '--help'], 'bisect good'],
    [['help', 'bisect', 'good'], 'bisect good'],
    [['help', 'query'], 'query'],
    [['help', 'exit-codes'], 'exit-codes'],
    [['help', 'json'], 'json'],
    [['get', '--nonsense', '--help'], 'get'],
  ])('%j asks for help', (argv, topic) => {
    expect(parsed(...argv)).toEqual({ command: 'help', topic })
  })
})

describe('flags are written as in kubectl', () => {
  test.each([
    [['-n', 'shop'], { namespaces: ['shop'] }],
    [['-nshop'], { namespaces: ['shop'] }],
    [['-n=shop'], { namespaces: ['shop'] }],
    [['--namespace', 'shop'], { namespaces: ['shop'] }],
    [['--namespace=shop'], { namespaces: ['shop'] }],
    [['-n', 'shop', '-n', 'pay', '-n', 'shop'], { namespaces: ['shop', 'pay'] }],
    [['-A'], { allNamespaces: true }],
    [['--all-namespaces'], { allNamespaces: true }],
    [['--all-namespaces=true'], { allNamespaces: true }],
    [['-A', '--all-namespaces=false'], { allNamespaces: false }],
    [['-Al', 'app=cart'], { allNamespaces: true, selector: 'app=cart' }],
    [['-l', 'app=cart,tier!=test'], { selector: 'app=cart,tier!=test' }],
    [['-l=app=cart'], { selector: 'app=cart' }],
    [['--selector=app=cart'], { selector: 'app=cart' }],
    [['--context', 'a', '--context=b'], { contexts: ['a', 'b'] }],
    [['--kubeconfig', 'x.yaml'], { kubeconfig: 'x.yaml' }],
    [['--as', 'ann'], { as: 'ann' }],
    [['--as', 'ann', '--as-group', 'a', '--as-group', 'b'], { as: 'ann', asGroups: ['a', 'b'] }],
    [
      ['--as', 'ann', '--as-uid', '7', '--as-user-extra', 'a=b=c', '--as-user-extra=a=d'],
      { as: 'ann', asUid: '7', asExtra: { a: ['b=c', 'd'] } },
    ],
    [['--request-timeout', '10s'], { requestTimeoutMs: 10_000 }],
    [['--request-timeout=1m'], { requestTimeoutMs: 60_000 }],
    [['--request-timeout', '1m30s'], { requestTimeoutMs: 90_000 }],
    [['--request-timeout', '1.5s'], { requestTimeoutMs: 1500 }],
    [['--request-timeout', '7'], { requestTimeoutMs: 7000 }],
    [['--request-timeout', '0'], { requestTimeoutMs: 0 }],
    [['--request-timeout', '0s'], { requestTimeoutMs: 0 }],
  ])('%j', (argv, scope) => {
    const expected = { ...everywhere.scope, ...scope }
    expect(parsed('get', ...argv)).toMatchObject({ scope: expected })
    expect(parsed(...argv, 'get')).toMatchObject({ command: 'get', scope: expected })
    expect(parsed(...argv)).toMatchObject({ command: 'ui', scope: expected })
  })

  test.each([
    [['-o', 'json'], 'json'],
    [['-ojson'], 'json'],
    [['-o=json'], 'json'],
    [['--output', 'yaml'], 'yaml'],
    [['--output=wide'], 'wide'],
    [['-oname'], 'name'],
    [['-o', 'json', '-o', 'table'], 'table'],
  ])('%j', (argv, output) => {
    expect(parsed('get', ...argv)).toMatchObject({ output })
  })

  test('--config names the settings file', () => {
    expect(parsed('--config', 'k.json', 'cart')).toMatchObject({ config: 'k.json' })
  })
})

describe('bisect', () => {
  const byHand = {
    command: 'bisect',
    workload: 'deploy/cart',
    good: null,
    bad: null,
    source: { repository: null, path: null },
    probe: null,
    timeoutMs: null,
    retries: 0,
    jobs: 1,
    verifyEnds: false,
    firstParent: false,
    flaky: null,
    builds: null,
    crashLog: null,
    goodContext: null,
    output: 'text',
    ...everywhere,
  }

  test('starts on a workload, its releases for ends', () => {
    expect(parsed('bisect', 'deploy/cart')).toEqual(byHand)
  })

  test('starts between chosen ends with a shell command for judge', () => {
    expect(
      parsed(
        'bisect',
        'deploy/cart',
        '--good',
        '6',
        '--bad=1.7.2',
        '--run',
        'npm ci && npm test',
        '--timeout=5m',
        '--retries=2',
        '--no-verify',
        '--first-parent',
        '--repo=/src',
        '--path=services/cart',
        '-ojson',
        '-nshop',
      ),
    ).toEqual({
      ...byHand,
      good: '6',
      bad: '1.7.2',
      source: { repository: '/src', path: 'services/cart' },
      probe: { kind: 'shell', line: 'npm ci && npm test' },
      timeoutMs: 300_000,
      retries: 2,
      jobs: 1,
      firstParent: true,
      flaky: null,
      builds: null,
      crashLog: null,
      output: 'json',
      scope: { ...everywhere.scope, namespaces: ['shop'] },
    })
  })

  test('runs what follows -- without a shell, its flags untouched', () => {
    expect(parsed('bisect', 'deploy/cart', '--', 'sh', '-c', 'exit 1', '--run', '--')).toEqual({
      ...byHand,
      probe: { kind: 'program', words: ['sh', '-c', 'exit 1', '--run', '--'] },
      verifyEnds: true,
    })
  })

  test('needs no workload where the repository and both ends are given', () => {
    expect(parsed('bisect', '--repo', '.', '--good', 'v1', '--bad', 'v2')).toEqual({
      ...byHand,
      workload: null,
      good: 'v1',
      bad: 'v2',
      source: { repository: '.', path: null },
    })
  })

  test.each(['good', 'bad', 'skip'])('%s is a verdict on the commit in hand, or on REV', (verb) => {
    const command = `bisect ${verb}`
    expect(parsed('bisect', verb)).toEqual({
      command,
      rev: null,
      note: null,
      session: null,
      output: 'text',
    })
    expect(
      parsed('bisect', verb, 'a1b2c3', '--note', 'slow', '--session', 'cart-1', '-ojson'),
    ).toEqual({
      command,
      rev: 'a1b2c3',
      note: 'slow',
      session: 'cart-1',
      output: 'json',
    })
  })

  test.each(['undo', 'redo', 'status', 'log', 'reset'])('%s continues a session', (verb) => {
    expect(parsed('bisect', verb, '--session', 'cart-1')).toEqual({
      command: `bisect ${verb}`,
      session: 'cart-1',
      output: 'text',
    })
  })

  test('by hand both ends are tested only where asked for, with a command unless refused', () => {
    expect(parsed('bisect', 'deploy/cart', '--verify')).toEqual({ ...byHand, verifyEnds: true })
    expect(parsed('bisect', 'deploy/cart', '--run', 'x')).toMatchObject({ verifyEnds: true })
  })

  test('takes the good end from another context', () => {
    expect(parsed('bisect', 'deploy/cart', '--good-context', 'staging')).toEqual({
      ...byHand,
      goodContext: 'staging',
    })
  })

  test('a commit to test next, and a remark on a verdict', () => {
    const rest = { session: null, output: 'text' }
    expect(parsed('bisect', 'test', 'a1b2c3')).toEqual({
      command: 'bisect test',
      rev: 'a1b2c3',
      ...rest,
    })
    const note = { command: 'bisect note', ...rest }
    expect(parsed('bisect', 'note', 'slow')).toEqual({ ...note, rev: null, text: 'slow' })
    expect(parsed('bisect', 'note', 'a1b2c3', '')).toEqual({ ...note, rev: 'a1b2c3', text: '' })
  })

  test('is written to a file, or to stdout, and read from one, or from stdin', () => {
    const exported = { command: 'bisect export', session: null, output: 'text' }
    expect(parsed('bisect', 'export')).toEqual({ ...exported, file: null })
    expect(parsed('bisect', 'export', 'cart.kulprit')).toEqual({
      ...exported,
      file: 'cart.kulprit',
    })
    expect(parsed('bisect', 'import', '-', '--repo', '.')).toEqual({
      command: 'bisect import',
      file: '-',
      repository: '.',
      output: 'text',
    })
  })

  test('takes a lone dash as the file that is stdin, and any other word with a dash as a flag', () => {
    expect(parsed('bisect', 'cart', '--images', '-')).toMatchObject({ builds: { images: '-' } })
    expect(parsed('bisect', 'cart', '--crash-log', '-')).toMatchObject({ crashLog: '-' })
    expect(parseArguments(['bisect', 'cart', '--images', '--run'])).toMatchObject({
      failure: { message: '--images needs a value, found the flag --run' },
    })
  })

  test.each([
    [['cart', '--good', '1', '--good-context', 'x'], 'both name the good end'],
    [['cart', '--verify', '--no-verify', '--run', 'x'], 'contradict each other'],
    [['cart', '--retries', '2'], '--retries repeats a command, and none is given'],
    [['cart', '--retries', 'many', '--run', 'x'], '"many" is not a number from 0 to 100'],
    [
      ['--repo', '.', '--good', 'a', '--bad', 'b', '--good-context', 'x'],
      'says where a workload is',
    ],
  ])('%j is refused', (args, message) => {
    const refused = parseArguments(['bisect', ...args])
    expect(refused.ok ? '' : refused.failure.message).toContain(message)
  })

  test('deploy/good is a workload', () => {
    expect(parsed('bisect', 'deploy/good')).toEqual({ ...byHand, workload: 'deploy/good' })
  })
})

test('bisect --session goes on with a bisect by a command, and takes nothing that it has decided', () => {
  expect(parsed('bisect', '--session', 'cart-1', '--run', 'make test')).toEqual({
    command: 'bisect run',
    session: 'cart-1',
    probe: { kind: 'shell', line: 'make test' },
    timeoutMs: null,
    retries: 0,
    jobs: 1,
    output: 'text',
  })
  for (const [args, message] of [
    [['--session', 'cart-1'], 'none is given'],
    [['--session', 'cart-1', 'cart', '--run', 'x'], '--session and cart both say'],
    [['--session', 'cart-1', '--good', 'v1', '--run', 'x'], '--session and --good both say'],
  ] as const) {
    const refused = parseArguments(['bisect', ...args])
    expect(refused.ok ? '' : refused.failure.message).toContain(message)
  }
})
