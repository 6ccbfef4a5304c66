import { expect, test } from 'vitest'
import { openKulprit, stillDemo } from '../support/screens.ts'

test('logs, YAML and the description of a workload, as in k9s', async () => {
  const demo = await stillDemo()
  const terminal = openKulprit(demo, { columns: 120, rows: 40 })
  await terminal.until('● live')

  terminal.type('l')
  await terminal.until(/all 5 pods › checkout · following · running now/)
  await terminal.until(/^jptq88tx9-h6l74 INFO {2}request \d+ answered/m)
  terminal.type('/FATAL\r')
  await terminal.until(/match 1 of 2 .* FATAL division by zero/s)
  terminal.type('p')
  await terminal.until('before the last restart')
  await terminal.until(/! jptq88tx9-\w+, .*: container checkout has no earlier run/)
  await terminal.until(/^vdhx2k5bc-q4tjv FATAL division/m)

  terminal.type('q')
  await terminal.until('41 workloads')
  terminal.type('y')
  await terminal.until('kind: Deployment')
  terminal.type('q\r')
  await terminal.until('2 of 5 pods crash-loop')
  terminal.type('d')
  await terminal.until(/Description .* of \d+ lines\s+2 of 5 pods crash-loop/)
  await terminal.until('rule: an annotation made for the purpose comes first')
  terminal.type('q/FATAL\r')
  await terminal.until(/Evidence · wrapped .* match 1 of 1 /)
  terminal.type('vy')
  await terminal.until('copied 1 line')
  expect(terminal.raw()).toContain(
    `52;c;${Buffer.from('   FATAL division').toString('base64').slice(0, 20)}`,
  )
  terminal.type(':q\r')
  expect((await terminal.exit).exitCode).toBe(0)
})
