import { expect, test } from 'vitest'
import { join } from 'node:path'
import { mark } from '../../src/bisect/mark.ts'
import { nextStep } from '../../src/bisect/next-step.ts'
import { splitRequest } from '../../src/bisect/split.ts'
import { anchor, release } from '../../src/git/anchor.ts'
import { readRange } from '../../src/git/range.ts'
import { suggestSplit } from '../../src/git/split.ts'
import { addWorktree } from '../../src/git/worktree.ts'
import { searchOf, verdictOn } from '../support/bisect-search.ts'
import {
  contents,
  git,
  line,
  makeRepository,
  openFolder,
  temporaryFolder,
  value,
} from '../support/git-repository.ts'

const bisects = Number(process.env['KULPRIT_BISECTS'] ?? 40)

test(
  `the user’s clone is byte-identical after ${bisects} bisects`,
  { timeout: 600_000 },
  async () => {
    const folder = temporaryFolder()
    const shas = makeRepository(folder, line(8))
    git(folder, 'checkout', '--quiet', '--force', 'main')
    const before = contents(folder)
    const repository = await openFolder(folder, join(temporaryFolder(), 'cache'))
    const found: string[] = []
    const expected: string[] = []
    for (let i = 0; i < bisects; i++) {
      const culprit = 1 + (i % 7)
      const id = `cart-${i}`
      value(await anchor(repository, id, [shas[0]!, shas[7]!]))
      let search = searchOf(value(await readRange(repository, shas[0]!, shas[7]!, null)))
      for (;;) {
        const request = splitRequest(search)
        const suggested =
          request === null ? null : value(await suggestSplit(repository, request, null))
        const step = nextStep(search, suggested)
        if (step.kind !== 'probe') {
          found.push('sha' in step ? step.sha : '')
          break
        }
        // Files are checked out for some: it is what takes the time.
        if (i % 20 === 0) {
          const worktree = value(await addWorktree(repository, id, { reuse: true }))
          value(await worktree.checkout(step.sha))
        }
        const verdict = shas.indexOf(step.sha) >= culprit ? 'bad' : 'good'
        search = value(mark(search, verdictOn(step.sha, verdict)))
      }
      expected.push(shas[culprit]!)
      value(await release(repository, id))
    }
    expect(found).toEqual(expected)
    expect(contents(folder)).toEqual(before)
    expect(git(repository.store.folder, '--git-dir=.', 'for-each-ref')).toBe('')
  },
)
