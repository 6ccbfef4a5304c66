import { describe, expect, it } from 'vitest'
import type { Progress } from '../../../src/bisect/session.ts'
import { failed, ok } from '../../../src/model/failure.ts'
import { keysOf } from '../../../src/state/commands/key-names.ts'
import { bisectView } from '../../../src/state/bisects/select-bisect.ts'
import { currentScreen } from '../../../src/state/state.ts'
import {
  commitDetail,
  fixProgress,
  foundProgress,
  mark,
  progress,
  trace,
} from '../../support/bisect-fixtures.ts'
import { failingCart, fleetShown, sha, TestStore } from '../../support/state-fixtures.ts'
import { container, imageTemplate, template } from '../../support/model-objects.ts'

const session = 'cart-k3f9'

const opened = (shown: Progress = progress()) =>
  new TestStore(...fleetShown, { type: 'bisectOpened', progress: shown })

const view = (store: TestStore) => {
  const shown = bisectView(store.getState())
  if (shown === null) throw new Error('no bisect is open')
  return shown
}

const notice = (store: TestStore): string => store.getState().notice?.text ?? ''

describe('testing a commit of one’s choice', () => {
  it('takes the commit under the cursor in hand next', () => {
    expect(opened().press('j', 'j', 't').effects).toEqual([
      { type: 'choose', session, sha: sha(7) },
    ])
  })

  it('says why a commit cannot be tested: its test would add nothing, or it is in hand', () => {
    const judged = progress({ marks: [mark(9, 'good')] })
    expect(notice(opened(judged).press('G', 't'))).toContain('0a0a0a0 is no candidate')
    expect(notice(opened().press('t'))).toContain('in hand already')
  })

  it('says that the user chose it', () => {
    const step = { kind: 'probe', sha: sha(7), phase: 'search', why: 'chosen' } as const
    expect(view(opened(progress({ step }))).why).toBe('you chose it')
  })
})

describe('a note', () => {
  const noted = () =>
    opened(progress({ marks: [mark(8, 'good', { note: 'slow' }), mark(2, 'bad')] }))

  it('is kept with the last verdict where the cursor is on no verdict', () => {
    const store = noted().press('n')
    expect(store.getState().dialog).toMatchObject({
      question: { title: 'Note on 0202020, bad', input: { initial: '' } },
    })
    expect(store.press(...keysOf('twice of 3'), 'enter').effects).toEqual([
      { type: 'annotate', session, sha: sha(2), note: 'twice of 3' },
    ])
  })

  it('of the commit under the cursor is changed where it stands', () => {
    const store = noted().press('j', 'j', 'j', 'n', '!', 'enter')
    expect(store.effects).toEqual([{ type: 'annotate', session, sha: sha(8), note: 'slow!' }])
  })

  it('is removed by an empty one, and left alone by esc', () => {
    expect(noted().press('j', 'j', 'j', 'n', 'ctrl-u', 'enter').effects).toEqual([
      { type: 'annotate', session, sha: sha(8), note: '' },
    ])
    expect(noted().press('n', 'x', 'esc').effects).toEqual([])
  })

  it('needs a verdict', () => {
    expect(notice(opened().press('n'))).toContain('give the verdict first')
  })
})

describe('looking at a commit', () => {
  const detailOf = (store: TestStore) => view(store).shown?.detail ?? null
  const loaded = (n: number) =>
    ({ type: 'commitLoaded', session, sha: sha(n), detail: ok(commitDetail) }) as const

  it('reads the commit in hand, then each one the cursor rests on', () => {
    const store = opened().press('enter', 'j')
    expect(store.effects).toEqual([
      { type: 'loadCommit', session, sha: sha(5) },
      { type: 'loadCommit', session, sha: sha(6) },
    ])
    expect(currentScreen(store.getState())).toMatchObject({ pane: 'commit' })
  })

  it('shows only what was asked last, whatever arrives', () => {
    const store = opened().press('enter', 'j')
    store.dispatch(loaded(5))
    expect(detailOf(store)).toBeNull()
    store.dispatch(loaded(6))
    expect(detailOf(store)).toEqual(ok(commitDetail))
  })

  it('reads nothing while the commits are shown', () => {
    expect(opened().press('j', 'k', 'G').effects).toEqual([])
  })

  it('begins each diff at its top', () => {
    const store = opened().press('enter', 'pgdn')
    expect(currentScreen(store.getState())).toMatchObject({ scroll: 21 })
    expect(currentScreen(store.press('j').getState())).toMatchObject({ scroll: 0 })
  })

  it('does not scroll on below the end of a diff', () => {
    const store = opened().press('enter')
    store.dispatch(loaded(5))
    const end = currentScreen(store.press('pgdn', 'pgdn').getState())
    expect(currentScreen(store.press('pgdn', 'pgdn', 'pgdn').getState())).toEqual(end)
  })

  it('ends with esc, which leaves the bisect only from its commits', () => {
    const store = opened().press('enter', 'esc')
    expect(currentScreen(store.getState())).toMatchObject({ name: 'bisect', pane: 'graph' })
    expect(currentScreen(store.press('esc').getState()).name).toBe('workloads')
  })

  it('reads the good end, which the graph does not list, while that is in hand', () => {
    const step = { kind: 'probe', sha: sha(20), phase: 'verify', why: 'verify-good' } as const
    const store = opened(progress({ step })).press('enter')
    expect(store.effects).toEqual([{ type: 'loadCommit', session, sha: sha(20) }])
    expect(view(store).shown?.commit.subject).toBe('1.7.1 (release 6)')
  })

  it('copies the page at its host once the commit was read', () => {
    const store = opened().press('y', 'u')
    expect(notice(store)).toContain('look at the commit with enter first')
    store.dispatch(loaded(5))
    expect(store.press('y', 'u').effects).toEqual([
      { type: 'copy', text: `https://github.com/shop/shop/commit/${sha(5)}`, what: 'the address' },
    ])
  })

  it('keeps why a commit cannot be read', () => {
    const store = opened().press('enter')
    const detail = failed('git', '0505050 is gone')
    store.dispatch({ type: 'commitLoaded', session, sha: sha(5), detail })
    expect(detailOf(store)).toEqual(detail)
  })
})

describe('how the search goes', () => {
  it('is offered before the first verdict only', () => {
    expect(view(opened()).offers).toEqual([
      'v tests both ends first',
      'm takes merges first',
      'o chooses how to search',
    ])
    expect(view(opened(progress({ marks: [mark(5, 'good')] }))).offers).toEqual([])
  })

  it('tests both ends first on v, and no longer on v again', () => {
    expect(opened().press('v').effects).toEqual([{ type: 'verifyEnds', session, on: true }])
    const { search, ...rest } = progress()
    const on = opened({ ...rest, search: { ...search, verifyEnds: true } })
    expect(view(on).modes).toEqual(['both ends are tested first'])
    expect(on.press('v').effects).toEqual([{ type: 'verifyEnds', session, on: false }])
  })

  it('has no ends to test where both have a verdict', () => {
    const marks = [mark(20, 'good', { phase: 'verify' }), mark(1, 'bad', { phase: 'verify' })]
    expect(notice(opened(progress({ marks })).press('v'))).toContain('have a verdict already')
  })

  it('searches the merges first on m', () => {
    expect(opened().press('m').effects).toEqual([{ type: 'firstParent', session, on: true }])
    const { search, ...rest } = progress()
    const on = opened({ ...rest, search: { ...search, firstParent: true } })
    expect(view(on).modes).toEqual(['merges first, then inside'])
    expect(on.press('m').effects).toEqual([{ type: 'firstParent', session, on: false }])
  })

  it('has no merges to search first in a straight history', () => {
    const { search, ...rest } = progress()
    const commits = search.range.commits.filter(({ parents }) => parents.length < 2)
    const straight = { ...rest, search: { ...search, range: { ...search.range, commits } } }
    expect(notice(opened(straight).press('m'))).toContain('no merge between the two ends')
  })

  it('counts a skipped commit until a later verdict settles it', () => {
    const skipped = progress({ marks: [mark(6, 'skip')], states: { 6: 'skipped' } })
    const settled = progress({ marks: [mark(6, 'skip')], states: { 6: 'implied-good' } })
    expect(view(opened(skipped)).counts).toContain('1 skipped')
    expect(view(opened(settled)).counts).not.toContain('1 skipped')
  })
})

describe('a bisect for a fix', () => {
  it('asks for the verdict in the same words: good works, bad does not', () => {
    const store = opened(fixProgress())
    expect(view(store).next).toMatch(/g no failure, b failure/)
    expect(view(store).screen.progress.states.get(sha(20))).toBe('bad')
  })

  it('ends on the first good commit and takes nothing back', () => {
    const found = opened(fixProgress(mark(5, 'good'), mark(7, 'bad'), mark(6, 'good')))
    expect(view(found).conclusion).toBe('0606060 fixed it: the first good commit.')
    expect(view(found).steps).toEqual([])
  })
})

describe('testing by hand', () => {
  const withForm = progress({ session: { imageForm: 'registry.example/cart:sha-{sha:7}' } })
  /** Releases 7, which runs the image, and 6; 5 was built from the commit in hand. */
  const deployed = (image: string, runs = imageTemplate(image)) => {
    const [current, previous] = failingCart().particulars.releases()
    if (current === undefined || previous === undefined) throw new Error('cart has releases')
    return failingCart({ image, releases: [{ ...current, image, template: runs }, previous] })
  }
  const tagged = 'registry.example/cart:sha-0101010'
  const onCluster = (shown: Progress, cart = deployed(tagged)) => {
    const store = opened(shown)
    store.dispatch({ type: 'workloadsChanged', put: [cart], gone: [] })
    return store
  }

  it('names the image of the commit in hand by the form of the other tags', () => {
    const store = onCluster(withForm)
    expect(view(store).deployment?.image).toBe('registry.example/cart:sha-0505050')
    expect(store.press('G', 'y', 'i').effects).toEqual([
      { type: 'copy', text: 'registry.example/cart:sha-0505050', what: 'the image' },
    ])
  })

  it('names the very image of a release that was built from the commit', () => {
    const step = { kind: 'probe', sha: sha(20), phase: 'verify', why: 'verify-good' } as const
    const store = onCluster(progress({ step, session: { imageForm: 'x/cart:{sha:7}' } }))
    expect(view(store).deployment).toMatchObject({
      image: 'registry.example/cart:1.7.1',
      source: 'of release 6',
    })
  })

  it('says that no image is known rather than guess one', () => {
    const store = onCluster(progress()).press('y', 'i')
    expect(notice(store)).toBe('Image: no image is known for 0505050: build that commit')
    expect(store.effects).toEqual([])
  })

  it('copies the line that deploys the image, with the container that runs it', () => {
    const store = onCluster(withForm)
    const text =
      'kubectl --context prod -n shop set image deployment/cart cart=registry.example/cart:sha-0505050'
    expect(store.press('y', 'k').effects).toEqual([
      { type: 'copy', text, what: 'the kubectl line' },
    ])
  })

  it('quotes the container’s name and image where a shell would read them otherwise', () => {
    const odd = template({ containers: [container({ name: 'a;b', image: tagged })] })
    const store = onCluster(withForm, deployed(tagged, odd))
    expect(view(store).deployment?.line).toContain("'a;b=registry.example/cart:sha-0505050'")
  })

  it('has no such line for a Job, whose image cannot be set', () => {
    const { session: about } = withForm
    const job = { context: 'prod', namespace: 'shop', kind: 'Job', name: 'cart' }
    const store = onCluster({ ...withForm, session: { ...about, workload: job } })
    expect(notice(store.press('y', 'k'))).toContain('kubectl set image does not change a Job')
  })

  it('copies the path only while it holds the commit in hand', () => {
    const store = onCluster(progress())
    expect(notice(store.press('y', 'p'))).toContain('not checked out: w does it')
    store.dispatch({ type: 'worktreePrepared', session, sha: sha(5), path: '/tmp/it is here' })
    expect(store.press('y', 'p').effects.at(-1)).toMatchObject({ text: "'/tmp/it is here'" })
    store.dispatch({ type: 'worktreePrepared', session, sha: sha(6), path: '/tmp/x' })
    expect(notice(store.press('y', 'p'))).toContain('not checked out')
  })

  it('copies the hash of the commit under the cursor', () => {
    expect(opened().press('j', 'y', 'h').effects).toEqual([
      { type: 'copy', text: sha(6), what: 'the hash 0606060' },
    ])
  })
})

describe('handing over', () => {
  it('writes the bisect, and the report with what was traced, to files', () => {
    const store = opened(foundProgress())
    store.dispatch({ type: 'culpritTraced', session, trace })
    store.press('E', 'y', 'f')
    expect(store.effects[0]).toEqual({ type: 'exportBisect', session })
    expect(store.effects[1]).toMatchObject({
      type: 'saveReport',
      session,
      text: expect.stringContaining('code owners: `@shop/pricing`') as string,
    })
  })

  it('copies the log that git bisect replay reads', () => {
    const store = opened(progress({ marks: [mark(5, 'good')] })).press('y', 'l')
    expect(store.effects[0]).toMatchObject({
      text: expect.stringContaining(`git bisect good ${sha(5)}\n`) as string,
    })
  })

  it('forgets what was traced when the culprit is no longer the culprit', () => {
    const store = opened(foundProgress())
    store.dispatch({ type: 'culpritTraced', session, trace })
    store.dispatch({ type: 'bisectAdvanced', progress: progress() })
    expect(view(store).screen.trace).toBeNull()
  })
})
