/** The upper part of a bisect's page while it searches: the commit in hand, and how to test it. */
import { shortSha } from '../../state/format.ts'
import type { BisectView } from '../../state/bisects/select-bisect.ts'
import { commandLine } from '../../state/report/shell.ts'
import { authorLine, filesLines } from './commit-lines.ts'
import type { Line } from '../drawing/line.ts'
import { paragraph, span } from '../drawing/line.ts'
import { fit, wrap } from '../drawing/width.ts'

/** `tall` where there is room for the whole line that deploys the commit. */
export function handLines(view: BisectView, now: number, width: number, tall: boolean): Line[] {
  const { inHand, why, screen } = view
  if (inHand === null) return []
  return [
    inHandLine(view),
    authorLine(inHand, now, why),
    ...filesLines(inHand, width),
    ...(screen.running ? runLines(view) : testLines(view, width, tall)),
  ]
}

/** Above a diff, only what the next verdict is about and what to do. */
export function shortHandLines(view: BisectView, width: number): Line[] {
  return [inHandLine(view), ...paragraph(view.next, width - 2, { indent: 3, most: 2 })]
}

function inHandLine({ inHand }: BisectView): Line {
  return [
    span(' ◆ ', 'accent'),
    span(inHand === null ? '' : shortSha(inHand.sha), 'accent'),
    span(` ${inHand?.subject ?? ''}`, 'strong'),
  ]
}

/** By hand: the image to deploy, the folder to open, and the lines to type in another terminal. */
function testLines(view: BisectView, width: number, tall: boolean): Line[] {
  const { next, screen, inHand, workload, deployment, keys } = view
  const { worktree } = screen
  const probe = workload?.repository.probe ?? null
  const checkedOut = worktree !== null && worktree.sha === inHand?.sha
  return [
    ...paragraph(next, width - 2, { indent: 3, most: 3 }),
    ...(deployment === null
      ? []
      : deployment.image === null
        ? labelled('image', deployment.source, 'dim', width)
        : [
            ...labelled('image', deployment.image, 'accent', width),
            [
              span(
                `${indent}${deployment.source}; ${keys('bisect.copyImage')} copies it, ${keys('bisect.copyDeploy')} the kubectl line`,
                'dim',
              ),
            ],
            ...(tall && deployment.line !== null
              ? labelled('deploy', deployment.line, 'accent', width)
              : []),
          ]),
    ...(checkedOut
      ? [
          ...labelled('source', commandLine(['cd', worktree.path]), 'accent', width),
          ...(probe === null ? [] : labelled('test', probe, 'accent', width)),
        ]
      : labelled(
          'source',
          `${keys('bisect.worktree')} checks it out into a folder; ${keys('bisect.run')} lets a command judge`,
          'dim',
          width,
        )),
  ]
}

const label = 8
const indent = ' '.repeat(3 + label)

/** What is to be typed is never cut. */
function labelled(name: string, text: string, tone: 'accent' | 'dim', width: number): Line[] {
  return wrap(text, width - label - 5).map((part, i) => [
    span(`   ${fit(i === 0 ? name : '', label)}`, 'dim'),
    span(part, tone),
  ])
}

function runLines({ screen, next }: BisectView): Line[] {
  const shas = screen.probing.map(({ sha }) => shortSha(sha))
  const what = shas.length === 0 ? 'preparing' : `testing ${shas.join(', ')}`
  return [
    [span('   ◌ ', 'accent'), span(`${what}. `), span(next, 'dim')],
    ...screen.output.slice(-2).map((text): Line => [span(`     ${text}`, 'dim')]),
  ]
}
