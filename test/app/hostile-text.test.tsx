/**
 * Hostile text in every field, with a terminal emulator as the oracle. `KULPRIT_HOSTILE=1000000` tries
 * a million strings in place of some thousands.
 */
import headless from '@xterm/headless'
import { expect, test } from 'vitest'
import { Fleet } from '../../src/model/fleet.ts'
import { defaultSettings } from '../../src/model/settings/settings.ts'
import { seededRandom } from '../support/cluster-random.ts'
import { nextFrame } from '../../src/view/frame.ts'
import { paint } from '../../src/view/drawing/paint.ts'
import { liveStatuses, TestStore } from '../support/state-fixtures.ts'
import { start } from '../support/view-app.tsx'
import { hostileObjects, hostileText } from '../support/view-hostile.ts'

const strings = Number(process.env['KULPRIT_HOSTILE'] ?? 6_000)
const size = { columns: 100, rows: 40 }
const inOneFrame = 12
/** That are asked for of one workload with its ReplicaSet and its Pod. */
const stringsOfOne = countStrings()

test(
  'hostile text does nothing to the terminal but stand in it',
  { timeout: 3_600_000 },
  async () => {
    const random = seededRandom(52)
    const terminal = watchedTerminal()
    const store = new TestStore({ type: 'statusesChanged', statuses: liveStatuses })
    const app = await start(store, size)
    const fleet = new Fleet(defaultSettings, () => Date.parse('2026-01-02T00:00:00Z'))
    for (let frame = 0; frame < strings / (inOneFrame * stringsOfOne); frame += 1) {
      const put = Array.from({ length: inOneFrame }, (_, i) =>
        hostileObjects(i, () => hostileText(random)),
      ).flat()
      fleet.apply({ type: 'objects', context: 'prod', put, gone: [] })
      store.dispatch({ type: 'workloadsChanged', ...fleet.flush() })
      await terminal.shows(await drawn(app.screen))
      await terminal.shows(painted(store))
      expect(app.screen()).toContain('�')
      // Its page and that of its owner, what changed, and who owns what.
      for (const key of ['enter', 'ctrl-t', 'H', 'W']) {
        store.press(key)
        await terminal.shows(await drawn(app.screen))
        await terminal.shows(painted(store))
        store.press('esc')
      }
    }
    expect(store.getState().screens).toHaveLength(1)
    expect(store.getState().workloads.size).toBe(inOneFrame)
  },
)

test.each([
  ['a title', '\u001B]2;t\u0007'],
  ['the clipboard', '\u001B]52;c;AA==\u0007'],
  ['a bell', '\u0007'],
  ['a question', '\u001B[6n'],
  ['a mode', '\u001B[?25l'],
  ['a cursor that moves', '\u001B[5A'],
  ['the direction of text', '\u202E'],
])('the watched terminal notices %s, in any frame', async (_, escape) => {
  const terminal = watchedTerminal()
  await terminal.shows('a frame')
  await expect(terminal.shows(`a ${escape} frame`)).rejects.toThrow('expected')
})

test.each(['x', '日', ' ', '\u001B[5m', '\u0301'])(
  'a megabyte of %j in every field takes its cells and no more',
  async (piece) => {
    const store = new TestStore({ type: 'statusesChanged', statuses: liveStatuses })
    const app = await start(store, size)
    const fleet = new Fleet(defaultSettings)
    const text = piece.repeat(2 ** 20 / piece.length)
    const put = hostileObjects(0, () => text)
    fleet.apply({ type: 'objects', context: 'prod', put, gone: [] })
    store.dispatch({ type: 'workloadsChanged', ...fleet.flush() })
    const terminal = watchedTerminal()
    await terminal.shows(await drawn(app.screen))
    await terminal.shows(painted(store))
    store.press('enter')
    await terminal.shows(await drawn(app.screen))
    await terminal.shows(painted(store))
    expect(store.getState().workloads.size).toBe(1)
  },
)

function countStrings(): number {
  let count = 0
  hostileObjects(0, () => `${(count += 1)}`)
  return count
}

/** After React has drawn what was dispatched. */
async function drawn(screen: () => string): Promise<string> {
  await new Promise(setImmediate)
  return screen()
}

/** The lines as they are drawn past Ink, without what moves the cursor to them. */
function painted(store: TestStore): string {
  const bytes = paint(null, nextFrame(null, store.getState()))
  const [, ...lines] = bytes.replace(/\u001B\[\?2026l$/, '').split(/\u001B\[\d+H/)
  return lines.join('\n')
}

/** A terminal that fails the test as soon as a frame does more than fill its cells. */
function watchedTerminal() {
  const terminal = new headless.Terminal({
    ...{ cols: size.columns, rows: size.rows },
    allowProposedApi: true,
  })
  const effects: string[] = []
  terminal.onTitleChange((title) => effects.push(`title ${title}`))
  terminal.onBell(() => effects.push('bell'))
  terminal.onData((reply) => effects.push(`reply ${JSON.stringify(reply)}`))
  terminal.onResize(() => effects.push('resize'))
  for (const id of [0, 1, 2, 4, 8, 9, 10, 52, 777, 1337])
    terminal.parser.registerOscHandler(id, () => effects.push(`OSC ${id}`) > 0)
  for (const final of ['A', 'H', 'J', 'K', 'c', 'h', 'l', 'n', 'r', 't'])
    terminal.parser.registerCsiHandler({ final }, () => effects.push(`CSI ${final}`) > 0)
  const modes = { ...terminal.modes }
  return {
    async shows(frame: string): Promise<void> {
      const lines = frame.split('\n')
      expect(lines.length).toBeLessThanOrEqual(size.rows)
      // Only colours may be left of all that begins with an escape.
      const text = lines.join('').replaceAll(/\u001B\[[\d;]*m/g, '')
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      terminal.reset()
      await new Promise<void>((done) => terminal.write(lines.join('\r\n'), done))
      expect(effects).toEqual([])
      expect({ ...terminal.modes }).toEqual(modes)
      expect(terminal.buffer.active.type).toBe('normal')
    },
  }
}
