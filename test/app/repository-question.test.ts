import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openKulprit, stillDemo } from '../support/screens.ts'

test('a repository that only the cluster names is confirmed first; another is asked for, and remembered', async () => {
  const demo = await stillDemo()
  const settings = join(dirname(demo.config), 'mine', 'settings.json')
  const terminal = openKulprit(demo, { env: { KULPRIT_CONFIG: settings }, args: ['checkout'] })
  await terminal.until('division by zero')

  terminal.type('b')
  await terminal.until('Clone this repository?')
  expect(terminal.text()).toContain('https://github.com/shop/shop')
  expect(terminal.text()).toContain('annotation actions.github.com/k8s-deploy')

  terminal.type('o')
  await terminal.until('Where is the source of shop/deployment/checkout?')
  terminal.type('/nowhere\r')
  await terminal.until('no folder /nowhere')
  terminal.type('\u0015file:///srv/shop\r')
  await terminal.until('file is not allowed')
  terminal.type(`\u0015${demo.repository}\r`)
  await terminal.until('Remember this?')
  terminal.type('y')
  await terminal.until('41 candidates')
  expect(JSON.parse(readFileSync(settings, 'utf8'))).toMatchObject({
    repositories: [{ workload: 'shop/deployment/checkout', repository: demo.repository }],
  })

  // It holds at once: neither the commits of the page nor a second bisect ask again.
  terminal.type('q')
  await terminal.until('41 commits')
  terminal.type('b')
  await terminal.until('Go on with the bisect')
  terminal.type('a')
  await terminal.until('41 candidates')
})

test('“never mind” leaves everything as it was', async () => {
  const demo = await stillDemo()
  const settings = join(dirname(demo.config), 'mine', 'settings.json')
  const terminal = openKulprit(demo, { env: { KULPRIT_CONFIG: settings }, args: ['checkout'] })
  await terminal.until('division by zero')
  terminal.type('b')
  await terminal.until('Clone this repository?')
  terminal.type('\u001B')
  await terminal.until('cancelled')
  expect(terminal.text()).toContain('shop/checkout  Deployment')
})
