import { expect, test } from 'vitest'
import { newestOnly } from '../../../src/app/ui/newest-only.ts'

test('of what is asked for while something runs only the newest is done', async () => {
  const done: string[] = []
  const only = newestOnly()
  let finish = () => {}
  const ask = (name: string) =>
    only(async () => {
      done.push(name)
      if (name === 'first') await new Promise<void>((resolve) => (finish = resolve))
      return name
    })
  const asked = [ask('first')]
  await expect.poll(() => done).toEqual(['first'])
  asked.push(ask('second'), ask('third'), ask('fourth'))
  finish()
  // The first was on its way already, and is as true as any.
  expect(await Promise.all(asked)).toEqual(['first', null, null, 'fourth'])
  expect(done).toEqual(['first', 'fourth'])
})
