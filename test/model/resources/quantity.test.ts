import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCpu, formatMemory, parseQuantity } from '../../../src/model/resources/quantity.ts'

test.each([
  ['250m', '250m'],
  ['1', '1'],
  ['0.5', '500m'],
  ['1500m', '1500m'],
  ['2000m', '2'],
  ['.25', '250m'],
  ['1e3', '1000'],
  ['1E-1', '100m'],
  ['100u', '1m'],
  ['0', '0'],
  ['12345678901234567890', '12345678901234567890'],
])('cpu %s is printed as %s', (text, printed) => {
  expect(formatCpu(parseQuantity(text)!)).toBe(printed)
})

test.each([
  ['64Mi', '64Mi'],
  ['1024Mi', '1Gi'],
  ['1536Mi', '1536Mi'],
  ['1.5Gi', '1536Mi'],
  ['128M', '125000Ki'],
  ['1G', '1000000000'],
  ['1000', '1000'],
  ['0', '0'],
  ['100m', '1'],
  ['16Ei', '16Ei'],
])('memory %s is printed as %s', (text, printed) => {
  expect(formatMemory(parseQuantity(text)!)).toBe(printed)
})

test.each([
  '',
  'abc',
  '1 Gi',
  '1Kib',
  '--1',
  '1e',
  '0x10',
  '1,5',
  'Infinity',
  `1${'0'.repeat(80)}`,
])('%j is no quantity', (text) => {
  expect(parseQuantity(text)).toBeNull()
})

test('an amount below zero stays below zero', () => {
  expect(parseQuantity('-1500m')).toBe(-1_500_000_000n)
})

test('what is printed reads as the same amount', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (amount) => {
      expect(parseQuantity(formatCpu(amount * 1_000_000n))).toBe(amount * 1_000_000n)
      expect(parseQuantity(formatMemory(amount * 1_000_000_000n))).toBe(amount * 1_000_000_000n)
    }),
  )
})

test('suffixes are the powers that they stand for', () => {
  const powers = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }
  fc.assert(
    fc.property(
      fc.nat(),
      fc.constantFrom(...(Object.keys(powers) as (keyof typeof powers)[])),
      (number, suffix) => {
        expect(parseQuantity(`${number}${suffix}`)).toBe(
          parseQuantity(`${number}e${powers[suffix]}`),
        )
      },
    ),
  )
})
