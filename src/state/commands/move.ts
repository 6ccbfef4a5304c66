/** Commands that move through lists and panes. */
import type { Command, Layout, Outcome } from './command.ts'
import type { CommandId } from '../dialog.ts'
import { acts, always, everyScreen } from './command.ts'
import { locate, moveTo } from '../table/cursor.ts'
import { currentList } from '../table/list.ts'
import { grows } from '../text/read-pane.ts'
import { bisectPanes, shownSha } from '../bisects/select-bisect.ts'
import { textPage } from '../text/select-text.ts'
import { linesShown, moved as movedInText } from '../text/text-view.ts'
import type { Effect } from '../effect.ts'
import type { BisectScreen } from '../bisects/bisect-screen.ts'
import type { Screen, State } from '../state.ts'
import type { Pane } from '../dialog.ts'
import { bodyRows, currentScreen } from '../state.ts'

const paneLines = 5
/** More lines than a diff has: scrolling stops at its last one. */
const longestDiff = 100_000
/** Of the body, what a commit's pane does not get: a page keeps a line or two of the one before. */
const aboveCommit = 7

export const moveCommands: readonly Command[] = [
  move('list.down', 'Down', 'Moves to the next row.', ['j', 'down'], (at) => at + 1),
  move('list.up', 'Up', 'Moves to the row above.', ['k', 'up'], (at) => at - 1),
  move('list.top', 'First row', 'Moves to the first row.', ['g', 'home'], () => 0),
  move('list.bottom', 'Last row', 'Moves to the last row.', ['G', 'end'], (_, last) => last),
  page('list.pageDown', 'Page down', 'Moves or scrolls down a page.', ['ctrl-f', 'pgdn'], 1),
  page('list.pageUp', 'Page up', 'Moves or scrolls up a page.', ['ctrl-b', 'pgup'], -1),
  pane('pane.next', 'Next pane', ['tab', 'right'], 1, { hint: 'pane' }),
  pane('pane.previous', 'Previous pane', ['shift-tab', 'left'], -1),
  pane('pane.right', 'Pane to the right', ['l'], 1, { screens: ['bisect'] }),
  pane('pane.left', 'Pane to the left', ['h'], -1, { screens: ['bisect'] }),
]

function move(
  id: CommandId,
  title: string,
  help: string,
  keys: readonly string[],
  target: (at: number, last: number) => number,
): Command {
  return {
    id,
    title,
    help,
    category: 'Move',
    keys,
    screens: everyScreen,
    available: always,
    run: (state, _, layout) => moved(state, layout, target),
  }
}

function moved(
  state: State,
  layout: Layout,
  target: (at: number, last: number) => number,
): Outcome {
  const text = textPage(state, layout)
  if (text !== null) {
    const { view, buffer, room, screen } = text
    const to = movedInText(view, buffer, room, target, grows(state, screen))
    return acts({ type: 'textViewed', view: to })
  }
  const { ids, cursor, height } = currentList(state)
  const open = currentScreen(state)
  if (open.name === 'diff')
    return acts({ type: 'diffScrolled', by: target(open.scroll, longestDiff) - open.scroll })
  if (ids.length === 0) return acts()
  const to = moveTo(cursor, ids, target(locate(cursor, ids), ids.length - 1), height)
  const screen = currentScreen(state)
  const looking = screen.name === 'bisect' && screen.pane === 'commit'
  return {
    actions: [{ type: 'rowChosen', cursor: to }],
    effects: looking ? loadCommit({ ...screen, cursor: to }) : [],
  }
}

function loadCommit(screen: BisectScreen): Effect[] {
  const sha = shownSha(screen)
  return sha === null ? [] : [{ type: 'loadCommit', session: screen.progress.session.id, sha }]
}

/** On a workload's page, whose list is short, in a log and in a diff, pages scroll the pane. */
function page(
  id: CommandId,
  title: string,
  help: string,
  keys: readonly string[],
  direction: 1 | -1,
): Command {
  return {
    id,
    title,
    help,
    category: 'Move',
    keys,
    screens: everyScreen,
    available: always,
    run: (state, _, layout) => {
      const screen = currentScreen(state)
      if ('pane' in screen && screen.pane !== 'graph') {
        const lines = screen.pane === 'commit' ? bodyRows(state) - aboveCommit : paneLines
        return acts({ type: 'paneScrolled', by: direction * Math.max(paneLines, lines) })
      }
      const text = textPage(state, layout)
      const rows =
        text === null
          ? currentList(state).height
          : linesShown(text.view, text.buffer, text.top, text.room)
      return moved(state, layout, (at) => at + direction * rows)
    },
  }
}

function pane(
  id: CommandId,
  title: string,
  keys: readonly string[],
  direction: 1 | -1,
  options: Pick<Command, 'hint'> & Partial<Pick<Command, 'screens'>> = {},
): Command {
  return {
    id,
    title,
    help: 'Shows another part of the page below.',
    category: 'Move',
    keys,
    screens: ['workload', 'bisect'],
    ...options,
    available: always,
    run: (state) => {
      const screen = currentScreen(state)
      if (!('pane' in screen)) return acts()
      const panes = panesOf(screen)
      const at = panes.indexOf(screen.pane) + direction
      const pane = panes.at(at % panes.length) ?? screen.pane
      return {
        actions: [{ type: 'paneChosen', pane }],
        effects: screen.name === 'bisect' && pane === 'commit' ? loadCommit(screen) : [],
      }
    },
  }
}

/** The panes of a page, in the order of their tabs. */
function panesOf(screen: Extract<Screen, { pane: Pane }>): readonly Pane[] {
  return screen.name === 'bisect' ? bisectPanes(screen) : ['evidence', 'commits', 'sources']
}
