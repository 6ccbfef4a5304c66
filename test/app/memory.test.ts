import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const memory = resolve(import.meta.dirname, '../../src/app/memory.ts')

/** The space for new objects, in megabytes, after much was made and kept: before there is room, then, and after more. */
function spaceForNewObjects(keepSmall: string, makeRoom: string): readonly number[] {
  const program = `
    import { getHeapSpaceStatistics } from 'node:v8'
    import { keepSmall, makeRoom } from '${memory}'
    const megabytes = () =>
      getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size >> 20
    const kept = []
    const fill = () => { for (let i = 0; i < 5000; i += 1) kept.push(new Array(500).fill(i)) }
    ${keepSmall}
    fill()
    const before = megabytes()
    ${makeRoom}
    const room = megabytes()
    fill()
    console.log(JSON.stringify([before, room, megabytes()]))
  `
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  })
  return JSON.parse(printed) as readonly number[]
}

test('the space for new objects holds some frames, and grows little further whatever is made', () => {
  const [before = 0, room = 0, after = 0] = spaceForNewObjects('keepSmall()', 'makeRoom()')
  const [, , left = 0] = spaceForNewObjects('', '')
  expect(room).toBeGreaterThan(before)
  // While a collection moves what is kept, the space is for a moment larger than its size.
  expect(after).toBeLessThan(left / 3)
})
