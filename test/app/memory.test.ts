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

/** What V8 says while it compiles what runs in so many turns, each of them a hundred calls. */
function compiled(before: string): string {
  const program = `
    import { compileAsUsual, compileInLittleRoom, compileLess } from '${memory}'
    const row = (i) => (i * 31) % 7
    const rows = () => { let sum = 0; for (let i = 0; i < 100; i += 1) sum += row(i); return sum }
    ${before}
    for (let turn = 0; turn < 300; turn += 1) rows()
  `
  const flags = [
    '--maglev',
    '--trace-opt',
    '--no-concurrent-recompilation',
    '--input-type=module',
    '-e',
  ]
  return execFileSync(process.execPath, [...flags, program], { encoding: 'utf8' })
}

/** Whether V8's slow compiler was at work on it. */
function isCompiledSlowly(before: string): boolean {
  return /compiling method .* rows .*TURBOFAN/.test(compiled(before))
}

test('while a fleet is read, more has to run before it is compiled slowly, and afterwards no more than usual', () => {
  expect(isCompiledSlowly('')).toBe(true)
  expect(isCompiledSlowly('compileLess()')).toBe(false)
  expect(isCompiledSlowly('compileLess(); compileAsUsual()')).toBe(true)
})

test('for screens the compiler that takes much room is not used', () => {
  expect(compiled('')).toMatch(/compiling method .* rows .*MAGLEV/)
  expect(compiled('compileInLittleRoom()')).not.toMatch(/compiling method .*MAGLEV/)
  expect(isCompiledSlowly('compileInLittleRoom()')).toBe(true)
})

/** How often V8 went through the whole heap while much was made and kept, and then while little was. */
function collections(before: string, after: string): readonly number[] {
  const program = `
    import { PerformanceObserver, constants } from 'node:perf_hooks'
    import { setTimeout as wait } from 'node:timers/promises'
    import { collectLater, collectNow, keepSmall } from '${memory}'
    let whole = 0
    new PerformanceObserver((list) => {
      for (const { detail } of list.getEntries())
        if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) whole += 1
    }).observe({ entryTypes: ['gc'] })
    const kept = []
    const make = async (count, turns) => {
      for (let turn = 0; turn < turns; turn += 1) {
        for (let i = 0; i < count; i += 1) kept[turn * count + i] = { name: 'pod-' + i }
        await wait(5)
      }
    }
    keepSmall()
    ${before}
    await make(20_000, 30)
    const meanwhile = whole
    ${after}
    await make(2_000, 60)
    console.log(JSON.stringify([meanwhile, whole - meanwhile]))
  `
  const flags = ['--input-type=module', '-e', program]
  return JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' })) as number[]
}

test('while a fleet is read what stays is hardly gone through, and what is left afterwards is', () => {
  const [usually = 0] = collections('', '')
  const [meanwhile = 0, then = 0] = collections('collectLater()', 'collectNow()')
  expect(meanwhile).toBeLessThan(usually)
  expect(then).toBeGreaterThan(0)
})
