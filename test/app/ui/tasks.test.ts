import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createTasks } from '../../../src/app/ui/tasks.ts'
import { failed, ok } from '../../../src/model/failure.ts'
import { stateAfter } from '../../support/state-fixtures.ts'
import { reduce } from '../../../src/state/reduce.ts'

function shown() {
  let state = stateAfter()
  const tasks = createTasks((action) => {
    state = reduce(state, action)
  })
  return { tasks, titles: () => state.tasks.map(({ title, progress }) => `${title} ${progress}`) }
}

describe('long work', () => {
  test('is on the screen with its counts until it is over', async () => {
    const { tasks, titles } = shown()
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const done = tasks.run('cloning', async ({ onProgress }) => {
      onProgress('1 of 9')
      await promise
      onProgress('9 of 9')
    })
    await expect.poll(titles).toEqual(['cloning 1 of 9'])
    resolve(undefined)
    await done
    expect(titles()).toEqual([])
  })

  test('that is over does not come back with what its repository still tells', async () => {
    const { tasks, titles } = shown()
    const { promise, resolve } = Promise.withResolvers<undefined>()
    let tell: (text: string) => void = () => undefined
    const done = tasks.run('reading the commits', async ({ onProgress }) => {
      tell = onProgress
      await promise
    })
    await expect.poll(titles).toHaveLength(1)
    resolve(undefined)
    await done
    tell('commits: 1,204 so far')
    expect(titles()).toEqual([])
  })

  test('that fails once it was cancelled says that, and not what came of it', async () => {
    const { tasks } = shown()
    const done = tasks.attempt('starting the bisect', async ({ signal }) => {
      await nextTurn()
      tasks.cancel('task-1')
      return signal.aborted ? failed('git', 'no commit for version 1.2.0') : ok(null)
    })
    await expect(done).resolves.toMatchObject({
      failure: { kind: 'cancelled', message: 'starting the bisect was cancelled' },
    })
  })

  test('that was done before it could be cancelled is done', async () => {
    const { tasks } = shown()
    const done = tasks.attempt('checking out', async () => {
      await nextTurn()
      tasks.cancel('task-1')
      return ok('/tmp/worktree')
    })
    await expect(done).resolves.toEqual(ok('/tmp/worktree'))
  })
})
