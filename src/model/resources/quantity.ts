/** Kubernetes quantities (`250m`, `64Mi`, `1e3`), exactly. */
import { readOnce } from '../read-once.ts'

const quantity = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,3}))?$/
const decimalPowers: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}
const binarySuffixes = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

/**
 * In billionths, the smallest that Kubernetes keeps; finer amounts are rounded up as it does
 * (apimachinery, `resource.Quantity`). null for what is no quantity.
 */
export const parseQuantity = readOnce((text): bigint | null => {
  const match = quantity.exec(text)
  if (match === null || text.length > 64) return null
  const [, sign, number = '', suffix = '', exponent = '0'] = match
  const [whole = '', fraction = ''] = number.split('.')
  const binary = binarySuffixes.indexOf(suffix) + 1
  const power = (decimalPowers[suffix] ?? Number(exponent)) + 9 - fraction.length
  const digits = BigInt(whole + fraction) * 1024n ** BigInt(binary)
  const amount =
    power >= 0 ? digits * 10n ** BigInt(power) : divideUp(digits, 10n ** BigInt(-power))
  return sign === '-' ? -amount : amount
})

const billion = 1_000_000_000n

/** Whole cores, else thousandths: `2`, `250m`. */
export function formatCpu(amount: bigint): string {
  return amount % billion === 0n ? `${amount / billion}` : `${divideUp(amount, 1_000_000n)}m`
}

/** Bytes, with the largest binary suffix that is exact: `1536Mi`. */
export function formatMemory(amount: bigint): string {
  let bytes = divideUp(amount, billion)
  let suffix = ''
  for (const next of binarySuffixes) {
    if (bytes === 0n || bytes % 1024n !== 0n) break
    bytes /= 1024n
    suffix = next
  }
  return `${bytes}${suffix}`
}

function divideUp(amount: bigint, by: bigint): bigint {
  const whole = amount / by
  return amount > whole * by ? whole + 1n : whole
}
