/** Draws every state of every screen at three sizes, and writes the list of them for those who change screens. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { everyScreen } from '../../src/state/commands/command.ts'
import { dialogKindOf, dialogKinds } from '../../src/state/dialog.ts'
import type { State } from '../../src/state/state.ts'
import { currentScreen } from '../../src/state/state.ts'
import { nextFrame } from '../../src/view/frame.ts'
import type { Line } from '../../src/view/drawing/line.ts'
import { fitLine, lineText } from '../../src/view/drawing/line.ts'
import { cells } from '../../src/view/drawing/width.ts'
import { TestStore } from '../support/state-fixtures.ts'
import type { ScreenState } from '../support/view-state.ts'
import { screenStates } from '../support/view-states.ts'

const sizes = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const

const folder = '__screens__'
const states = Object.values(screenStates).flat()

function reached({ steps }: ScreenState, columns: number, rows: number): State {
  const store = new TestStore({ type: 'resized', columns, rows })
  for (const step of steps)
    if (typeof step === 'string') store.press(step)
    else store.dispatch(step)
  return store.getState()
}

/** The cells as text, and below them which have a tone: `3: 1–7 accent, 9–20 dim`. */
function drawn(state: State): { readonly text: string; readonly golden: string } {
  const { width, lines } = nextFrame(null, state)
  const shown = lines.map((line) => fitLine(line, width))
  const text = shown.map((line) => lineText(line).trimEnd()).join('\n')
  const tones = shown.flatMap((line, i) => {
    const runs = tonesOf(line)
    return runs.length === 0 ? [] : [`${i + 1}: ${runs.join(', ')}`]
  })
  return { text, golden: `${text}\n── tones ──\n${tones.join('\n')}\n` }
}

function tonesOf(line: Line): string[] {
  const runs: { readonly from: number; to: number; readonly tone: string }[] = []
  let at = 0
  for (const { text, tone } of line) {
    const from = at + 1
    at += cells(text)
    const isSeen = text.trim() !== '' || tone.startsWith('cursor')
    if (tone === 'plain' || !isSeen) continue
    const last = runs.at(-1)
    if (last?.tone === tone && last.to === from - 1) last.to = at
    else runs.push({ from, to: at, tone })
  }
  return runs.map(({ from, to, tone }) => `${from}–${to} ${tone}`)
}

describe.each(states)('$what ($name)', (shown) => {
  test.each(sizes)('at %i×%i', async (columns, rows) => {
    const { text, golden } = drawn(reached(shown, columns, rows))
    await expect(golden).toMatchFileSnapshot(`${folder}/${shown.name}-${columns}x${rows}.txt`)
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(shown.says)
  })
})

test('every screen and every dialog is among them, and no name twice', () => {
  const all = states.map((shown) => reached(shown, 120, 40))
  const screens = new Set(all.map((state) => currentScreen(state).name))
  const dialogs = new Set(all.map(dialogKindOf))
  expect(everyScreen.filter((name) => !screens.has(name))).toEqual([])
  expect(dialogKinds.filter((kind) => !dialogs.has(kind))).toEqual([])
  expect(new Set(states.map(({ name }) => name)).size).toBe(states.length)
})

test('no golden file is left of a state that is gone', () => {
  const names = new Set(states.map(({ name }) => name))
  const files = readdirSync(join(import.meta.dirname, folder))
  const left = files.filter((file) => {
    const [, name] = /^(.+)-\d+x\d+\.txt$/.exec(file) ?? []
    return name !== undefined && !names.has(name)
  })
  expect(left).toEqual([])
})

test('the list of the states', async () => {
  const sections = Object.entries(screenStates).map(([title, list]) => {
    const rows = list.map(({ name, what }) => {
      const files = sizes.map(([columns, rows]) => {
        const size = `${columns}x${rows}`
        return `[${size}](${name}-${size}.txt)`
      })
      return `| ${what} | ${name} | ${files.join(' ')} |`
    })
    return [`## ${title}`, '', '| state | name | golden screens |', '|---|---|---|', ...rows].join(
      '\n',
    )
  })
  const page = [
    '# The screens in all their states',
    'Written by `test/view/screens.test.ts` from `test/support/view-states.ts`: add a state there, run `vitest run test/view/screens.test.ts --update`, and look at what changed before you commit it. Below each screen stands which cells have which tone; `test/view/looks.test.ts` holds the tones to colours. What the whole program shows in a terminal, on the demo, is in `test/app/__screens__`.',
    ...sections,
  ]
  await expect(`${page.join('\n\n')}\n`).toMatchFileSnapshot(`${folder}/README.md`)
})
