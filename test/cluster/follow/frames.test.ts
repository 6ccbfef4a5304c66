import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineSplitter } from '../../../src/cluster/follow/frames.ts'

test('lines are the same wherever the chunks end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ''))),
      fc.array(fc.nat()),
      (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
        const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b)
        const split = lineSplitter()
        const chunks = [0, ...places].map((from, i) => bytes.subarray(from, places[i]))
        expect(chunks.flatMap((chunk) => split(chunk))).toEqual(
          lines.map((line) => Buffer.from(line).toString()),
        )
      },
    ),
  )
})

test('a line without its end is kept back', () => {
  const split = lineSplitter()
  expect(split(Buffer.from('{"a":1}\n{"b"'))).toEqual(['{"a":1}'])
  expect(split(Buffer.from(':2}'))).toEqual([])
  expect(split(Buffer.from('\n'))).toEqual(['{"b":2}'])
})
