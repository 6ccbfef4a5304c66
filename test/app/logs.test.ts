import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { followLogs } from '../../src/app/fleet/logs.ts'
import type { Connection } from '../../src/cluster/request/connection.ts'
import { Fleet } from '../../src/model/fleet.ts'
import type { LogsWanted } from '../../src/model/logs/log-reading.ts'
import { defaultSettings } from '../../src/model/settings/settings.ts'
import { questionOf } from '../../src/state/commands/dialog.ts'
import { textPage } from '../../src/state/text/select-text.ts'
import { layout } from '../../src/view/parts/pane-text.ts'
import { TestStore } from '../support/state-fixtures.ts'
import { connectTo } from '../support/cluster-fixtures.ts'
import { refuse, stamped, startLogServer, together } from '../support/log-server.ts'
import { containerStatus, pod, workloadObject } from '../support/model-objects.ts'

const cart = workloadObject()
const named = (name: string) =>
  pod(cart, {
    meta: { name, uid: name },
    containers: [containerStatus(), containerStatus({ name: 'proxy' })],
  })
const everything: LogsWanted = { previous: false, pod: null, container: null, since: null }
const patience = { timeout: 60_000, interval: 10 }

let connection: Connection | null = null
afterEach(() => connection?.close())

/** The logs of the pods on a screen of 100 columns and 30 rows. */
async function logsOf(
  pods: readonly string[],
  answer: Parameters<typeof startLogServer>[0],
  wanted: Partial<LogsWanted> = {},
) {
  const server = await startLogServer(answer)
  connection = connectTo(server.url)
  const { context } = connection
  const fleet = new Fleet(defaultSettings)
  let there: readonly string[] = []
  const put = (names: readonly string[]) => {
    const objects = [cart, ...names.map(named)]
    const gone = there.filter((name) => !names.includes(name)).map((name) => named(name).meta)
    fleet.apply({ type: 'objects', context, put: objects, gone })
    fleet.flush()
    there = names
  }
  put(pods)
  const workload = `${context}/${cart.meta.uid}`
  const store = new TestStore()
  const place = { fleet, connection }
  const logs = followLogs(() => place, store)
  onTestFinished(() => logs.close())
  store.dispatch({ type: 'logsOpened', workload, wanted: { ...everything, ...wanted } })
  return {
    server,
    store,
    /** Its pods are these now, of which its row shows nothing. */
    replaced: (names: readonly string[]): void => {
      put(names)
      store.dispatch({ type: 'clockTicked', now: store.getState().now + 1000 })
    },
    /** Its pods are these now. */
    changed: (names: readonly string[]): void => {
      put(names)
      logs.changed([workload])
    },
    page: () => textPage(store.getState(), layout),
    lines: () => textPage(store.getState(), layout)?.lines.map(({ pod, text }) => pod + text),
    notes: () => textPage(store.getState(), layout)?.notes.map(({ text }) => text),
  }
}

describe('logs on the screen', () => {
  it('are those of all pods, in the order of their times, each line with its pod', async () => {
    const atOnce = together(2)
    const { lines } = await logsOf(['cart-6f5d-aaa', 'cart-6f5d-bbb'], ({ pod }, response) => {
      const [first, second] = pod.endsWith('aaa') ? [1, 3] : [2, 4]
      atOnce(() => response.write(stamped(first, `${first}`) + stamped(second, `${second}`)))
    })
    await expect.poll(lines, patience).toEqual(['aaa 1', 'bbb 2', 'aaa 3', 'bbb 4'])
  })

  it('are forty at most, and it is said how many more there are and what reads fewer', async () => {
    const pods = Array.from({ length: 45 }, (_, i) => `cart-${String(i).padStart(2, '0')}`)
    const { server, notes, page, store } = await logsOf(pods, (_, response) => {
      response.write(stamped(1, 'line'))
    })
    await expect.poll(() => server.open.size, patience).toBe(40)
    await expect
      .poll(notes, patience)
      .toEqual(['5 more logs not read, 40 are at most: a reads one pod, o one container'])
    expect(page()?.heading[0]).toMatch(/^40 pods › /)
    const { wanted } = store.getState().screens.at(-1) as { wanted: LogsWanted }
    store.dispatch({ type: 'logsAsked', wanted: { ...wanted, pod: 'cart-44' } })
    await expect.poll(() => page()?.heading[0], patience).toMatch(/^cart-44 › /)
    await expect.poll(notes, patience).toEqual([])
  })

  it('go on while they are written, and are read no longer once the screen is left', async () => {
    const { server, lines, store } = await logsOf(['cart-a'], (_, response) => {
      response.write(stamped(1, 'first'))
      setTimeout(() => response.write(`${stamped(2, 'sec').trimEnd()}ond`), 50)
      setTimeout(() => response.write('\n'), 100)
    })
    await expect.poll(lines, patience).toEqual(['first', 'second'])
    expect(server.open.size).toBe(1)
    store.dispatch({ type: 'screenLeft' })
    await expect.poll(() => server.open.size, patience).toBe(0)
  })

  it('are read anew when another part of them is asked for', async () => {
    const { server, store, lines } = await logsOf(['cart-a'], ({ parameters }, response) => {
      response.end(stamped(1, parameters.toString()))
    })
    await expect
      .poll(lines, patience)
      .toEqual(['container=cart&timestamps=true&follow=true&tailLines=2000'])
    const wanted = { previous: true, pod: 'cart-a', container: 'proxy', since: 300 }
    store.dispatch({ type: 'logsAsked', wanted })
    await expect
      .poll(lines, patience)
      .toEqual(['container=proxy&timestamps=true&previous=true&sinceSeconds=300'])
    expect(server.requests).toHaveLength(2)
  })

  it('of new pods come in, and of a container that started again from where they ended', async () => {
    const atOnce = together(2)
    const { server, lines, changed } = await logsOf(['cart-a'], ({ pod, parameters }, response) => {
      if (pod === 'cart-b') atOnce(() => response.write(stamped(3, 'b')))
      else if (parameters.has('sinceTime'))
        atOnce(() => response.write(stamped(1, 'a') + stamped(2, 'a again')))
      else response.end(stamped(1, 'a'))
    })
    await expect.poll(lines, patience).toEqual(['a'])
    await expect.poll(() => server.open.size, patience).toBe(0)
    changed(['cart-a', 'cart-b'])
    await expect.poll(lines, patience).toEqual(['a a', 'a a again', 'b b'])
  })

  it('are chosen from the pods that there are now', async () => {
    const { store, lines, changed, replaced } = await logsOf(
      ['cart-a', 'cart-b'],
      (_, response) => {
        response.write(stamped(1, 'line'))
      },
    )
    await expect.poll(lines, patience).toHaveLength(2)
    const chosenFrom = () => {
      const input = questionOf(store.press('a').getState())?.input
      store.press('esc')
      return input?.kind === 'choice' ? input.choices.map(({ value }) => value) : null
    }
    changed(['cart-b', 'cart-c'])
    expect(chosenFrom()).toEqual(['*', 'cart-b', 'cart-c'])
    replaced(['cart-c', 'cart-d'])
    expect(chosenFrom()).toEqual(['*', 'cart-c', 'cart-d'])
    await expect.poll(lines, patience).toHaveLength(4)
  })

  it('whose connection was cut go on by themselves, and no line comes twice', async () => {
    let asked = 0
    const { lines, notes } = await logsOf(['cart-a'], (_, response) => {
      asked += 1
      response.write(stamped(1, 'before'), () => {
        if (asked === 1) response.destroy()
        else response.write(stamped(2, 'after'))
      })
    })
    await expect.poll(notes, patience).toEqual([expect.stringContaining('was cut')])
    await expect.poll(lines, patience).toEqual(['before', 'after'])
    await expect.poll(notes, patience).toEqual([])
  })

  it.each([
    [
      403,
      'pods "cart-a" is forbidden: no pods/log',
      'a: you may not read logs here, ask for get on pods/log',
    ],
    [404, 'pods "cart-a" not found', 'a: the pod is gone'],
    [
      400,
      'container "cart" in pod "cart-a" is waiting to start: ContainerCreating',
      'a: container cart has not started (ContainerCreating)',
    ],
    [
      400,
      'previous terminated container "cart" in pod "cart-a" not found',
      'a: container cart has no earlier run',
    ],
    [500, 'the kubelet sulks', 'answered 500: the kubelet sulks'],
  ])('say plainly why there are none: %i %s', async (code, said, expected) => {
    const { notes } = await logsOf(['cart-a'], (_, response) => refuse(response, code, said))
    await expect.poll(notes, patience).toEqual([expect.stringContaining(expected)])
  })

  it('say the same of several pods once, and when nothing was written', async () => {
    const { notes } = await logsOf(['cart-a', 'cart-b'], (_, response) =>
      refuse(response, 404, 'not found'),
    )
    await expect.poll(notes, patience).toEqual(['a, b: the pod is gone'])
    const quiet = await logsOf(['cart-a'], (_, response) => response.flushHeaders())
    await expect.poll(quiet.notes, patience).toEqual(['Nothing has been written so far.'])
  })

  it('are clean: no colours, no control characters, nothing that moves the cursor', async () => {
    const { lines } = await logsOf(['cart-a'], (_, response) => {
      response.write(stamped(1, '\u001B[31mred\u001B[0m \u001B]52;c;aGk=\u0007\u009B2J\u202Eevil'))
    })
    await expect.poll(lines, patience).toEqual(['red �2J�evil'])
  })

  it('are a hundred thousand lines at most: the oldest go and are counted', async () => {
    const many = 120_000
    const { page } = await logsOf(['cart-a'], (_, response) => {
      const lines = Array.from({ length: many }, (_, i) => stamped(i, `line ${i}`))
      response.end(lines.join(''))
    })
    await expect.poll(() => page()?.lines.at(-1)?.text, patience).toBe(`line ${many - 1}`)
    expect(page()?.place).toMatch(/of 10[01],\d{3} lines, 1\d,\d{3} older ones dropped$/)
    expect(page()?.lines).toHaveLength(27)
  })
})
