/** The copy menu: what to test by hand with, the report, and the commands that mend. */
import { gitBisectLog } from '../../bisect/git-log.ts'
import { deployment } from '../bisects/by-hand.ts'
import type { Command } from './command.ts'
import { acts } from './command.ts'
import type { CommandId } from '../dialog.ts'
import { shortSha } from '../format.ts'
import { keyOf } from './keymap.ts'
import { nextSteps } from '../bisects/mend.ts'
import { incidentReport } from '../report/report.ts'
import { shownSha, workloadOf } from '../bisects/select-bisect.ts'
import { commandLine } from '../report/shell.ts'
import type { BisectScreen } from '../bisects/bisect-screen.ts'
import type { State } from '../state.ts'
import { asksFor, bisectOf, inHand, onBisect, over, whenOpen } from './on-bisect.ts'

/** What would be copied, or why nothing can be. */
type Copied =
  { readonly text: string; readonly what: string } | { readonly text: null; readonly why: string }

export const copyCommands: readonly Command[] = [
  {
    ...onBisect('bisect.copy', 'Copy', ['y']),
    help: 'Opens the menu: hash, page, image, path, report, commands.',
    hint: 'copy',
    available: (state) => whenOpen(state),
    run: () => acts({ type: 'dialogOpened', dialog: { kind: 'menu', menu: 'copy' } }),
  },
  copy('bisect.copySha', 'h', 'Hash', 'The full hash of the commit under the cursor.', (screen) => {
    const sha = shownSha(screen)
    return sha === null
      ? { text: null, why: 'no commit is selected' }
      : { text: sha, what: `the hash ${shortSha(sha)}` }
  }),
  copy('bisect.copyUrl', 'u', 'Page', 'The address of the commit’s page at its host.', pageOf),
  copy('bisect.copyImage', 'i', 'Image', 'The image that runs the commit in hand.', (...at) => {
    const found = deploymentOf(...at)
    if (typeof found === 'string') return { text: null, why: found }
    return found.image === null
      ? { text: null, why: found.source }
      : { text: found.image, what: 'the image' }
  }),
  copy(
    'bisect.copyDeploy',
    'k',
    'Deploy line',
    'The kubectl line that deploys that image; kulprit never runs it.',
    (...at) => {
      const found = deploymentOf(...at)
      if (typeof found === 'string') return { text: null, why: found }
      return found.line === null
        ? { text: null, why: found.obstacle }
        : { text: found.line, what: 'the kubectl line' }
    },
  ),
  copy(
    'bisect.copyPath',
    'p',
    'Path',
    'The folder in which the commit in hand is checked out.',
    ({ worktree, progress: { step } }, state) =>
      worktree === null || step.kind !== 'probe' || worktree.sha !== step.sha
        ? {
            text: null,
            why: `the commit in hand is not checked out: ${keyOf(state, 'bisect.worktree')} does it`,
          }
        : { text: commandLine([worktree.path]), what: 'the path' },
  ),
  copy('bisect.copyReport', 'r', 'Report', 'The incident report as Markdown.', (screen, state) => ({
    text: reportOf(screen, state),
    what: 'the report',
  })),
  {
    ...onBisect('bisect.saveReport', 'Report to a file', []),
    category: 'Copy',
    inMenu: { menu: 'copy', key: 'f' },
    help: 'Writes the incident report as Markdown and says where.',
    available: (state) => whenOpen(state),
    run: (state) =>
      asksFor(state, (session, screen) => ({
        type: 'saveReport',
        session,
        text: reportOf(screen, state),
      })),
  },
  {
    ...onBisect('bisect.editReport', 'Report in the editor', ['i']),
    category: 'Copy',
    help: 'Writes the incident report to a file and opens it in $EDITOR.',
    available: (state) => whenOpen(state),
    run: (state) =>
      asksFor(state, (session, screen) => ({
        type: 'editReport',
        session,
        text: reportOf(screen, state),
      })),
  },
  copy(
    'bisect.copyCommands',
    'm',
    'Mending commands',
    'The revert and the roll-back; kulprit never runs them.',
    (screen, state) => {
      const steps = nextSteps(screen.progress, workloadOf(state, screen))
      return steps.length === 0
        ? { text: null, why: 'the commands are known once the culprit is found' }
        : { text: steps.map(({ command }) => command).join('\n'), what: 'the commands' }
    },
  ),
  copy(
    'bisect.copyLog',
    'l',
    'Log',
    'The verdicts as git bisect replay reads them.',
    ({ progress }) => ({
      text: gitBisectLog(progress.session, progress.search),
      what: 'the log for git bisect replay',
    }),
  ),
]

function copy(
  id: CommandId,
  key: string,
  title: string,
  help: string,
  find: (screen: BisectScreen, state: State) => Copied,
): Command {
  const found = (state: State): Copied | null => {
    const screen = bisectOf(state)
    return screen === null ? null : find(screen, state)
  }
  return {
    ...onBisect(id, title, []),
    category: 'Copy',
    inMenu: { menu: 'copy', key },
    help,
    available: (state) =>
      whenOpen(state, (screen) => {
        const copied = find(screen, state)
        return copied.text !== null || copied.why
      }),
    run: (state) =>
      asksFor(state, () => {
        const copied = found(state)
        return copied === null || copied.text === null
          ? null
          : { type: 'copy', text: copied.text, what: copied.what }
      }),
  }
}

function reportOf(screen: BisectScreen, state: State): string {
  return incidentReport(screen.progress, workloadOf(state, screen), screen.trace)
}

/** Hosts are known from the repository's remote only, which is read with the commit. */
function pageOf(screen: BisectScreen, state: State): Copied {
  const sha = shownSha(screen)
  const { loaded, trace, progress } = screen
  const culprit = progress.step.kind === 'found' ? progress.step.sha : null
  const detail =
    loaded !== null && loaded.sha === sha && loaded.detail.ok ? loaded.detail.value : null
  const url = detail?.url ?? (culprit === sha ? trace?.commitUrl : null) ?? null
  if (url !== null) return { text: url, what: 'the address' }
  return {
    text: null,
    why:
      detail === null
        ? `look at the commit with ${keyOf(state, 'bisect.showCommit')} first`
        : 'the repository’s host is not known',
  }
}

function deploymentOf(screen: BisectScreen, state: State): ReturnType<typeof deployment> | string {
  const sha = inHand(screen)
  if (sha === null) return over(state)
  return deployment(screen.progress.session, workloadOf(state, screen), sha)
}
