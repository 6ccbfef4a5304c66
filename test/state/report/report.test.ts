import { describe, expect, it } from 'vitest'
import { conclusion, nextSteps } from '../../../src/state/bisects/mend.ts'
import { unknown } from '../../../src/model/resolved.ts'
import { incidentReport } from '../../../src/state/report/report.ts'
import { commandLine } from '../../../src/state/report/shell.ts'
import { fixProgress, foundProgress, mark, progress, trace } from '../../support/bisect-fixtures.ts'
import { failingCart, release, sha } from '../../support/state-fixtures.ts'

describe('the incident report', () => {
  it('names the culprit, the workload, its owner, the evidence and what mends it', () => {
    const report = incidentReport(foundProgress(), failingCart())
    expect(report).toMatch(/^# shop\/cart: 0303030 is the culprit\.\n/)
    expect(report).toContain('**Cache prices per request**')
    expect(report).toContain('- author: Ana Silva (ana@example.com)')
    expect(report).toContain('- owner: payments')
    expect(report).toContain('- symptom: CrashLoopBackOff: container app exits')
    expect(report).toContain(
      '| 2 | `0202020` | bad | search | 1 | 3s |  | Merge branch price-cache |',
    )
    expect(report).toContain(`    git -C /home/ana/src/shop revert ${sha(3)}`)
    expect(report).toContain('--to-revision=6')
  })

  it('tells where the culprit came from, who owns the code, and where it runs, what runs now first', () => {
    const report = incidentReport(foundProgress(), failingCart(), trace)
    expect(report).toContain(
      `- commit: \`${sha(3)}\` <https://github.com/shop/shop/commit/${sha(3)}>`,
    )
    expect(report).toContain(
      String.raw`- pull request: \#512 <https://github.com/shop/shop/pull/512>`,
    )
    expect(report).toContain('- code owners: `@shop/pricing`, `@li`')
    expect(report).toMatch(
      /\| 7 \| 1\.7\.2 \| Deployment shop\/cart \| prod \| runs \|\n\| 9 \| 1\.7\.3 /,
    )
    expect(report).not.toContain('| 6 | 1.7.1')
  })

  it('carries notes, ends and the log that git bisect replay reads', () => {
    const marks = [
      mark(20, 'good', { phase: 'verify' }),
      mark(5, 'good', { note: 'failed once | then not again' }),
    ]
    const report = incidentReport(progress({ marks }), null)
    expect(report).toContain('| 1 | `1414141` | good | end |  | by hand |  | 1.7.1 (release 6) |')
    expect(report).toContain(
      String.raw`| search |  | by hand | failed once \| then not again | Log the basket id |`,
    )
    expect(report).toContain('    # note: failed once | then not again\n')
    expect(report).toContain(`    git bisect good ${sha(5)}\n`)
  })

  it('speaks of a fix where one was looked for', () => {
    const fixed = fixProgress(mark(5, 'good'), mark(7, 'bad'), mark(6, 'good'))
    const report = incidentReport(fixed, null)
    expect(report).toMatch(/^# shop\/cart: 0606060 fixed it: the first good commit\.\n/)
    expect(report).toContain('- searched: the commit that fixed it')
    expect(report).not.toContain('culprit')
    expect(report).not.toContain('revert')
  })

  it('cannot be broken out of by a commit’s subject', () => {
    const found = foundProgress()
    const commits = found.commits.map((commit) => ({
      ...commit,
      subject: 'a | b `c` <i>x</i> [l](u)',
    }))
    const report = incidentReport({ ...found, commits }, null)
    expect(report).toContain(String.raw`a \| b \`c\` \<i\>x\</i\> \[l\](u)`)
  })

  it('lists the commits that are left when only skipped ones remain', () => {
    const report = incidentReport(
      progress({ step: { kind: 'indeterminate', why: 'skips', candidates: [sha(3), sha(4)] } }),
      null,
    )
    expect(report).toContain('One of 2 commits is the culprit')
    expect(report).toContain('- `0404040` Round totals half to even (Li Wei)')
  })

  it.each([
    [[mark(5, 'good'), mark(2, 'good')], 'if the bad end fails: no test has shown the failure'],
    [[mark(5, 'bad')], 'if the good end works: every test has shown the failure'],
    [[], 'if both ends are what they are called: nothing was tested'],
  ])('says on which end the answer hangs where all tests came out alike', (marks, proviso) => {
    const step = { kind: 'found', sha: sha(1), skipped: [] } as const
    expect(conclusion(progress({ step, marks }))).toBe(`0101010 is the culprit, ${proviso}.`)
    expect(incidentReport(progress({ step, marks }), null)).toContain(proviso)
  })

  it('says that skipped commits did not keep it from the culprit', () => {
    const step = { kind: 'found', sha: sha(3), skipped: [sha(4)] } as const
    const marks = [mark(5, 'good'), mark(3, 'bad'), mark(4, 'skip')]
    expect(conclusion(progress({ step, marks }))).toBe(
      '0303030 is the culprit, in spite of 1 skipped commit.',
    )
  })

  it.each([
    ['bad-end-good', 'the bad end does not show the failure'],
    ['good-end-bad', 'the good end already shows the failure'],
    ['merge-base-bad', 'where both ends branched off'],
    ['end-untestable', 'could not be tested'],
  ] as const)('says why it stopped: %s', (why, text) => {
    expect(conclusion(progress({ step: { kind: 'aborted', why, sha: sha(1) } }))).toContain(text)
  })
})

describe('the commands that mend', () => {
  it('revert a merge on its main line', () => {
    const found = foundProgress()
    const merge = { ...found, step: { kind: 'found' as const, sha: sha(2), skipped: [] } }
    expect(nextSteps(merge, null).map(({ command }) => command)).toEqual([
      `git -C /home/ana/src/shop revert -m 1 ${sha(2)}`,
    ])
  })

  it('name no folder where the source is known by its URL', () => {
    const found = foundProgress()
    const session = { ...found.session, repository: 'https://git.example/shop' }
    expect(nextSteps({ ...found, session }, null)[0]?.command).toBe(`git revert ${sha(3)}`)
  })

  it('roll back to the release of the good end, by its name where no commit of it is known', () => {
    const unknownCommit = { commit: unknown('no annotation names one') }
    const cart = failingCart({
      releases: [
        release(7, '1.7.2', { current: true, ...unknownCommit }),
        release(6, '1.7.1', unknownCommit),
        release(5, '1.7.1', unknownCommit),
      ],
    })
    expect(nextSteps(foundProgress(), cart).at(-1)?.command).toContain('--to-revision=6')
  })

  it('offer no revert while searching and none of a fix', () => {
    expect(nextSteps(progress(), null)).toEqual([])
    const found = foundProgress()
    const session = { ...found.session, looksFor: 'fix' as const }
    expect(nextSteps({ ...found, session }, failingCart())).toEqual([])
  })

  it('quote what a shell would read otherwise', () => {
    expect(commandLine(['git', '-C', "/a b/it's", 'x;rm'])).toBe(
      String.raw`git -C '/a b/it'\''s' 'x;rm'`,
    )
  })
})
