import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const memory = resolve(import.meta.dirname, '../../src/app/memory.ts')

test('the space for new objects holds some frames, and grows no further whatever is made', () => {
  const program = `
    import { getHeapSpaceStatistics } from 'node:v8'
    import { keepSmall, makeRoom } from '${memory}'
    const megabytes = () =>
      getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size >> 20
    const kept = []
    const fill = () => { for (let i = 0; i < 5000; i += 1) kept.push(new Array(500).fill(i)) }
    keepSmall()
    fill()
    const before = megabytes()
    makeRoom()
    fill()
    console.log(JSON.stringify([before, megabytes()]))
  `
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  })
  expect(JSON.parse(printed)).toEqual([2, 4])
})
