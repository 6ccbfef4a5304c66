import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { failed, ok } from '../../src/model/failure.ts'
import {
  commitDetail,
  fixProgress,
  foundProgress,
  mark,
  progress,
  trace,
} from '../support/bisect-fixtures.ts'
import {
  failingCart,
  fleetShown,
  release,
  sha,
  TestStore,
  workload,
} from '../support/state-fixtures.ts'
import { container, imageTemplate, template } from '../support/model-objects.ts'
import { patience, start } from '../support/view-app.tsx'

const session = 'cart-k3f9'
const small = { columns: 80, rows: 24 }
const large = { columns: 120, rows: 40 }

async function bisect(shown = progress(), size = small) {
  const store = new TestStore(...fleetShown).press('enter')
  store.dispatch({ type: 'bisectOpened', progress: shown })
  return start(store, size)
}

type Shown = Awaited<ReturnType<typeof bisect>>

async function expectShown(app: Shown, ...texts: readonly string[]): Promise<void> {
  await expect.poll(() => app.missing(...texts), patience).toEqual([])
}

/** Every line is as wide as the terminal: nothing overflows, whatever stands in it. */
function expectWhole(app: Shown, { columns, rows }: typeof small): void {
  const lines = app.screen().split('\n')
  expect(lines).toHaveLength(rows)
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns)
}

const everyState = progress({
  marks: [mark(2, 'bad'), mark(9, 'good'), mark(4, 'skip')],
  states: {
    1: 'implied-bad',
    2: 'bad',
    3: 'candidate',
    4: 'skipped',
    5: 'in-hand',
    6: 'candidate',
    7: 'excluded',
    8: 'excluded',
    9: 'good',
    10: 'implied-good',
  },
  excluded: 2,
  remaining: { candidates: 5, least: 2, most: 3 },
})

describe.each([small, large])('a bisect in $columns×$rows', (size) => {
  it('names the commit in hand, how to test it, what is left and what to do', async () => {
    const app = await bisect(progress(), size)
    await expectShown(
      app,
      '◆ 0505050 Log the basket id',
      'Ana Silva · 1d ago',
      'src/price.ts, src/cart.ts',
      'Test 0505050, then b and: g no failure, b failure, s cannot tell.',
      '10 candidates · 3–4 probes left',
    )
    expect(app.screen()).toMatch(/●─╮ 0202020 candidate +Merge branch price-cache/)
    expect(app.screen()).toMatch(/▌ ◆ +0505050 in hand/)
    expectWhole(app, size)
  })

  it('has a glyph and a word for every state, so that it can be read without colours', async () => {
    const app = await bisect(everyState, size)
    app.type('g')
    await expectShown(
      app,
      '5 candidates · 2–3 probes left · 1 skipped · 2 excluded by path · W adds them',
    )
    for (const row of [
      /×.* 0101010 implied bad /,
      /✗.* 0202020 bad /,
      /●.* 0303030 candidate /,
      /~.* 0404040 skipped /,
      /◆.* 0505050 in hand /,
      /○.* 0707070 excluded /,
      /✓.* 0909090 good /,
      /·.* 0a0a0a0 implied good /,
    ])
      expect(app.screen()).toMatch(row)
    expect(app.screen()).not.toContain('\u001B[')
  })

  it('ends on the culprit: author, owners, where it runs, evidence and the commands', async () => {
    const app = await bisect(progress(), size)
    app.store.dispatch({ type: 'bisectAdvanced', progress: foundProgress() })
    app.store.dispatch({ type: 'culpritTraced', session, trace })
    await expectShown(
      app,
      '✗ 0303030 is the culprit.',
      'Cache prices per request',
      'Ana Silva <ana@example.com>',
      `https://github.com/shop/shop/commit/${sha(3)}`,
      'pull request 512  https://github.com/shop/shop/pull/512',
      'in 2 known releases, runs now as shop/cart 1.7.2 in prod',
      'owner payments · code owners @shop/pricing,',
      '[Probes]',
      'rollout undo',
      'y copies or saves report and commands; u takes the last verdict back.',
    )
    expectWhole(app, size)
    app.type('\t')
    await expectShown(app, '[Releases]')
    expect(app.screen()).toMatch(/shop\/cart +prod +7 now +1\.7\.2 +✗ has it/)
  })

  it('shows message, pages, files and diff of the commit that one looks at', async () => {
    const app = await bisect(progress({ marks: [mark(5, 'good', { note: '两次 ok' })] }), size)
    app.type('\r')
    await expectShown(app, 'Reading the commit …', '[Commit]', 'note “两次 ok”')
    app.store.dispatch({ type: 'commitLoaded', session, sha: sha(5), detail: ok(commitDetail) })
    await expectShown(
      app,
      `https://github.com/shop/shop/commit/${sha(5)}`,
      'pull request 498  https://github.com/shop/shop/pull/498',
      'Support could not tell baskets apart.',
      'See 手册 7.',
      'FILES  3 files',
      'Test 0505050, then b and:',
    )
    app.type('\u001B[6~')
    await expectShown(app, '+log("opened", basket.id)', '-log("opened")')
    expectWhole(app, size)
  })
})

describe('a bisect on the screen', () => {
  it('names the commit in the verdict menu and marks that one', async () => {
    const app = await bisect()
    app.type('Gb')
    await expectShown(app, 'Verdict for 0505050 Log the basket id')
    app.type('b')
    await expect
      .poll(() => app.store.effects.at(-1), patience)
      .toMatchObject({ type: 'mark', sha: sha(5), verdict: 'bad' })
  })

  it('says in the copy menu why something cannot be copied', async () => {
    const app = await bisect()
    app.type('y')
    await expectShown(
      app,
      'h  Hash              The full hash of the commit under the cursor.',
      'p  Path              the commit in hand is not checked out: w does it',
    )
  })

  it('has room for the whole copy menu in the smallest terminal', async () => {
    const app = await bisect(progress(), { columns: 60, rows: 15 })
    app.type('y')
    await expectShown(app, 'Copy', 'h  Hash', 'l  Log', 'esc close')
    expectWhole(app, { columns: 60, rows: 15 })
  })

  it('still shows the commits in the smallest terminal', async () => {
    const app = await bisect(progress(), { columns: 60, rows: 15 })
    await expectShown(
      app,
      '◆ 0505050 Log the basket id',
      'g no failure, b failure',
      '10 candidates',
    )
    expect(app.screen()).toMatch(/▌ ◆ +0505050 in hand/)
  })

  it('shows where the worktree is, and the line to go there', async () => {
    const app = await bisect()
    await expectShown(app, 'w checks it out into a folder')
    app.type('w')
    await expect.poll(() => app.store.effects.at(-1)?.type, patience).toBe('prepareWorktree')
    app.store.dispatch({
      type: 'worktreePrepared',
      session,
      sha: sha(5),
      path: '/tmp/kulprit/cart-k3f9',
    })
    await expectShown(app, 'Test 0505050', 'source  cd /tmp/kulprit/cart-k3f9')
  })

  it('shows the image to deploy, and in a tall terminal the whole line that does it', async () => {
    const image = 'registry.example/cart:sha-0101010'
    const [current] = failingCart().particulars.releases()
    const cart = failingCart({
      image,
      releases:
        current === undefined ? [] : [{ ...current, image, template: imageTemplate(image) }],
    })
    const imageForm = 'registry.example/cart:sha-{sha:7}'
    const app = await bisect(progress({ session: { imageForm } }))
    app.store.dispatch({ type: 'workloadsChanged', put: [cart], gone: [] })
    await expectShown(
      app,
      'image   registry.example/cart:sha-0505050',
      'as its other tags are made, if it was built; y i copies it',
    )
    app.store.dispatch({ type: 'resized', ...large })
    await expectShown(app, 'deploy  kubectl --context prod -n shop set image deployment/cart')
  })

  it('claims no files of an end that is not in the range', async () => {
    const step = { kind: 'probe', sha: sha(20), phase: 'verify', why: 'verify-good' } as const
    const app = await bisect(progress({ step }))
    await expectShown(app, '◆ 1414141 1.7.1 (release 6)', 'is it really free of the failure?')
    expect(app.screen()).not.toMatch(/no files|0 files/)
  })

  it('says that a commit has no known image', async () => {
    const step = { kind: 'probe', sha: sha(8), phase: 'search', why: 'split' } as const
    const app = await bisect(progress({ step }))
    await expectShown(app, 'image   no image is known for 0808080: build that commit')
  })

  it('shows a note beside its verdict, in the commits and among the probes', async () => {
    const app = await bisect(
      progress({
        marks: [mark(9, 'good', { note: 'needs 数据库' })],
        states: { 1: 'bad', 5: 'in-hand', 9: 'good' },
      }),
      large,
    )
    await expectShown(app, '0909090 good         “needs 数据库” Bump the HTTP client')
    app.type('\t\t')
    await expectShown(app, 'NOTE', '“needs 数据库”  Bump the HTTP client')
    expectWhole(app, large)
  })

  it('says what is switched on', async () => {
    const shown = progress()
    const search = { ...shown.search, verifyEnds: true, firstParent: true }
    const app = await bisect({ ...shown, search })
    await expectShown(app, 'both ends are tested first · merges first, then inside')
  })

  it('shows the output of a command that is judging', async () => {
    const app = await bisect()
    app.type('R./test.sh\r')
    await expect
      .poll(() => app.store.effects.at(-1), patience)
      .toMatchObject({ command: './test.sh' })
    app.store.dispatch({ type: 'probeStarted', session, sha: sha(5) })
    app.store.dispatch({ type: 'probeOutput', session, lines: ['1 of 3 passed'] })
    await expectShown(app, 'testing 0505050', '1 of 3 passed', 'c stops it')
  })

  it('lists the candidates that are left where there is no one culprit', async () => {
    const step = { kind: 'indeterminate', why: 'skips', candidates: [sha(3), sha(4)] } as const
    const app = await bisect(progress({ step }))
    await expectShown(app, 'One of 2 commits is the culprit', '0404040 Round totals half to even')
  })

  it('says why a commit cannot be read', async () => {
    const app = await bisect()
    app.type('\r')
    const detail = failed('git', '0505050 is gone', { next: 'fetch it again' })
    app.store.dispatch({ type: 'commitLoaded', session, sha: sha(5), detail })
    await expectShown(app, '✗ 0505050 is gone', '→ fetch it again')
  })

  it('stands beside its probes in a wide terminal', async () => {
    const app = await bisect(foundProgress(), { columns: 160, rows: 50 })
    await expectShown(app, '[Probes]', 'TESTED', '0505050 good')
    expect(app.screen()).toMatch(/✗ 0303030 bad .*│/)
    expect(app.screen()).toMatch(/│ {3}0303030 ✗ bad/)
  })
})

describe('a bisect for a fix', () => {
  it('says in the title and beside the ends what it looks for, older end first', async () => {
    const app = await bisect(fixProgress(), large)
    await expectShown(
      app,
      'bisect for the fix cart-k3f9',
      '✗ 1.7.1 (release 6) 1414141 → ✓ 1.7.2 (release 7) 0101010  looking for the commit that fixed it',
    )
  })

  it('implies good after a good commit and bad before a bad one', async () => {
    const app = await bisect(fixProgress(mark(5, 'good'), mark(9, 'bad')), large)
    await expectShown(app, '0404040 implied good', '0a0a0a0 implied bad')
    app.type(`?${'\u0006'.repeat(8)}`)
    await expectShown(
      app,
      'Can still be the one that fixed it.',
      'Follows from a good commit before it.',
    )
  })

  it('ends on the first good commit, with no word of a culprit', async () => {
    const app = await bisect(fixProgress(mark(5, 'good'), mark(7, 'bad'), mark(6, 'good')))
    await expectShown(app, '✓ 0606060 fixed it: the first good commit.')
    expect(app.screen()).not.toMatch(/culprit|revert|roll production back/)
    app.type('\t')
    await expectShown(app, '[Releases]')
    app.store.dispatch({ type: 'culpritTraced', session, trace })
    await expectShown(app, 'FIX', '✓ has it')
  })
})

describe('the list of open bisects on the screen', () => {
  it('shows state, counts, age and ends of each', async () => {
    const store = new TestStore(...fleetShown)
    store.dispatch({ type: 'bisectOpened', progress: progress() })
    store.dispatch({ type: 'runRequested' })
    const other = progress({ session: { id: 'orders-m2x4', looksFor: 'fix' } }).session
    const app = await start(store, { columns: 120, rows: 24 })
    app.type('B')
    app.store.dispatch({
      type: 'bisectsListed',
      sessions: [
        { session: progress().session, status: 'probing', verdicts: 2, candidates: null },
        { session: other, status: 'found', verdicts: 6, candidates: 1 },
      ],
    })
    await expectShown(app, 'TESTED', 'LEFT')
    expect(app.screen()).toMatch(
      /▌ cart-k3f9 +◌ running +2 +10, 3–4 tests +5m ago +shop\/cart +1\.7\.1 \(release 6\) → 1\.7\.2/,
    )
    expect(app.screen()).toMatch(/orders-m2x4 +✓ fix found +6 +1 +5m ago .*1\.7\.2 .*→ 1\.7\.1/)
  })
})

describe('a workload’s page before a bisect', () => {
  const [current, previous] = failingCart().particulars.releases()

  it('says what else than the code differs between the two ends', async () => {
    if (current === undefined || previous === undefined) throw new Error('cart has releases')
    const runs = (version: string, limit: string) =>
      template({
        containers: [
          container({
            image: `registry.example/cart:${version}`,
            limits: { cpu: null, memory: limit },
          }),
        ],
      })
    const cart = failingCart({
      releases: [
        { ...current, template: runs('1.7.2', '64Mi') },
        { ...previous, template: runs('1.7.1', '128Mi') },
      ],
    })
    const app = await start(new TestStore(...fleetShown).press('enter'))
    app.store.dispatch({ type: 'workloadsChanged', put: [cart], gone: [] })
    await expectShown(
      app,
      'Not only the code changed: image 1.7.1 → 1.7.2 · memory limit 128Mi → 64Mi',
    )
  })

  it('asks in which other context the workload is good', async () => {
    const staging = workload('cart', {
      id: 'staging/cart',
      context: 'staging',
      releases: [release(31, '1.7.9', { current: true })],
    })
    const store = new TestStore(...fleetShown).press('enter')
    store.dispatch({ type: 'workloadsChanged', put: [staging], gone: [] })
    const app = await start(store)
    app.type('f')
    await expectShown(
      app,
      'Where does cart work?',
      '1  staging  Deployment shop/cart  1.4.2  healthy',
    )
    app.type('1')
    await expectShown(app, 'from 1.7.9 (release 31) in staging to 1.7.2 (release 7)')
  })
})
