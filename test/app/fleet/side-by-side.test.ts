/** What is told of several pieces of work that go on at once. */
import { expect, test } from 'vitest'
import { sideBySide } from '../../../src/app/fleet/side-by-side.ts'
import type { Transfer } from '../../../src/app/bisects/find-source.ts'

test('each stands beside the others until it is done, in the order in which they began', async () => {
  const told: string[] = []
  const { signal } = new AbortController()
  const beside = sideBySide({ signal, onProgress: (text) => told.push(text) })
  const started = (): { transfer: Transfer; end: () => void; done: Promise<void> } => {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    let given: Transfer | null = null
    const done = beside(async (transfer) => {
      given = transfer
      await promise
    })
    if (given === null) throw new Error('it did not begin')
    return { transfer: given, end: () => resolve(undefined), done }
  }
  const [commits, rights] = [started(), started()]
  rights.transfer.onProgress('2 of 5 rights')
  commits.transfer.onProgress('10 of 41 commits')
  rights.transfer.onProgress('4 of 5 rights')
  expect(told).toEqual([
    '2 of 5 rights',
    '10 of 41 commits · 2 of 5 rights',
    '10 of 41 commits · 4 of 5 rights',
  ])
  rights.end()
  await rights.done
  expect(told.at(-1)).toBe('10 of 41 commits')
  rights.transfer.onProgress('too late')
  expect(told.at(-1)).toBe('10 of 41 commits')
  commits.end()
  await commits.done
  expect(told.at(-1)).toBe('')
})
