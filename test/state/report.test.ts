import { describe, expect, it } from 'vitest'
import { commandLine, conclusion, incidentReport, nextSteps } from '../../src/state/report.ts'
import { failingCart, foundProgress, progress, sha } from '../support/state-fixtures.ts'

describe('the incident report', () => {
  it('names the culprit, the workload, its owner, the evidence and what mends it', () => {
    const report = incidentReport(foundProgress(), failingCart())
    expect(report).toMatch(/^# shop\/cart: 0303030 is the culprit\.\n/)
    expect(report).toContain('**Cache prices per request**')
    expect(report).toContain('- author: Ana Silva (ana@example.com)')
    expect(report).toContain('- owner: payments')
    expect(report).toContain('- symptom: CrashLoopBackOff: container app exits')
    expect(report).toContain('| 2 | `0202020` | bad | 1 | 3s | Merge branch price-cache |')
    expect(report).toContain(`    git -C /home/ana/src/shop revert ${sha(3)}`)
    expect(report).toContain('--to-revision=6')
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
