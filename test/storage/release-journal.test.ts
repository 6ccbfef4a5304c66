import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RememberedRelease } from '../../src/model/release/release-memory.ts'
import { withoutValues } from '../../src/model/kube/template.ts'
import { releaseJournal, releasesKept, workloadsKept } from '../../src/storage/release-journal.ts'
import { container, imageTemplate, template } from '../support/model-objects.ts'
import { runScript } from '../support/storage-processes.ts'

const prod = { context: 'prod', server: 'prod.example:6443' }

let state: string
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'kulprit-releases-'))
})
afterEach(() => rm(state, { recursive: true, force: true }))

const seen = (
  release: number,
  parts: Partial<RememberedRelease> = {},
  workload = 'CronJob/shop/report',
) => ({
  workload,
  release: {
    uid: 'uid-report',
    release,
    template: withoutValues(imageTemplate(`registry.example/report:1.0.${release}`)),
    digests: [],
    releasedAt: '2026-05-01T10:00:00Z',
    releasedBy: null,
    cause: null,
    proof: 'unproven' as const,
    ...parts,
  },
})

async function file(): Promise<string> {
  const [name] = (await readdir(join(state, 'releases'))).filter((name) => name.endsWith('.jsonl'))
  return join(state, 'releases', name ?? '')
}

const numbers = async (workload = 'CronJob/shop/report', cluster = prod) => {
  const read = await releaseJournal(state, cluster).read()
  return read.ok ? (read.value.get(workload) ?? []).map(({ release }) => release) : read.failure
}

test('what was seen is there at the next start, for its owner alone', async () => {
  expect(await numbers()).toEqual([])
  await releaseJournal(state, prod).remember([seen(1)])
  const second = await releaseJournal(state, prod).remember([seen(2)])
  expect(second).toMatchObject({ ok: true })
  expect(await numbers()).toEqual([1, 2])
  expect((await stat(await file())).mode & 0o777).toBe(0o600)
})

test('clusters are kept apart, by context and by server', async () => {
  await releaseJournal(state, prod).remember([seen(1)])
  expect(await numbers(undefined, { ...prod, server: 'other.example:6443' })).toEqual([])
  expect(await numbers(undefined, { ...prod, context: 'staging' })).toEqual([])
})

test('a release of which more is known replaces what was known before', async () => {
  await releaseJournal(state, prod).remember([seen(1)])
  await releaseJournal(state, prod).remember([seen(1, { proof: 'proven' })])
  const read = await releaseJournal(state, prod).read()
  expect(read.ok && read.value.get('CronJob/shop/report')).toMatchObject([{ proof: 'proven' }])
})

test('values of variables and commands never reach the disk', async () => {
  const secret = template({
    containers: [
      container({
        env: {
          TOKEN: { kind: 'literal', text: 'hunter2' },
          DD_VERSION: { kind: 'literal', text: '1.4.2' },
        },
        command: 'serve --password hunter2',
        probes: '{"livenessProbe":{"exec":{"command":["login","hunter2"]}}}',
      }),
    ],
    fingerprint: 'digest',
  })
  await releaseJournal(state, prod).remember([seen(1, { template: withoutValues(secret) })])
  const text = await readFile(await file(), 'utf8')
  expect(text).not.toContain('hunter2')
  expect(text).toContain('1.4.2')
})

test('of a workload the newest releases are kept, and of a cluster the workloads seen last', async () => {
  const many = Array.from({ length: releasesKept + 5 }, (_, i) => seen(i + 1))
  await releaseJournal(state, prod).remember(many)
  expect(await numbers()).toEqual(Array.from({ length: releasesKept }, (_, i) => i + 6))
  const others = Array.from({ length: workloadsKept }, (_, i) => seen(1, {}, `Job/shop/job-${i}`))
  await releaseJournal(state, prod).remember(others)
  expect(await numbers()).toEqual([])
  expect(await numbers('Job/shop/job-0')).toEqual([1])
  const lines = (await readFile(await file(), 'utf8')).trimEnd().split('\n')
  expect(lines.length).toBeLessThan(workloadsKept + 1_000 + releasesKept)
})

test('a line that was being written when its writer died is cut off, a damaged one is left out', async () => {
  await releaseJournal(state, prod).remember([seen(1), seen(2)])
  const path = await file()
  const [header, one, two] = (await readFile(path, 'utf8')).split('\n')
  await writeFile(path, `${header}\n${one}\nnot json\n${two?.slice(0, 40)}`)
  expect(await numbers()).toEqual([1])
  await releaseJournal(state, prod).remember([seen(3)])
  expect(await numbers()).toEqual([1, 3])
})

test('one that is held open sees what others wrote, and what was cut off', async () => {
  const [one, other] = [releaseJournal(state, prod), releaseJournal(state, prod)]
  for (const [journal, release] of [
    [one, 1],
    [other, 2],
    [one, 3],
    [one, 4],
  ] as const)
    await journal.remember([seen(release)])
  const remembered = await other.remember([seen(5)])
  const known = remembered.ok ? remembered.value.get('CronJob/shop/report') : []
  expect(known?.map(({ release }) => release)).toEqual([1, 2, 3, 4, 5])
  const path = await file()
  const text = await readFile(path, 'utf8')
  await writeFile(path, text.slice(0, -20))
  const read = await other.read()
  expect(read.ok && read.value.get('CronJob/shop/report')).toHaveLength(4)
})

test('a journal of a newer kulprit is left alone', async () => {
  await releaseJournal(state, prod).remember([seen(1)])
  const path = await file()
  const newer = (await readFile(path, 'utf8')).replace('"format":1', '"format":2')
  await writeFile(path, newer)
  const written = await releaseJournal(state, prod).remember([seen(2)])
  expect(written).toMatchObject({ ok: false, failure: { kind: 'config' } })
  expect(await readFile(path, 'utf8')).toBe(newer)
})

const writer = `
  import { releaseJournal } from './src/storage/release-journal.ts'
  const [state, cluster, template, name, from] = process.argv.slice(1)
  const journal = releaseJournal(state, JSON.parse(cluster))
  for (let release = 1; release <= 10; release++) {
    const seen = [{ workload: 'CronJob/shop/' + name, release: { ...JSON.parse(template), release } }]
    const written = await journal.remember(seen)
    if (!written.ok) throw new Error(written.failure.message)
    process.stdout.write('.')
  }`

const wordsFor = (name: string) => [
  state,
  JSON.stringify(prod),
  JSON.stringify(seen(1).release),
  name,
]

test('two kulprits that write at the same time lose nothing', async () => {
  const writers = ['a', 'b', 'c'].map((name) => runScript(writer, wordsFor(name)))
  for (const { ended } of writers) expect(await ended()).toBe('..........')
  for (const name of ['a', 'b', 'c']) expect(await numbers(`CronJob/shop/${name}`)).toHaveLength(10)
})

test('a kill at any moment loses nothing that was confirmed', async () => {
  for (let round = 0; round < 6; round++) {
    const name = `killed-${round}`
    const child = runScript(writer, wordsFor(name))
    const deadline = Date.now() + 60_000
    while (child.printed().length < round && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 1))
    await child.kill()
    const confirmed = child.printed().length
    const kept = await numbers(`CronJob/shop/${name}`)
    expect(kept).toEqual(Array.from({ length: (kept as number[]).length }, (_, i) => i + 1))
    expect((kept as number[]).length).toBeGreaterThanOrEqual(confirmed)
    expect(
      await releaseJournal(state, prod).remember([seen(99, {}, 'Job/shop/after')]),
    ).toMatchObject({
      ok: true,
    })
  }
})
