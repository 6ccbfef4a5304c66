import { describe, expect, test } from 'vitest'
import { defaultKeymap } from '../../src/state/commands/bind-keys.ts'
import type { TourStep } from '../../src/state/commands/tour.ts'
import { tourSteps } from '../../src/state/commands/tour.ts'
import { emptyHome, launcher } from '../support/program.ts'
import { openKulprit, pinned, stillDemo } from '../support/screens.ts'
import { openTerminal } from '../support/terminal.ts'

/** What is waited for on the screen of each step before its keys are pressed. */
const settled: readonly string[] = [
  '● live',
  '41 commits',
  'release-bot',
  '15 candidates',
  '1 skipped',
  '15 candidates',
  'known releases',
  'copied',
  '● live',
]

const heading = (i: number) => `Tour, ${i + 1} of ${tourSteps.length}: `

function shownKey(press: TourStep['presses'][number]): string {
  return press.includes('.') ? keyOf(press) : press
}

function keyOf(id: string): string {
  const [key = ''] = [...defaultKeymap].find(([command]) => command === id)?.[1].shown ?? []
  return key
}

/** As a terminal sends it. */
function bytes(key: string): string {
  const named: Record<string, string> = { enter: '\r', tab: '\t', esc: '\u001B' }
  return key
    .split(' ')
    .map((one) => named[one] ?? (one.startsWith('ctrl-') ? control(one) : one))
    .join('')
}

function control(key: string): string {
  return String.fromCodePoint((key.codePointAt(5) ?? 96) - 96)
}

/** The page as it is read: what to do, the keys, and the screen on which to do it. */
function section(step: TourStep, i: number, screen: string): string {
  const text = step.text.replaceAll(/\{([a-zA-Z.]+)\}/g, (_, id: string) => `\`${keyOf(id)}\``)
  const keys = step.presses.map((press) => `\`${shownKey(press)}\``).join(', then ')
  const lines = screen.split('\n').map((line) => line.trimEnd())
  return `## ${i + 1}. ${step.title}\n\n${text}\n\nPress ${keys}.\n\n\`\`\`text\n${lines.join('\n').trimEnd()}\n\`\`\``
}

test('the tour is played from its steps, and the tutorial is what it shows', async () => {
  const demo = await stillDemo()
  const terminal = openKulprit(demo, { env: { KULPRIT_DEMO_WORKLOAD: demo.workload } })
  await terminal.until('41 workloads')
  terminal.type('\u0007')
  const sections: string[] = []
  for (const [i, step] of tourSteps.entries()) {
    await terminal.until(heading(i) + step.title)
    await terminal.until(settled[i] ?? '')
    // What was copied two steps ago is said for some seconds.
    if (i === tourSteps.length - 1)
      await terminal.until((screen) => !screen.includes('copied the report'))
    sections.push(section(step, i, pinned(terminal)))
    for (const [at, press] of step.presses.entries()) {
      // The command to run is on the screen before it is accepted, the menu before its letter.
      if (press === 'enter') await terminal.until('awk')
      if (press === 'r') await terminal.until('Report to a file')
      if (step.presses[at - 1] === press) await terminal.until('shop/checkout  Deployment')
      terminal.type(bytes(shownKey(press)))
    }
  }
  await terminal.until((screen) => !screen.includes('Tour, '))

  const page = [
    '<!-- Made from the steps of the tour by test/app/tour.test.ts --update. -->',
    '# Find your first culprit',
    'A few minutes from a failing workload to the commit that broke it, on a simulated cluster and a real git repository, without network or credentials. `kulprit demo --tour` goes through the same steps on its own screens, and notices what you have done; `ctrl-q` leaves it at any time. Hashes differ from run to run.',
    ...sections,
    'On your own cluster it is the same: [find what fails](../how-to/find-what-fails.md), then [bisect the workload](../how-to/bisect-a-workload.md).',
  ].join('\n\n')
  await expect(`${page}\n`).toMatchFileSnapshot('../../docs/tutorial/first-culprit.md')
})

describe('kulprit demo --tour', () => {
  test('begins with the first step, goes on when it is done, and can be left', async () => {
    const terminal = openTerminal(process.execPath, [launcher, 'demo', '--tour'], {
      env: { ...emptyHome().env },
    })
    await terminal.until(heading(0))
    await terminal.until('CrashLoopBackOff')
    expect(terminal.text()).not.toContain('Your first start')
    terminal.type('\r')
    await terminal.until(heading(1))
    terminal.type('\u0011')
    await terminal.until((screen) => !screen.includes('Tour, '))
    terminal.type(':q\r')
    expect((await terminal.exit).exitCode).toBe(0)
  })

  test('is not offered on other clusters', async () => {
    const terminal = openKulprit(await stillDemo())
    await terminal.until('41 workloads')
    terminal.type('\u0007')
    await terminal.until('kulprit demo --tour')
  })
})
