import { describe, expect, it } from 'vitest'
import type { Progress } from '../../../src/bisect/session.ts'
import { keysOf } from '../../../src/state/commands/key-names.ts'
import { incidentReport } from '../../../src/state/report/report.ts'
import { bisectView } from '../../../src/state/bisects/select-bisect.ts'
import { openBisect } from '../../../src/state/bisects/open-bisects.ts'
import {
  builtProgress,
  flaky,
  flakyProgress,
  nothingBuilt,
  searched,
  suspects,
} from '../../support/bisect-modes.ts'
import { mark, progress } from '../../support/bisect-fixtures.ts'
import { failingCart, fleetShown, TestStore } from '../../support/state-fixtures.ts'

const session = 'cart-k3f9'

const opened = (shown: Progress = searched({})) =>
  new TestStore(...fleetShown, { type: 'bisectOpened', progress: shown })

const notice = (store: TestStore): string => store.getState().notice?.text ?? ''

const nothing = { images: null, imageCommand: null }

describe('how to search', () => {
  it('is chosen from a menu: which commits are tested, and in which order', () => {
    expect(opened().press('o', 'd').effects).toEqual([
      { type: 'limit', session, only: 'deployed', ...nothing },
    ])
    expect(opened().press('o', 'g').effects).toMatchObject([{ only: 'tagged' }])
    expect(opened().press('o', 'p').effects).toMatchObject([{ only: 'any' }])
    expect(opened(builtProgress()).press('o', 'a').effects).toEqual([
      { type: 'limit', session, only: null, ...nothing },
    ])
  })

  it('asks for the list of images, or for the command that answers for one', () => {
    const listed = opened().press('o', 'i', ...keysOf('images.txt'), 'enter')
    expect(listed.effects).toEqual([
      { type: 'limit', session, only: 'built', images: 'images.txt', imageCommand: null },
    ])
    const asked = opened().press('o', 'c', ...keysOf('have-image'), 'enter')
    expect(asked.effects).toMatchObject([{ only: 'built', imageCommand: 'have-image' }])
    expect(opened().press('o', 'i', 'enter').effects).toEqual([])
  })

  it('takes a symptom for flaky, with a rate or none, and no longer where it did', () => {
    const rates = (text: string) => opened().press('o', 'f', ...keysOf(text), 'enter')
    expect(rates('').effects).toEqual([
      {
        type: 'flaky',
        session,
        flaky: { confidence: 0.95, failRate: null, falseFailRate: null },
      },
    ])
    expect(rates('0.3').effects).toMatchObject([{ flaky: { failRate: 0.3 } }])
    expect(notice(rates('often'))).toBe('"often" is not a probability between 0 and 1')
    expect(rates('often').effects).toEqual([])
    expect(opened(searched({ flaky })).press('o', 'f').effects).toEqual([
      { type: 'flaky', session, flaky: null },
    ])
  })

  it('runs as many tests at once as were chosen, but one of a flaky symptom', () => {
    const store = opened().press('o', 'j', '4')
    expect(openBisect(store.getState())?.jobs).toBe(4)
    expect(store.press('R', ...keysOf('./t'), 'enter').effects).toEqual([
      { type: 'run', session, command: './t', jobs: 4 },
    ])
    expect(notice(opened(searched({ flaky })).press('o', 'j'))).toContain('one commit at a time')
  })

  it('is changed where what was chosen leaves nothing to test', () => {
    const store = opened(nothingBuilt())
    expect(openBisect(store.getState())?.progress.step.kind).toBe('indeterminate')
    expect(openBisect(store.getState())?.pane).toBe('graph')
    expect(bisectView(store.getState())?.next).toContain('o chooses others to test.')
    expect(store.press('o', 'a').effects).toMatchObject([{ type: 'limit', only: null }])
  })

  it('is settled once there is a verdict', () => {
    for (const key of ['d', 'g', 'i', 'c', 'p', 'f']) {
      const store = opened(progress({ marks: [mark(9, 'good')] })).press('o', key)
      expect(store.effects).toEqual([])
      expect(notice(store)).toContain('it is chosen before the first verdict')
    }
  })
})

describe('the report', () => {
  it('of a flaky symptom has the most probable commits with their tests', () => {
    const text = incidentReport(flakyProgress(), failingCart())
    expect(text).toMatch(/\| \d\d% \| 2 of 3 failed \| `0303030` Cache prices per request/)
    expect(text).toMatch(/- \d\d% sure of 0303030 after 6 tests, 95% asked for/)
    expect(text).toContain('# tested bad: [')
  })

  it('where builds are missing says so, and what to build', () => {
    const text = incidentReport(builtProgress([4, 'bad'], [9, 'good']), failingCart())
    expect(text).toContain('One of 5 commits is the culprit: no build separates them.')
    expect(text).toContain('- 3 of 10 commits have a build')
    expect(text).toContain('it is taken for good untested')
    expect(text).toMatch(/Build one of these:\n\n- `\w{7}` .*: bad leaves \d, good leaves \d/)
  })

  it('has the first suspects with their reasons', () => {
    expect(incidentReport(searched({ suspects }), failingCart())).toContain(
      '| 71 | `0303030` Cache prices per request (Ana Silva) | touches services/cart; changes src/price.ts',
    )
  })
})
