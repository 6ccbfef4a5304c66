import { expect, test } from 'vitest'
import { humanDuration } from '../../../src/demo/server/age.ts'

const minute = 60
const hour = 60 * minute
const day = 24 * hour

test.each([
  [-5, '0s'],
  [119, '119s'],
  [2 * minute, '2m'],
  [9 * minute + 59, '9m59s'],
  [10 * minute + 59, '10m'],
  [179 * minute, '179m'],
  [3 * hour + 5 * minute, '3h5m'],
  [47 * hour, '47h'],
  [2 * day + hour, '2d1h'],
  [8 * day + hour, '8d'],
  [3 * 365 * day, '3y'],
])('%i seconds are shown as %s', (seconds, shown) => {
  expect(humanDuration(seconds * 1000)).toBe(shown)
})
