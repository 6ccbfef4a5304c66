import { describe, expect, it } from 'vitest'
import { unknown } from '../../src/model/resolved.ts'
import { progress, rangeShown } from '../support/bisect-fixtures.ts'
import {
  details,
  evidence,
  failingCart,
  fleetShown,
  liveStatuses,
  status,
  TestStore,
  workload,
} from '../support/state-fixtures.ts'
import { patience, start } from '../support/view-app.tsx'

const esc = '\u001B'

const table = () => start(new TestStore(...fleetShown))

describe('the table on the screen', () => {
  it('shows owner, version, previous and health of every workload, failing first', async () => {
    const app = await table()
    const [title, header, cart, second] = app.screen().split('\n')
    expect(title).toMatch(/kulprit › prod {2}6 workloads · 2 failing .*● live/)
    expect(header).toMatch(/NAMESPACE +NAME +OWNER +VERSION +PREVIOUS +AGO +HEALTH/)
    expect(cart).toMatch(/▌ shop +cart +payments +1\.7\.2 +1\.7\.1 ✓ +12m +✗ CrashLoopBackOff/)
    expect(second).toMatch(/billing +invoice-export +unknown +unknown +– +30d +✗ JobFailed/)
  })

  it('takes several keys that arrive in one read one after the other', async () => {
    const app = await table()
    app.type('jjj')
    await expect.poll(() => app.selected(), patience).toContain('checkout')
    app.type('gj\r')
    await expect.poll(() => app.missing('billing/invoice-export'), patience).toEqual([])
  })

  it('moves with the arrow keys too', async () => {
    const app = await table()
    app.type(`${esc}[B${esc}[B${esc}[A`)
    await expect.poll(() => app.selected(), patience).toContain('invoice-export')
  })

  it('shows by which column it is sorted, and which one shift and an arrow have picked', async () => {
    const app = await table()
    app.type('N')
    await expect.poll(() => app.missing('NAME ↑'), patience).toEqual([])
    app.type(`${esc}[1;2C${esc}[1;2CO`)
    await expect.poll(() => app.missing('OWNER ↑'), patience).toEqual([])
    app.type('O')
    await expect.poll(() => app.missing('OWNER ↓'), patience).toEqual([])
  })

  it('shows the arrow of the order where the column is narrow', async () => {
    const app = await start(new TestStore(...fleetShown), { columns: 80, rows: 24 })
    const other = workload('orders', { id: 'staging/orders', context: 'staging' })
    app.store.dispatch({ type: 'workloadsChanged', put: [other], gone: [] })
    app.type('C')
    await expect.poll(() => app.missing('CONTEXT ↑'), patience).toEqual([])
  })

  it('shows every column that there is room for with ctrl-w', async () => {
    const app = await start(new TestStore(...fleetShown), { columns: 100, rows: 24 })
    app.store.dispatch({ type: 'resized', columns: 220, rows: 24 })
    app.type('\u0017')
    await expect
      .poll(
        () => app.missing('RESTARTS', 'CPU', 'COMMIT', 'IMAGE', '–/250m', 'cart:1.4.2'),
        patience,
      )
      .toEqual([])
    app.type('\u0017')
    await expect.poll(() => app.screen().includes('RESTARTS'), patience).toBe(false)
  })

  it('shows in parts what has no room, and says how to go on', async () => {
    const app = await start(new TestStore(...fleetShown))
    app.type('\u0017')
    await expect
      .poll(
        () => app.missing('RESTARTS', '–/250m', 'part 1 of 2; ctrl-w shows the others'),
        patience,
      )
      .toEqual([])
    expect(app.missing('cart', 'PREVIOUS')).toEqual(['PREVIOUS'])
    app.type('\u0017')
    await expect
      .poll(() => app.missing('IMAGE', 'part 2 of 2; ctrl-w shows the usual ones'), patience)
      .toEqual([])
    app.type('\u0017')
    await expect.poll(() => app.missing('PREVIOUS', 'the usual columns'), patience).toEqual([])
  })

  it('shows what each group comes to, and folds it', async () => {
    const app = await start(new TestStore(...fleetShown), { columns: 100, rows: 24 })
    app.type('uu')
    await expect
      .poll(() =>
        app.missing(
          '▾ shop  3 workloads · 1 failing · 5/9 ready · cpu –/750m · memory –/192Mi',
          'by namespace',
        ),
      )
      .toEqual([])
    app.type('jj\u001B[D')
    await expect.poll(() => app.selected(), patience).toContain('▸ shop  3 workloads')
  })

  it('marks rows, and all up to the cursor, in the line and in the title', async () => {
    const app = await table()
    app.type(' j')
    await expect.poll(() => app.missing('1 marked', ' *shop      cart'), patience).toEqual([])
    app.type('\u0000')
    await expect.poll(() => app.missing('3 marked', '▌*shop      catalog'), patience).toEqual([])
  })

  it('filters while one types and keeps the query in the title', async () => {
    const app = await table()
    app.type('/gatway')
    await expect.poll(() => app.missing('payment-gateway', '1 of 6'), patience).toEqual([])
    await expect.poll(app.screen, patience).not.toContain('catalog')
    app.type('\r')
    await expect.poll(() => app.missing('1 of 6 workloads', '/gatway'), patience).toEqual([])
    app.type(esc)
    await expect.poll(() => app.missing('catalog'), patience).toEqual([])
  })

  it('explains a query that cannot be read in place of the rows', async () => {
    const app = await table()
    app.type('/status:faling')
    await expect
      .poll(() =>
        app.missing('✗ query: unknown status "faling"', 'owner:payments', 'no valid query'),
      )
      .toEqual([])
    const typed = app.screen().split('\n').slice(-3).join('\n')
    expect(typed).toMatch(/status:faling.*\n {3}✗ unknown status "faling" → known: failing/)
    await expect.poll(app.screen, patience).not.toContain('catalog')
  })

  it('keeps what is known of rows that are out of date, and says since when', async () => {
    const app = await table()
    app.store.dispatch({
      type: 'statusesChanged',
      statuses: liveStatuses.map((s) => ({
        ...s,
        state: 'unreachable',
        asOf: '2025-03-14T11:58:00Z',
      })),
    })
    await expect
      .poll(() => app.missing('✗ CrashLoopBac…, stale 11:58', 'retrying; ctrl-r retries now'))
      .toEqual([])
  })

  it('keeps columns aligned under wide characters', async () => {
    const app = await table()
    const lines = app.screen().split('\n')
    const column = (lines[1] ?? '').indexOf('VERSION')
    const row = lines.find((line) => line.includes('工单系统')) ?? ''
    // Six wide characters stand left of the version: each takes two cells but one place here.
    expect(row.indexOf('1.4.2')).toBe(column - 6)
  })

  it('shows contexts as a column only where there are several', async () => {
    const app = await table()
    expect(app.screen()).not.toContain('CONTEXT')
    const other = workload('edge', { id: 'staging/edge', context: 'staging' })
    app.store.dispatch({ type: 'workloadsChanged', put: [other], gone: [] })
    await expect.poll(() => app.missing('CONTEXT', 'staging'), patience).toEqual([])
  })

  it('draws only the rows that fit, and scrolls to the others', async () => {
    const store = new TestStore(...fleetShown, {
      type: 'workloadsChanged',
      put: Array.from({ length: 500 }, (_, i) => workload(`service-${i}`)),
      gone: [],
    })
    const app = await start(store)
    expect(app.screen().split('\n')).toHaveLength(24)
    app.type('G')
    await expect.poll(() => app.selected(), patience).toContain('工单系统')
  })

  it('shows what is being read before the first answer', async () => {
    const app = await start(
      new TestStore({
        type: 'statusesChanged',
        statuses: [status('deployments', { state: 'syncing', count: 128 })],
      }),
    )
    expect(app.screen()).toContain('Reading the workloads of prod')
    expect(app.screen()).not.toContain('No workloads')
  })

  it('says what it needs in a terminal that is too small', async () => {
    const app = await start(new TestStore(...fleetShown), { columns: 40, rows: 10 })
    expect(app.screen()).toBe('kulprit needs 60×15; this is 40×10')
    app.store.dispatch({ type: 'resized', columns: 60, rows: 15 })
    await expect.poll(() => app.missing('cart', 'CrashLoopBackOff'), patience).toEqual([])
  })

  it('quits with :q and enter', async () => {
    const app = await table()
    app.type(':q\r')
    await expect.poll(() => app.store.effects, patience).toContainEqual({ type: 'quit' })
  })
})

describe('a workload’s page on the screen', () => {
  it('shows why it fails, its releases and the commits between the ends', async () => {
    const app = await start(new TestStore(...fleetShown), { columns: 120, rows: 40 })
    app.type('\r')
    await expect
      .poll(() => app.missing('✗ CrashLoopBackOff for 11m', 'panic: price cache is', '14 restarts'))
      .toEqual([])
    await expect
      .poll(() => app.missing('6        ✓ good  1.7.1', '7 now    ✗ bad   1.7.2', '? unproven'))
      .toEqual([])
    app.store.dispatch({ type: 'evidenceFound', workload: 'prod/cart', evidence })
    await expect
      .poll(() =>
        app.missing(
          '2 of 3 pods crash-loop since 11:49',
          'PODS  2 crash-loop, exit 1: no route to db  14 restarts  6f7d9-x2k4q, 6f7d9-q2x',
          'MEMORY  app: limit 256Mi, the fullest pod takes 241Mi now, OOMKilled in 1 pod',
          'Reading events and log',
        ),
      )
      .toEqual([])
    app.store.dispatch({ type: 'detailsLoaded', workload: 'prod/cart', details })
    app.store.dispatch(rangeShown)
    await expect
      .poll(() =>
        app.missing(
          '10 commits from 1.7.1 (release 6) to 1.7.2 (release 7)',
          'starting cart 1.7.2',
        ),
      )
      .toEqual([])
    app.type('\t')
    await expect
      .poll(() => app.missing('0303030', 'Cache prices per request'), patience)
      .toEqual([])
    app.type('\t')
    await expect
      .poll(() => app.missing('#payments-oncall', 'annotation a8r.io/chat', 'label team'))
      .toEqual([])
  })

  it('shows but the end of a log that is not about the trouble', async () => {
    const app = await start(new TestStore(...fleetShown), { columns: 120, rows: 40 })
    app.type('\r')
    const lines = Array.from({ length: 20 }, (_, i) => `served request ${i}.`)
    const log = { pod: 'cart-well', container: 'app', previous: false, lines }
    app.store.dispatch({ type: 'evidenceFound', workload: 'prod/cart', evidence })
    app.store.dispatch({
      type: 'detailsLoaded',
      workload: 'prod/cart',
      details: { ...details, log },
    })
    await expect
      .poll(
        () => app.missing('cart-well › app, running now', 'request 16.', 'request 19.'),
        patience,
      )
      .toEqual([])
    expect(app.screen()).not.toContain('request 15.')
  })

  it('says why no bisect can start, the reason first', async () => {
    const none = workload('none', {
      previousUnknown: 'unknown: Kubernetes keeps no release history of a CronJob',
    })
    const app = await start(new TestStore({ type: 'workloadsChanged', put: [none], gone: [] }), {
      columns: 120,
      rows: 40,
    })
    app.type('\r')
    const reason = 'worked: Kubernetes keeps no release history of a CronJob.'
    await expect.poll(() => app.missing(reason), patience).toEqual([])
  })

  it('does not say of a pod that has completed that it runs', async () => {
    const app = await start(new TestStore(...fleetShown), { columns: 120, rows: 40 })
    app.type('\r')
    const done = { count: 1, failing: false, message: null, restarts: 0, names: ['cart-done'] }
    const pods = [{ ...done, state: 'completed' }]
    const log = { pod: 'cart-done', container: 'app', previous: false, lines: ['settled'] }
    app.store.dispatch({
      type: 'evidenceFound',
      workload: 'prod/cart',
      evidence: { ...evidence, pods },
    })
    app.store.dispatch({
      type: 'detailsLoaded',
      workload: 'prod/cart',
      details: { ...details, log },
    })
    await expect
      .poll(() => app.missing('cart-done › app, its last lines', 'settled'), patience)
      .toEqual([])
  })

  it('says so when the workload is deleted while its page is open', async () => {
    const app = await table()
    app.type('\r')
    await expect.poll(() => app.missing('CrashLoopBackOff for'), patience).toEqual([])
    app.store.dispatch({ type: 'workloadsChanged', put: [], gone: ['prod/cart'] })
    await expect.poll(() => app.missing('no longer in the cluster'), patience).toEqual([])
  })

  it('says why there is no bisect to start', async () => {
    const nothing = unknown('the image has no tag')
    const mystery = workload('mystery', { version: nothing, commit: nothing })
    const app = await start(
      new TestStore({ type: 'workloadsChanged', put: [mystery], gone: [] }).press('enter'),
    )
    expect(app.screen()).toContain('No bisect from here: the cluster keeps one release only')
    app.type('b')
    await expect
      .poll(() => app.missing('Start a bisect: the cluster keeps one release only'))
      .toEqual([])
  })
})

describe('what stands above the footer', () => {
  it('asks a question, takes pasted text, and shows why a reply was refused', async () => {
    const app = await table()
    const question = {
      id: 'q1',
      title: 'Where is the source of shop/cart?',
      lines: ['A folder or a URL.'],
      input: { kind: 'text' as const, initial: '', placeholder: '~/src/cart' },
      error: null,
    }
    app.store.dispatch({ type: 'questionAsked', question })
    await expect
      .poll(() => app.missing('Where is the source of shop/cart?', '~/src/cart'))
      .toEqual([])
    app.type(`${esc}[200~/src/kart${esc}[201~`)
    await expect.poll(() => app.missing('/src/kart'), patience).toEqual([])
    app.store.dispatch({
      type: 'questionAsked',
      question: { ...question, error: 'no such folder' },
    })
    await expect.poll(() => app.missing('✗ no such folder', '/src/kart'), patience).toEqual([])
  })

  it('shows a failure with its cause and the next step until esc', async () => {
    const app = await table()
    app.store.dispatch({
      type: 'failed',
      failure: {
        kind: 'git',
        message: 'commit abc is not in ~/shop',
        cause: 'fatal: bad object',
        next: 'git fetch origin abc',
      },
    })
    await expect
      .poll(() =>
        app.missing('✗ commit abc is not in ~/shop', 'fatal: bad object', '→ git fetch origin abc'),
      )
      .toEqual([])
    app.type(esc)
    await expect.poll(app.screen, patience).not.toContain('bad object')
  })

  it('shows a task with its progress while it runs', async () => {
    const app = await table()
    const task = { id: 't', title: 'Cloning shop', progress: '12 of 90', cancellable: true }
    app.store.dispatch({ type: 'taskChanged', task })
    await expect
      .poll(() => app.missing('Cloning shop  12 of 90', 'c cancels'), patience)
      .toEqual([])
    app.store.dispatch({ type: 'taskEnded', task: 't' })
    await expect.poll(app.screen, patience).not.toContain('Cloning shop')
  })

  it('tells how many bisects are open', async () => {
    const app = await table()
    app.store.dispatch({
      type: 'bisectsListed',
      sessions: [{ session: progress().session, status: 'probing', verdicts: 2, candidates: null }],
    })
    await expect.poll(() => app.missing('2 failing · 1 open bisect'), patience).toEqual([])
  })

  it('finds a command by its name in the palette', async () => {
    const app = await table()
    app.type(':sort by own')
    await expect.poll(() => app.missing('▌ Sort by owner'), patience).toEqual([])
    app.type('\r')
    await expect.poll(() => app.missing('OWNER ↑'), patience).toEqual([])
  })

  it('shows the keys of the screen that one is on', async () => {
    const app = await table()
    app.type('?')
    await expect
      .poll(() => app.missing('Keys of the table of workloads', 'Shows only what is failing'))
      .toEqual([])
    app.type('q')
    await expect.poll(() => app.missing('CrashLoopBackOff'), patience).toEqual([])
  })

  it('drops a notice when its time is over', async () => {
    const app = await start(new TestStore(...fleetShown, { type: 'noticed', text: 'copied' }))
    expect(app.screen()).toContain('copied')
    app.store.dispatch({ type: 'clockTicked', now: app.store.getState().now + 10_000 })
    await expect.poll(app.screen, patience).not.toContain('copied')
  })
})

describe('hostile lengths', () => {
  it('never make a line longer than the terminal', async () => {
    const long = 'x'.repeat(300)
    const app = await start(
      new TestStore(
        {
          type: 'statusesChanged',
          statuses: [status('deployments', { state: 'failed', message: long })],
        },
        {
          type: 'workloadsChanged',
          put: [
            failingCart({
              name: long,
              namespace: '长'.repeat(100),
              health: { status: 'degraded', reason: long, message: long, since: null },
            }),
          ],
          gone: [],
        },
      ),
    )
    for (const key of ['', '\r', '\t', '\t', '?']) {
      app.type(key)
      const lines = app.screen().split('\n')
      expect(lines).toHaveLength(24)
      for (const line of lines)
        expect(line.replaceAll(/[^\p{ASCII}]/gu, '').length).toBeLessThanOrEqual(80)
    }
  })
})
