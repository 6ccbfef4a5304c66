import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { eachChunk } from '../../../src/cluster/request/each-chunk.ts'

const never = new AbortController().signal
const chunks = ['one', 'two', 'three'].map((text) => Buffer.from(text))

/** Reads until a chunk says so; null to the end. */
async function read(body: Readable, signal: AbortSignal, last: string | null = null) {
  const said: string[] = []
  const how = await eachChunk(body, signal, (chunk) => {
    said.push(String(chunk))
    return String(chunk) !== last
  })
  return { said, how }
}

test('each chunk is handed on, to the end of the body', async () => {
  expect(await read(Readable.from(chunks), never)).toEqual({
    said: ['one', 'two', 'three'],
    how: null,
  })
})

test('the rest is not read once it is not wanted', async () => {
  const body = Readable.from(chunks)
  expect(await read(body, never, 'two')).toEqual({ said: ['one', 'two'], how: null })
  expect(body.destroyed).toBe(true)
})

test('an error of the body is an answer', async () => {
  const error = new Error('reset')
  const body = Readable.from(
    (async function* () {
      yield chunks[0]
      throw error
    })(),
  )
  expect(await read(body, never)).toEqual({ said: ['one'], how: { error } })
})

test('a body that is cut off without a word is no end', async () => {
  const body = new Readable({ read() {} })
  body.push('one')
  const reading = read(body, never)
  setImmediate(() => body.destroy())
  expect((await reading).how).toEqual({ error: expect.any(Error) })
})

test('nothing is handed on after the signal, though it has come', async () => {
  const cut = new AbortController()
  const reason = new Error('nobody listens')
  const said: string[] = []
  const how = await eachChunk(Readable.from(chunks), cut.signal, (chunk) => {
    said.push(String(chunk))
    cut.abort(reason)
    return true
  })
  expect({ said, how }).toEqual({ said: ['one'], how: { error: reason } })
})

test('what the reader throws is thrown', async () => {
  const body = Readable.from(chunks)
  const broken = new TypeError('a bug')
  const reading = eachChunk(body, never, () => {
    throw broken
  })
  await expect(reading).rejects.toBe(broken)
  expect(body.destroyed).toBe(true)
})
