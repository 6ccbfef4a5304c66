/** The help: every command of the screen that is open, by category, from the command table. */
import type { Command } from '../state/command.ts'
import { categories, shownKeys } from '../state/command.ts'
import { commandsOf } from '../state/commands.ts'
import { queryHelp } from '../state/query.ts'
import type { ScreenName, State } from '../state/state.ts'
import { currentScreen, openBisect } from '../state/state.ts'
import type { Line } from './line.ts'
import { blank, span } from './line.ts'
import { scrolled } from './tabs.ts'
import { commitSigns } from './theme.ts'
import { fit } from './width.ts'

/** From here on there is room for titles beside the sentences. */
const wide = 110

const titles: Readonly<Record<ScreenName, string>> = {
  workloads: 'the table of workloads',
  workload: 'a workload’s page',
  bisect: 'a bisect',
  bisects: 'the open bisects',
}

export function helpLines(state: State, width: number, height: number): readonly Line[] {
  const { name } = currentScreen(state)
  const lines = [
    blank,
    [span(` Keys of ${titles[name]}`, 'strong'), span('   j k scroll · esc closes', 'dim')],
    ...categories.flatMap((category) =>
      categoryLines(
        category,
        commandsOf(name).filter((command) => command.category === category),
        width,
      ),
    ),
    ...(name === 'workloads' ? filterHelp() : []),
    ...(name === 'bisect' ? legend(openBisect(state)?.progress.session.looksFor === 'fix') : []),
  ]
  return scrolled(lines, state.choice, height)
}

function categoryLines(category: string, commands: readonly Command[], width: number): Line[] {
  if (commands.length === 0) return []
  return [
    blank,
    [span(` ${category}`, 'accent')],
    ...commands.map((command): Line => [
      span(`   ${fit(shownKeys(command).join(' '), 18)}`, 'strong'),
      ...(width < wide
        ? [span(command.help)]
        : [span(fit(command.title, 34)), span(command.help, 'dim')]),
    ]),
  ]
}

function filterHelp(): Line[] {
  return [
    blank,
    [span(' What the filter understands', 'accent')],
    ...queryHelp.map(([example, meaning]): Line => [
      span(`   ${fit(example, 18)}`, 'strong'),
      span(meaning),
    ]),
  ]
}

function legend(fix: boolean): Line[] {
  const meanings = { ...states, ...(fix ? fixStates : {}) }
  return [
    blank,
    [span(' Commits', 'accent')],
    ...Object.entries(commitSigns).map(([state, { glyph, tone, word }]): Line => [
      span(`   ${fit(glyph, 18)}`, tone),
      span(fit(word, 32)),
      span(meanings[state as keyof typeof commitSigns], 'dim'),
    ]),
  ]
}

const states: Readonly<Record<keyof typeof commitSigns, string>> = {
  'in-hand': 'To be tested now: the next verdict is about it.',
  candidate: 'Can still be the culprit.',
  good: 'Tested: free of the failure.',
  bad: 'Tested: shows the failure.',
  'implied-good': 'Follows from a good commit after it.',
  'implied-bad': 'Follows from a bad commit before it.',
  skipped: 'Could not be tested.',
  'no-build': 'Can be the culprit, but has no build to test.',
  excluded: 'Ruled out: beside a bad commit’s line, or off the path.',
}

/** Where a fix is looked for, what comes later is good. */
const fixStates: Partial<typeof states> = {
  candidate: 'Can still be the one that fixed it.',
  'implied-good': 'Follows from a good commit before it.',
  'implied-bad': 'Follows from a bad commit after it.',
}
