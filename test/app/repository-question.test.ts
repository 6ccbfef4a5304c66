import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { forgeServing } from '../support/git-forge.ts'
import { emptyHome, kulprit } from '../support/program.ts'
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

test('a folder that is pasted where it is asked whether to clone is taken for another one', async () => {
  const demo = await stillDemo()
  const settings = join(dirname(demo.config), 'mine', 'settings.json')
  const terminal = openKulprit(demo, { env: { KULPRIT_CONFIG: settings }, args: ['checkout'] })
  await terminal.until('division by zero')
  terminal.type('b')
  await terminal.until('Clone this repository?')
  terminal.type(`\u001B[200~ ${demo.repository}\n\u001B[201~`)
  await terminal.until('Where is the source of shop/deployment/checkout?')
  expect(terminal.text()).toContain(demo.repository)
  terminal.type('\r')
  await terminal.until('Remember this?')
  terminal.type('n')
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

test('what was cloned into the cache is read by the page, the difference and commands, and not asked for again', async () => {
  const demo = await stillDemo()
  const { home, env: empty } = emptyHome()
  const settings = join(home, 'settings.json')
  const env = { ...empty, ...forgeServing(demo.repository), KULPRIT_CONFIG: settings }
  const terminal = openKulprit(demo, { home: env, env, args: ['checkout'] })
  await terminal.until('is not cloned')
  terminal.type('b')
  await terminal.until('Clone this repository?')
  terminal.type('y')
  await terminal.until('41 candidates')
  terminal.type('q')
  await terminal.until('41 commits')
  terminal.type('b')
  await terminal.until('Go on with the bisect')
  terminal.type('a')
  await terminal.until('41 candidates')

  const run = (...args: string[]) => kulprit(args, { ...env, KUBECONFIG: demo.kubeconfig })
  const commits = await run('commits', 'checkout')
  expect(commits.stderr).toBe('')
  expect(commits.stdout.trim().split('\n').length).toBeGreaterThan(41)
  expect((await run('diff', 'checkout')).stdout).toContain('41 commits')
  expect((await run('report', 'checkout')).stdout).not.toContain('is not cloned')
})

test('r asks for the repository too, for whoever only wants to see the commits', async () => {
  const demo = await stillDemo()
  const settings = join(dirname(demo.config), 'mine', 'settings.json')
  const terminal = openKulprit(demo, { env: { KULPRIT_CONFIG: settings }, args: ['checkout'] })
  await terminal.until('r asks for what is missing')
  terminal.type('r')
  await terminal.until('Clone this repository?')
  terminal.type('\u001B')
  await terminal.until('finding the repository was cancelled')
  expect(terminal.text()).toContain('is not cloned')

  terminal.type('r')
  await terminal.until('Clone this repository?')
  terminal.type('o')
  await terminal.until('Where is the source of shop/deployment/checkout?')
  terminal.type(`${demo.repository}\r`)
  await terminal.until('Remember this?')
  terminal.type('y')
  await terminal.until('41 commits')
  expect(JSON.parse(readFileSync(settings, 'utf8'))).toMatchObject({
    repositories: [{ workload: 'shop/deployment/checkout', repository: demo.repository }],
  })
})

test('a folder that is named for now is read by the page, and asked about again by the next bisect', async () => {
  const demo = await stillDemo()
  const settings = join(dirname(demo.config), 'mine', 'settings.json')
  const terminal = openKulprit(demo, { env: { KULPRIT_CONFIG: settings }, args: ['checkout'] })
  await terminal.until('is not cloned')
  terminal.type('b')
  await terminal.until('Clone this repository?')
  terminal.type('o')
  await terminal.until('Where is the source')
  terminal.type(`${demo.repository}\r`)
  await terminal.until('Remember this?')
  terminal.type('n')
  await terminal.until('41 candidates')
  terminal.type('q')
  await terminal.until('41 commits')
  terminal.type('b')
  await terminal.until('Go on with the bisect')
  terminal.type('a')
  await terminal.until('Where is the source')
  expect(terminal.text()).toContain(demo.repository)
})
