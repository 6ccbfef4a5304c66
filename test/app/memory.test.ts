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

/** After how many turns V8's slow compiler takes what runs in each of them. */
function turnsUntilCompiled(before: string): number {
  const program = `
    import { compileAsUsual, compileLess } from '${memory}'
    const row = (i) => (i * 31) % 7
    const rows = () => { let sum = 0; for (let i = 0; i < 100; i += 1) sum += row(i); return sum }
    ${before}
    for (let turn = 0; turn < 5000; turn += 1) { rows(); console.log('turn') }
  `
  const flags = ['--trace-opt', '--no-concurrent-recompilation', '--input-type=module', '-e']
  const printed = execFileSync(process.execPath, [...flags, program], { encoding: 'utf8' })
  return printed.split(/compiling method .* rows .*TURBOFAN/)[0]?.match(/^turn$/gm)?.length ?? 0
}

test('while a fleet is read, more has to run before it is compiled slowly, and afterwards less again', () => {
  const less = turnsUntilCompiled('compileLess()')
  expect(less).toBeGreaterThan(1.5 * turnsUntilCompiled(''))
  expect(turnsUntilCompiled('compileLess(); compileAsUsual()')).toBeLessThan(less / 1.5)
})
