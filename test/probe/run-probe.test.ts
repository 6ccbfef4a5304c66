import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ProbeCommand, ProbeOptions } from '../../src/probe/run-probe.ts'
import { runProbe } from '../../src/probe/run-probe.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kulprit-probe-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

function probe(command: string | ProbeCommand, rest: Partial<ProbeOptions> = {}) {
  return runProbe({
    command: typeof command === 'string' ? { kind: 'shell', text: command } : command,
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '' },
    timeoutMs: null,
    onOutput: () => {},
    signal: new AbortController().signal,
    ...rest,
  })
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function fileText(name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8').catch(() => '')
}

async function pidIn(name: string): Promise<number> {
  await until(async () => (await fileText(name)).endsWith('\n'), `a pid in ${name}`)
  return Number(await fileText(name))
}

/** A killed process that nobody reaped yet is gone, too. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat.split(') ')[1]?.[0] !== 'Z'
}

describe('a probe', () => {
  test.each([0, 1, 125, 200])('reports exit code %i', async (exitCode) => {
    expect(await probe(`exit ${exitCode}`)).toMatchObject({
      exitCode,
      signal: null,
      timedOut: false,
      cancelled: false,
      startFailure: null,
    })
  })

  test('reports the signal that ended the command', async () => {
    expect(await probe('kill -SEGV $$')).toMatchObject({ exitCode: null, signal: 'SIGSEGV' })
  })

  test('passes arguments without a shell', async () => {
    const argv = ['printf', '%s\n', '$(id) ; "*"', ''] as const
    expect((await probe({ kind: 'argv', argv })).tail).toEqual(['$(id) ; "*"', ''])
  })

  test('runs in the worktree with the given environment and nothing else', async () => {
    const env = { PATH: process.env['PATH'] ?? '', KULPRIT_SHA: 'abc' }
    const { tail } = await probe('pwd; echo $KULPRIT_SHA; echo "home=$HOME"', { env })
    expect(tail.slice(1)).toEqual(['abc', 'home='])
    expect(tail[0]).toContain('kulprit-probe-')
  })

  test('gets end of file on its standard input and has no terminal', async () => {
    const { tail } = await probe(
      'read line; echo "read: $?"; (: </dev/tty) 2>/dev/null || echo no tty',
    )
    expect(tail).toEqual(['read: 1', 'no tty'])
  })

  test('hands out both streams line by line while the command runs', async () => {
    const seen: string[] = []
    const running = probe(
      'echo out; echo err >&2; while [ ! -e go ]; do sleep 0.02; done; printf last',
      {
        onOutput: (lines) => seen.push(...lines),
      },
    )
    await until(() => seen.includes('out') && seen.includes('err'), 'both lines')
    await writeFile(join(folder, 'go'), '')
    const { tail } = await running
    expect(seen.at(-1)).toBe('last')
    expect(tail.toSorted()).toEqual(['err', 'last', 'out'])
  })

  test('cleans what could forge the screen, and keeps characters that arrive in pieces', async () => {
    const { tail } = await probe(
      `printf '\\033[31mred\\033[0m\\007\\n'; printf '\\342\\202'; sleep 0.1; printf '\\254\\r\\nnext\\n'`,
    )
    expect(tail).toEqual(['red�', '€', 'next'])
  })

  test('keeps only the end of a flood, and says so', async () => {
    let lines = 0
    const { tail, exitCode } = await probe('yes flood | head -n 3000000; echo end', {
      onOutput: (more) => (lines += more.length),
    })
    expect(exitCode).toBe(0)
    expect(tail).toHaveLength(200)
    expect(tail.at(-1)).toBe('end')
    expect(lines).toBeLessThan(3_000_000)
  })
})

describe('a probe that cannot start', () => {
  test('names the program', async () => {
    const { startFailure } = await probe({ kind: 'argv', argv: ['no-such-program'] })
    expect(startFailure).toMatchObject({ kind: 'probe', message: 'cannot run no-such-program' })
    expect(startFailure?.cause).toContain('ENOENT')
  })

  test('names a worktree that is gone', async () => {
    const { startFailure } = await probe('true', { cwd: join(folder, 'gone') })
    expect(startFailure?.message).toContain(`${join(folder, 'gone')} is gone`)
  })

  test('names a program whose arguments the system refuses', async () => {
    const { startFailure } = await probe({ kind: 'argv', argv: ['echo', 'a\0b'] })
    expect(startFailure?.message).toBe('cannot run echo')
  })
})

describe('a probe that is stopped', () => {
  test('is not started where it was cancelled before', async () => {
    const outcome = await probe('touch started', { signal: AbortSignal.abort() })
    expect(outcome.cancelled).toBe(true)
    expect(await isThere('started')).toBe(false)
  })

  test('ends at its time limit', async () => {
    const outcome = await probe('echo begun; sleep 600', { timeoutMs: 3000 })
    expect(outcome).toMatchObject({ timedOut: true, cancelled: false, tail: ['begun'] })
    expect(outcome.durationMs).toBeLessThan(100_000)
  })

  test('gets time to clean up', async () => {
    const cancel = new AbortController()
    const running = probe(
      `trap 'echo cleaned; exit 3' TERM; echo $$ >pid; while :; do sleep 0.05; done`,
      {
        signal: cancel.signal,
      },
    )
    await pidIn('pid')
    cancel.abort()
    const outcome = await running
    expect(outcome).toMatchObject({ cancelled: true, exitCode: 3 })
    expect(outcome.tail).toContain('cleaned')
  })

  test('leaves no grandchild behind, even one that ignores TERM', async () => {
    const cancel = new AbortController()
    const stubborn = `sh -c 'trap "" TERM; echo $$ >grandchild; while :; do sleep 0.05; done' & echo $$ >child; trap "" TERM; wait; wait`
    const running = probe(stubborn, { signal: cancel.signal })
    const pids = [await pidIn('child'), await pidIn('grandchild')]
    cancel.abort()
    const outcome = await running
    expect(outcome.cancelled).toBe(true)
    expect(outcome.durationMs).toBeLessThan(100_000)
    expect(await Promise.all(pids.map(isAlive))).toEqual([false, false])
  })

  test('that ended by itself takes its background processes along', async () => {
    const outcome = await probe('sleep 600 & echo $! >background; exit 7')
    expect(outcome).toMatchObject({ exitCode: 7, cancelled: false })
    expect(await isAlive(await pidIn('background'))).toBe(false)
  })

  test('does not wait for a process that left its group with the output open', async () => {
    const outcome = await probe(
      `${process.execPath} -e "const c=require('child_process').spawn('sleep',['600'],{detached:true,stdio:'inherit'});require('fs').writeFileSync('escaped',c.pid+'\\n');c.unref()"`,
    )
    process.kill(await pidIn('escaped'))
    expect(outcome.exitCode).toBe(0)
    expect(outcome.durationMs).toBeLessThan(100_000)
  })
})

async function isThere(name: string): Promise<boolean> {
  return readFile(join(folder, name)).then(
    () => true,
    () => false,
  )
}
